"""Turn what the API took into what the services of sales take: codes become keys, properties become field names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from customers.models import DeliveryMode
from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.references import find_by_code, find_keys, key_of, named_twice, unknown_code
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item, SalesCategory, Unit, Warehouse
from foundation.inventory.sold import CategoryKey
from foundation.ledger.models import ItemSalesTaxGroup, SalesTaxGroup
from foundation.organization.access import Access
from foundation.organization.models import Currency, LegalEntity
from sales.agreed_terms import choose
from sales.deliveries import DeliveryRequest, LineUpdate
from sales.errors import NetAmountCalculated
from sales.models import ChargeCode, SalesOrder, SalesOrderLine, SalesParameters
from sales.services.agreed_header import with_agreed_header
from sales.services.change_lines import LineEdit
from sales.services.enter_orders import ChargeDraft, EnteredOrders, OrderDraft
from sales.services.entry_credit import CreditAnswer
from sales.services.order_lines import LineDraft
from sales.services.post_packing_slips import PostedSlips
from sales.statuses import TRAITS, LineKind
from sales.subscriptions import SubscriptionTerms

AGREED_TERMS = frozenset(
    {"invoice_account", "payment_terms", "payment_method", "cash_discount", "sales_tax_group", "exclude_from_credit_check"}
)
PRICE_TERMS = frozenset(
    {
        *("total_discount_percent", "total_discount_amount", "prices_include_tax", "fixed_exchange_rate"),
        *("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group"),
    }
)
_TAX = "item_sales_tax_group"
PLAIN = frozenset({"fixed_exchange_rate"})
"""What may be null and is no reference."""
PRICE_PROPERTIES = frozenset({"unit_price", "price_unit", "discount_amount", "discount_percent", "net_amount"})
NOT_HEADER = frozenset(
    {
        "customer",
        "invoice_account",
        "order_type",
        "lines",
        "charges",
        "update_lines",
        "overwrite_prices",
        "end_terms",
        "subscription",
        "agreement",
        "agreement_terms",
        "overrule_credit",
        "credit_reason",
    }
)


def check_rights(access: Access, data: Mapping[str, Any]) -> None:
    """Raise PermissionMissing when the request types prices, charges, an invoice account or terms and the caller may not."""
    if AGREED_TERMS & set(data) or any("sales_tax_group" in line for line in data.get("lines", ())):
        access.require("sales.change_invoice_account")
    types_prices = PRICE_TERMS & set(data) or data.get("charges") or any(PRICE_PROPERTIES & set(line) for line in data.get("lines", ()))
    if types_prices:
        access.require("sales.change_price")
    if data.get("overrule_credit"):
        access.require("customers.override_credit")


def credit_answer(data: Mapping[str, Any]) -> CreditAnswer:
    """Return what an exceeded credit limit does to an order over REST."""
    return CreditAnswer(integration=True, overruled=data["overrule_credit"], reason=data["credit_reason"])


def order_draft(entity: LegalEntity, data: Mapping[str, Any]) -> OrderDraft:
    """Return the draft of a new order; raises InvalidInput at the path of every unknown code, and ORD-36."""
    codes = _LineCodes.find(entity, data["lines"], data["charges"])
    order_type = data.get("order_type") or SalesParameters.of(entity).default_order_type
    if "subscription" in data and not TRAITS[order_type].reopens_after_invoice:
        raise InvalidInput({"subscription": [_("Only a subscription has cycles.")]})
    draft = OrderDraft(
        customer_id=data["customer"].key,
        lines=[LineDraft(**codes.line_values(line, f"lines.{index}")) for index, line in enumerate(data["lines"])],
        order_type=order_type,
        invoice_account_id=data["invoice_account"].pk if "invoice_account" in data else None,
        header=header_values(data),
        charges=[codes.charge(charge, index, len(data["lines"])) for index, charge in enumerate(data["charges"])],
        subscription=cycles(data),
        agreement_id=agreement_key(entity, data["customer"].pk, data),
    )
    return with_agreed_header(entity, draft, data.get("agreement_terms"))


def agreement_key(entity: LegalEntity, customer_id: int, data: Mapping[str, Any]) -> int | None:
    """Return the sales agreement of a customer that was named.

    Raises InvalidInput for one that the customer has not, AGR-04 for one that is not Effective.
    """
    if not data.get("agreement"):
        return None
    found = choose(entity, customer_id, data["agreement"])
    if found is None:
        raise unknown_code(data["agreement"], "agreement")
    return found


def cycles(data: Mapping[str, Any]) -> SubscriptionTerms | None:
    """Return the cycles that were given; None for none."""
    return SubscriptionTerms(**data["subscription"]) if "subscription" in data else None


def header_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given of the header by field name; references by key."""
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in NOT_HEADER:
            continue
        is_reference = isinstance(value, Model) or value is None and not (name.endswith("_date") or name in PLAIN)
        values[f"{name}_id" if is_reference else name] = value.pk if isinstance(value, Model) else value
    return values


