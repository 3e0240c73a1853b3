"""Change the header of an order, and with it the lines that follow it (sales.md §7.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreed_terms import followed_by
from sales.delivery_places import ADDRESS
from sales.errors import CustomerFixed, ExternalNumberTaken, OverwritePrices, PriceTermsFixed
from sales.models import SalesOrder, SalesOrderLine
from sales.models.parameters import PriceDate
from sales.services.calculate_orders import calculate
from sales.services.change_lines import Answers
from sales.services.credited_terms import check_credited_order, is_searchable, may_follow
from sales.services.entry_credit import check_entered, record_entered
from sales.services.line_changes import LINES_CHANGED, LineWatch, action_of
from sales.services.line_places import LineUpdateRule, Place, followers, let_lines_follow
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.order_defaults import HEADER_FIELDS, HeaderDefaults
from sales.services.save_changes import save_changes, snapshot
from sales.services.subscriptions import check_warehouses, lines_with_warehouses
from sales.services.total_discounts import TOTAL_DISCOUNT
from sales.services.working_orders import WorkingOrder, remembered
from sales.statuses import DeliveryType, sales_order_states

_PRICE_FIELDS = frozenset({"currency_id", "price_group_id", "line_discount_group_id", "multiline_discount_group_id"})
_PRICE_TERMS = {
    "currency_id": ("currency", _("Currency")),
    "prices_include_tax": ("prices_include_tax", _("Prices include sales tax")),
    "sales_tax_group_id": ("sales_tax_group", _("Sales tax group")),
}
_TO_LINES = {
    "requested_ship_date": "update_line_dates",
    "requested_receipt_date": "update_line_dates",
    "confirmed_ship_date": "update_line_dates",
    "confirmed_receipt_date": "update_line_dates",
    "delivery_date_control": "update_line_dates",
    "warehouse_id": "update_line_warehouse",
    "sales_tax_group_id": "update_line_tax",
}
"""What lines may take over from the header, with the parameter that says whether they do."""
_TOLD = frozenset({"requested_ship_date", "requested_receipt_date", "confirmed_ship_date", "confirmed_receipt_date", *ADDRESS})


@transaction.atomic
def change_order(
    entity: LegalEntity,
    order_id: int,
    header: Mapping[str, Any],
    user: User,
    *,
    customer_id: int | None = None,
    invoice_account_id: int | None = None,
    agreement_id: int | None = None,
    update_lines: bool | None = True,
    answers: Answers = Answers(),  # noqa: B008
) -> WorkingOrder:
    """Set header fields (of HEADER_FIELDS), the customer or the invoice account, and price the order anew where that matters.

    Lines that are neither delivered nor invoiced take dates, warehouse, tax group, address and mode of delivery over as the parameters
    *Update order lines* say;
    ``update_lines`` is the answer where they ask, None for none yet. Lines that are added later look for their commitment in the
    agreement of ``agreement_id``; those that are there stay as they are linked.
    Raises ORD-01, ORD-02, ORD-08, ORD-19, ORD-32, ORD-45, ORD-55, ORD-58, PRC-06 and CU-050.
    """
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    order = work.order
    sales_order_states.check("change", order)
    before, watch, followed = snapshot(work), LineWatch(work), followed_by(order)
    work.agreement_id = agreement_id
    _check_external_id(entity, order, header)
    changes = apply_header(
        loaded, header, customer_id=customer_id, invoice_account_id=invoice_account_id, update_lines=update_lines, answers=answers
    )
    if changes.keys() & _TOLD and order.confirmed_version:
        order.changed_since_confirmation = True
    calculate(loaded.context, [work], discount_limit=answers.discount_limit)
    for refusal in [work.refusal] if work.refusal is not None else check_entered(loaded, [work], answers.credit).values():
        raise refusal
    save_changes(entity, work, before, header=[*sorted(HEADER_FIELDS), "customer_id", "invoice_account_id", "site_id"])
    lines = watch.changes(entity, work)
    if followed_by(order) != followed:
        changes["agreement"] = [followed, followed_by(order)]
    if changes or lines:
        action = "changed" if action_of(lines) == LINES_CHANGED else action_of(lines)
        audit.record(entity, user, action, [order], changes={order.pk: changes | lines})
    record_entered(entity, [work], user, answers.credit)
    return work


def _check_external_id(entity: LegalEntity, order: SalesOrder, header: Mapping[str, Any]) -> None:
    """Refuse the external number of another order (ORD-40)."""
    wanted = header.get("external_id")
    if wanted and wanted != order.external_id:
        other = SalesOrder.of(entity).filter(external_id=wanted).exclude(pk=order.pk).first()
        if other is not None:
            raise ExternalNumberTaken(x=wanted, o=other)


def apply_header(
    loaded: LoadedOrders,
    header: Mapping[str, Any],
    *,
    customer_id: int | None = None,
    invoice_account_id: int | None = None,
    update_lines: bool | None = True,
    answers: Answers = Answers(),  # noqa: B008
) -> dict[str, list[str | None]]:
    """Set header fields, customer or invoice account of the one order in memory, and mark what is to be priced anew.

    Returns what changed, by field, as old and new value. Raises ORD-01, ORD-02, ORD-19, ORD-32, ORD-45, ORD-55 and ORD-58.
    """
    work = loaded.only()
    order = work.order
    work.before, work.end_terms = remembered(work), answers.end_terms
    old = {name: getattr(order, name) for name in sorted(HEADER_FIELDS)}
    parties = {"customer_id": order.customer_id, "invoice_account_id": order.invoice_account_id}
    old_parties, old_place = (order.customer_id, order.invoice_account_id, order.sales_tax_group_id), Place.of(order)
    repriced = _change_parties(loaded.context.entity, work, header, customer_id, invoice_account_id)
    _check_price_terms(work, old)
    check_credited_order(order, (working.line for working in work.lines), old | parties)
    changed = {name for name in HEADER_FIELDS if getattr(order, name) != old[name]}
    another = {"sales_tax_group_id"} if order.customer_id != old_parties[0] or "sales_tax_group_id" in header else set()
    new_customer = order.customer_id != old_parties[0] and update_lines is not False
    rule = LineUpdateRule(loaded.context.parameters, update_lines, always=new_customer)
    elsewhere = let_lines_follow(loaded.context, work, old_place, rule)
    _update_lines(work, changed, rule, always=another if update_lines is not False else set(), leave=elsewhere)
    check_warehouses(loaded.context.entity, lines_with_warehouses(order, (working.line for working in work.lines)))
    _search_prices(
        work,
        changed,
        customer_changed=repriced,
        price_date=loaded.context.parameters.price_date,
        answers=answers,
    )
    work.search_charges = True
    work.total_discount_typed = not changed.isdisjoint(TOTAL_DISCOUNT)
    return {name: [str(old[name]), str(getattr(order, name))] for name in sorted(changed)}


def _change_parties(
    entity: LegalEntity, work: WorkingOrder, header: Mapping[str, Any], customer_id: int | None, invoice_account_id: int | None
) -> bool:
    """Change customer and invoice account, with their defaults, then what was typed; tell whether the account of the prices is another."""
    order = work.order
    before = order.customer.key
    wanted = customer_id or before
    repriced = wanted != before
    defaults = HeaderDefaults.load(entity, {wanted, invoice_account_id or order.invoice_account.key})
    if wanted != before:
        _check_customer_free(work)
        customer = defaults.orderable_customer(wanted)
        defaults.set_customer_defaults(order, customer, defaults.invoice_account(customer, invoice_account_id))
        work.customer = customer
    elif invoice_account_id and invoice_account_id != order.invoice_account_id:
        order.invoice_account = defaults.invoice_account(defaults.customers[wanted], invoice_account_id)
        repriced = defaults.customer_parameters.price_from_invoice_account
        if repriced:
            defaults.set_price_groups(order)
    moves = set(header) & {"delivery_country"} or wanted != order.customer.key
    typed = dict(header)
    if not moves and "sales_tax_group_id" not in typed:
        typed["sales_tax_group_id"] = order.sales_tax_group_id
    manual = order.total_discount_manual
    discount = [getattr(order, name) for name in TOTAL_DISCOUNT]
    defaults.set_header(order, typed)
    if [getattr(order, name) for name in TOTAL_DISCOUNT] == discount:
        order.total_discount_manual = manual
    return repriced


def _check_price_terms(work: WorkingOrder, old: Mapping[str, Any]) -> None:
    """What the prices mean stays once anything was delivered or invoiced (ORD-45)."""
    order = work.order
    if not any(working.line.delivered_quantity or working.line.invoiced_quantity for working in work.lines):
        return
    for name, (shown, label) in _PRICE_TERMS.items():
        counts = name != "sales_tax_group_id" or order.prices_include_tax
        if counts and getattr(order, name) != old[name]:
            raise PriceTermsFixed(what=label, document=order.get_document_status_display(), field=shown)


def _check_customer_free(work: WorkingOrder) -> None:
    """The customer stays once anything was delivered, invoiced or confirmed (ORD-19)."""
    order = work.order
    if order.confirmed_version or any(working.line.delivered_quantity or working.line.invoiced_quantity for working in work.lines):
        raise CustomerFixed(document=order.get_document_status_display())


def _update_lines(
    work: WorkingOrder, changed: set[str], rule: LineUpdateRule, *, always: Set[str], leave: Iterable[SalesOrderLine]
) -> None:
    """Let lines follow the header as the parameters say; raises ORD-55 where they ask and nobody answered.

    Lines that are delivered or invoiced stay. What is named in ``always`` needs no answer; a tax group that follows from the address is
    not for the lines to ``leave``, which go elsewhere.
    """
    order, stay = work.order, {id(line) for line in leave}
    for name in (name for name in _TO_LINES if name in changed):
        lines = [line for line in followers(work) if _may_take(line, order, name)]
        if name == "sales_tax_group_id" and name not in always:
            lines = [line for line in lines if id(line) not in stay]
        what = SalesOrder._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        if rule.applies(_TO_LINES[name], what, asked=bool(lines), always=name in always):
            for line in lines:
                setattr(line, name, getattr(order, name))


def _may_take(line: SalesOrderLine, order: SalesOrder, name: str) -> bool:
    """Tell whether a line says otherwise than the header, and may say the same."""
    if getattr(line, name) == getattr(order, name) or not may_follow(line, name):
        return False
    return name != "warehouse_id" or bool(order.warehouse_id and _may_move(line))


def _may_move(line: SalesOrderLine) -> bool:
    """Tell whether a line can come from another warehouse: nothing of it is cancelled, and no vendor was told where it goes through."""
    return not line.cancelled_quantity and line.delivery_type != DeliveryType.DIRECT


def _search_prices(work: WorkingOrder, changed: set[str], *, customer_changed: bool, price_date: str, answers: Answers) -> None:
    """Search prices again when customer, currency, a group, the warehouse or the date of the prices changed (sales.md §3.6)."""
    fields = set(_PRICE_FIELDS) | {"warehouse_id"}
    fields.add(
        {PriceDate.REQUESTED_SHIP: "requested_ship_date", PriceDate.REQUESTED_RECEIPT: "requested_receipt_date"}.get(
            PriceDate(price_date), "order_date"
        )
    )
    if not customer_changed and not fields & changed:
        return
    open_lines = [working for working in work.lines if is_searchable(working)]
    typed = [working for working in open_lines if working.line.price_manual or working.line.discount_manual]
    if typed and answers.overwrite_prices is None:
        raise OverwritePrices()
    for working in open_lines:
        working.is_changed = True
        working.search_price = bool(answers.overwrite_prices) or not working.line.price_manual
        working.search_discount = bool(answers.overwrite_prices) or not working.line.discount_manual