def line_edits(order: Any, changes: Sequence[Mapping[str, Any]]) -> list[LineEdit]:
    """Return the edits of the lines of an order or quotation; raises InvalidInput for unknown codes and line numbers."""
    codes = _LineCodes.find(order.legal_entity_id, changes)
    known = {line.line_number: line.pk for line in order.lines.all()}
    edits: list[LineEdit] = []
    for index, change in enumerate(changes):
        path, number = f"lines.{index}", change.get("line_number")
        if number is None and not {"item", "category"} & set(change):
            raise InvalidInput({f"{path}.item": [_("A new line needs an item.")]})
        if number is not None and number not in known:
            raise unknown_code(str(number), f"{path}.line_number")
        if number is not None and any(edit.line_id == known[number] for edit in edits):
            raise named_twice(f"{path}.line_number")
        values = codes.line_values(change, path)
        edits.append(LineEdit(None if number is None else known[number], values, remove=change["remove"]))
    return edits


def cancellations(order: SalesOrder, wanted: Sequence[Mapping[str, Any]] | None) -> dict[int, Decimal] | None:
    """Return the quantity to cancel by line, None for the whole remainder; raises InvalidInput for an unknown line."""
    if wanted is None:
        return None
    known = {line.line_number: line.pk for line in order.lines.all()}
    found = {}
    for index, row in enumerate(wanted):
        if row["line_number"] not in known:
            raise unknown_code(str(row["line_number"]), f"lines.{index}.line_number")
        if known[row["line_number"]] in found:
            raise named_twice(f"lines.{index}.line_number")
        found[known[row["line_number"]]] = row["quantity"]
    return found


def ship_dates(order: SalesOrder, wanted: Sequence[Mapping[str, Any]]) -> dict[int, date]:
    """Return the ship date by line; raises InvalidInput for an unknown line."""
    known = {line.line_number: line.pk for line in order.lines.all()}
    found: dict[int, date] = {}
    for index, row in enumerate(wanted):
        if row["line_number"] not in known:
            raise unknown_code(str(row["line_number"]), f"lines.{index}.line_number")
        if known[row["line_number"]] in found:
            raise named_twice(f"lines.{index}.line_number")
        found[known[row["line_number"]]] = row["ship_date"]
    return found


def delivery_request(access: Access, data: Mapping[str, Any]) -> DeliveryRequest:
    """Return what is to be delivered; raises InvalidInput for unknown orders and lines."""
    if data["overrule_credit"]:
        access.require("customers.override_credit")
    entity = access.legal_entity
    orders = find_keys(entity, SalesOrder, data["orders"], "orders")
    lines = SalesOrderLine.of(entity).keys_by_number(orders)
    updates = {}
    for index, row in enumerate(data["lines"]):
        key = lines.get((row["order"], row["line_number"]))
        if key is None:
            raise unknown_code(f"{row['order']} / {row['line_number']}", f"lines.{index}")
        if key in updates:
            raise named_twice(f"lines.{index}")
        updates[key] = LineUpdate(row["quantity"], row["close"])
    return DeliveryRequest(
        entity,
        orders,
        option=data["quantity"],
        updates=updates,
        delivery_date=data.get("date"),
        combine=data["combine"],
        reduce=data["reduce_quantity"],
        overrule_credit=data["overrule_credit"],
        credit_reason=data["credit_reason"],
        external_reference=data["external_reference"],
        delivery_reason=data.get("delivery_reason"),
        print_moment=data["print"],
    )


def named_as_sent(posted: PostedSlips) -> PostedSlips:
    """Return itself, with refusals of the day under the name that the request has for it."""
    for error in posted.refusals.values():
        if error.field == "delivery_date":
            error.field = "date"
    return posted


def or_raise(entered: EnteredOrders) -> EnteredOrders:
    """Return itself, or raise the first refusal, which then points at its line."""
    for refused in entered.refused:
        raise refused.error
    return entered


@dataclass(frozen=True)
class _LineCodes:
    """The records that lines name, read once per kind."""

    found: dict[str, dict[str, Any]]

    @classmethod
    def find(cls, entity: LegalEntity | int, lines: Sequence[Mapping[str, Any]], charges: Sequence[Mapping[str, Any]] = ()) -> _LineCodes:
        """Read what the lines and charges name: one query per kind that is named at all."""
        kinds = (
            ("item", Item, "number", lines),
            ("category", SalesCategory, "code", lines),
            ("unit", Unit, "code", [*lines, *charges]),
            ("warehouse", Warehouse, "code", lines),
            ("delivery_mode", DeliveryMode, "code", lines),
            ("sales_tax_group", SalesTaxGroup, "code", lines),
            ("item_sales_tax_group", ItemSalesTaxGroup, "code", [*lines, *charges]),
            ("currency", Currency, "code", charges),
            ("code", ChargeCode, "code", charges),
        )
        return cls({name: find_by_code(entity, model, _named(rows, name), field=field) for name, model, field, rows in kinds})

    def line_values(self, line: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Return the fields of a line; raises InvalidInput for an unknown code."""
        values: dict[str, Any] = {}
        for name, value in line.items():
            if name == "category":
                values["item_id"] = CategoryKey(key_of(self.found[name], value, path=f"{path}.{name}") or 0)
            elif name in self.found:
                values[f"{name}_id"] = key_of(self.found[name], value, path=f"{path}.{name}")
            elif name not in {"line_number", "remove"}:
                values[name] = value
        return values

    def charge(self, charge: Mapping[str, Any], index: int, count: int) -> ChargeDraft:
        """Return a charge of a new order; raises InvalidInput for an unknown code or line."""
        path, line = f"charges.{index}", charge.get("line")
        if line is not None and line >= count:
            raise InvalidInput({f"{path}.line": [_("There is no such line.")]})
        currency = charge.get("currency") or None
        if currency is not None and currency not in self.found["currency"]:
            raise unknown_code(currency, f"{path}.currency")
        return ChargeDraft(
            code_id=key_of(self.found["code"], charge["code"], path=f"{path}.code") or 0,
            value=charge["value"],
            category=charge["category"],
            line=line,
            position=index + 1,
            unit_id=key_of(self.found["unit"], charge.get("unit"), path=f"{path}.unit"),
            keep=charge["keep"],
            currency_id=currency,
            tax_group_id=key_of(self.found[_TAX], charge.get(_TAX), path=f"{path}.{_TAX}"),
        )


def _named(rows: Iterable[Mapping[str, Any]], name: str) -> set[str]:
    return {row[name] for row in rows if row.get(name)}


def amounts_not_taken(order: SalesOrder, rows: Sequence[Mapping[str, Any]]) -> list[BusinessRuleError]:
    """Return a notice (ORD-59) per line of a new order whose given net amount was calculated anew; a query where one was given."""
    if not any("net_amount" in row for row in rows):
        return []
    lines = SalesOrderLine.objects.filter(order=order).exclude(kind=LineKind.DELIVERY).order_by("line_number")
    given = [(line, row["net_amount"]) for line, row in zip(lines, rows, strict=False) if "net_amount" in row]
    return [
        NetAmountCalculated(l=line.line_number, given=f"{amount.normalize():f}", net=f"{line.net_amount:.2f}")
        for line, amount in given
        if amount != line.net_amount
    ]
