"""Plan return orders: what they would be, at which prices and costs, and what is refused; reads only (sales.md §14.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F

from customers.models import Customer
from foundation.errors import BusinessRuleError, in_row
from foundation.inventory.models import OnHand
from foundation.ledger.models import ItemSalesTaxGroup, SalesTaxGroup
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from invoicing.credited_prices import discounts_of
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.services.credited_quantities import credited_of
from returns.errors import (
    CreditAboveLimit,
    LineOfInvoice,
    MoreThanInvoiced,
    NoLines,
    NoOriginInvoice,
    OtherCustomer,
    OtherItem,
    ReturnCustomerBlocked,
    ReturnReasonMissing,
)
from returns.models import ReturnParameters, ReturnReasonCode
from returns.services.returned_quantities import Wanted, taken_with
from sales.bounds import check_dates
from sales.delivery_places import address_of
from sales.errors import CustomerNotActive, CustomerNotOrderable
from sales.models import SalesOrderCharge, SalesParameters
from sales.price_errors import DiscountAboveLimit
from sales.services.calculate_orders import check_discounts
from sales.services.enter_orders import ChargeDraft, EnteredOrders, OrderDraft, prepare_orders
from sales.services.order_lines import LineDraft
from sales.services.working_orders import WorkingLine, WorkingOrder
from sales.statuses import SalesOrderType

ZERO = Decimal(0)
FINE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class ReturnLineDraft:
    """A line as entered: an invoice line, or an item by hand. Quantities may be typed with either sign.

    ``cost`` is in accounting currency per unit; when it is left out it is that of the sale, else the item's current cost. Unit,
    price and discount are those of the sale on a line of an invoice, which refuses others (RET-33); by hand they are searched
    when they are left out.
    """

    quantity: Decimal
    item_id: int | None = None
    invoice_line_id: int | None = None
    warehouse_id: int | None = None
    cost: Decimal | None = None
    unit_id: int | None = None
    unit_price: Decimal | None = None
    discount_percent: Decimal | None = None

    @property
    def is_priced(self) -> bool:
        """Whether price or discount were typed."""
        return self.unit_price is not None or self.discount_percent is not None

    @property
    def own_term(self) -> str:
        """The first of unit, price and discount that was typed, by name; blank where a line has none of its own."""
        named = {"unit": self.unit_id, "unit_price": self.unit_price, "discount_percent": self.discount_percent}
        return next((name for name, value in named.items() if value is not None), "")


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """A return order as entered; without a deadline the return period of the parameters counts."""

    customer_id: int
    lines: Sequence[ReturnLineDraft]
    reason: ReturnReasonCode | None = None
    deadline: date | None = None
    customer_reference: str = ""


@dataclass(slots=True)
class PlannedLine:
    """A priced line with the invoice line it comes from and its cost per unit."""

    working: WorkingLine
    origin: CustomerInvoiceLine | None
    cost: Decimal

    @property
    def quantity(self) -> Decimal:
        """Return the quantity that comes back, positive."""
        return -self.working.line.ordered_quantity


@dataclass(slots=True)
class PlannedReturn:
    """A return order in memory."""

    draft: ReturnDraft
    work: WorkingOrder
    lines: list[PlannedLine]
    deadline: date
    notices: list[BusinessRuleError] = field(default_factory=list)


@dataclass
class ReturnPlan:
    """What would be entered by position of the draft, and the first refusal with the field it belongs to."""

    returns: dict[int, PlannedReturn] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    origins: dict[int, CustomerInvoiceLine] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReturnTerms:
    """What all invoice lines on one return have in common."""

    customer_id: int
    currency_id: str
    includes_tax: bool

    def fit(self, invoice: CustomerInvoice) -> bool:
        """Tell whether an invoice is one of the customer's, in the currency and the kind of prices of the return."""
        same = (invoice.currency_id, invoice.amounts_include_tax) == (self.currency_id, self.includes_tax)
        return same and self.customer_id in {invoice.order_account_id, invoice.invoice_account_id}


@dataclass(frozen=True)
class KnownOfReturns:
    """What planning reads beside the customers and items: a fixed number of queries for any number of lines."""

    entity: LegalEntity
    parameters: ReturnParameters
    customer_ids: frozenset[int]
    origins: Mapping[int, CustomerInvoiceLine]
    taken: Mapping[int, Decimal]
    party_groups: Mapping[str, int]
    item_groups: Mapping[str, int]

    @cached_property
    def combination(self) -> str:
        """How discounts go together; read only where some were typed."""
        return str(SalesParameters.of(self.entity).discount)

    @classmethod
    def load(cls, entity: LegalEntity, lines: Iterable[ReturnLineDraft], customer_ids: Iterable[int]) -> KnownOfReturns:
        """Read the invoice lines that are named, what is taken of them, the tax groups and the parameters."""
        keys = {line.invoice_line_id for line in lines if line.invoice_line_id}
        goods = CustomerInvoiceLine.of(entity).filter(pk__in=keys, item__isnull=False, order_line__isnull=False)
        origins = goods.annotate(returned=F("returnable__returned_quantity")).select_related("invoice", "order_line", "item").in_bulk()
        credited = credited_of(entity, origins)
        return cls(
            entity,
            ReturnParameters.of(entity),
            frozenset(customer_ids),
            origins,
            {key: (line.returned or ZERO) + credited.get(key, ZERO) for key, line in origins.items()},
            dict(SalesTaxGroup.of(entity).values_list("code", "pk")),
            dict(ItemSalesTaxGroup.of(entity).values_list("code", "pk")),
        )

    @cached_property
    def accounts(self) -> Mapping[int, str]:
        """The accounts of the customers, read when a refusal has to name one."""
        return dict(Customer.of(self.entity).filter(pk__in=self.customer_ids).values_list("pk", "account"))


def plan_returns(
    entity: LegalEntity, drafts: Sequence[ReturnDraft], user: User | None, *, discount_limit: Decimal | None = None
) -> ReturnPlan:
    """Return what the drafts would become; refusals stand apart: RET-03, RET-04, RET-23 … RET-25, RET-33, RET-35 and those of order lines.

    ``discount_limit`` is the largest percentage above the price found that the user may credit by hand (RET-37).
    """
    known = KnownOfReturns.load(entity, (line for draft in drafts for line in draft.lines), (draft.customer_id for draft in drafts))
    plan = ReturnPlan(origins=dict(known.origins))
    orders: dict[int, OrderDraft] = {}
    for position, draft in enumerate(drafts):
        try:
            orders[position] = _order_draft(known, draft)
        except BusinessRuleError as error:
            plan.refusals[position] = error
    positions = list(orders)
    entered = EnteredOrders()
    works = prepare_orders(entity, list(orders.values()), user, entered)
    for refused in entered.refused:
        plan.refusals.setdefault(positions[refused.position], _named(refused.error, drafts[positions[refused.position]]))
    costs = current_costs(entity, [working for work in works.values() for working in work.lines])
    for index, work in works.items():
        draft = drafts[positions[index]]
        try:
            _check_typed(known, draft, work, discount_limit)
            plan.returns[positions[index]] = _planned(known, draft, work, costs)
        except BusinessRuleError as error:
            plan.refusals[positions[index]] = error
    refuse_what_is_taken(plan, known.taken)
    return plan


def refuse_what_is_taken(plan: ReturnPlan, taken: Mapping[int, Decimal]) -> None:
    """Set apart the returns that bring back more of an invoice line than is left beside what is taken and those before them (RET-04)."""
    for position, planned in list(plan.returns.items()):
        try:
            taken = taken_with(_wanted(planned), taken)
        except MoreThanInvoiced as error:
            plan.refusals[position] = error
            del plan.returns[position]


def _wanted(planned: PlannedReturn) -> Iterator[Wanted]:
    """Yield what a return takes of invoice lines."""
    for index, line in enumerate(planned.lines):
        if line.origin is not None:
            yield Wanted(line.origin, line.quantity, index)


def _check_typed(known: KnownOfReturns, draft: ReturnDraft, work: WorkingOrder, limit: Decimal | None) -> None:
    """Hold prices and discounts that were typed against the user's limit."""
    for index, (entry, working) in enumerate(zip(draft.lines, work.lines, strict=True)):
        if entry.is_priced:
            with in_row(index, "quantity"):
                check_credit(known.combination, working, limit)


def check_credit(combination: str, working: WorkingLine, limit: Decimal | None) -> None:
    """Hold the price and the discount of a line that comes back against the user's limit; raises PRC-04, PRC-05 and RET-37."""
    try:
        check_discounts(combination, working.line, working.listed, limit)
    except DiscountAboveLimit as error:
        raise CreditAboveLimit(cause=error.code, p=error.params["p"], m=error.params["m"]) from error


def _named(error: BusinessRuleError, draft: ReturnDraft) -> BusinessRuleError:
    """Return a refusal of the order as one of the return: of the customer (RET-03), or on the field of its line."""
    if isinstance(error, (CustomerNotOrderable, CustomerNotActive)):
        return ReturnCustomerBlocked(c=error.params.get("c", draft.customer_id))
    if error.row is not None:
        error.field = error.field or "item"
    return error


def _order_draft(known: KnownOfReturns, draft: ReturnDraft) -> OrderDraft:
    if not draft.lines:
        raise NoLines()
    check_dates({"deadline": draft.deadline})
    if draft.reason is None and known.parameters.reason_mandatory:
        raise ReturnReasonMissing()
    origins = _origins(known, draft)
    header: dict[str, Any] = {"customer_reference": draft.customer_reference} if draft.customer_reference else {}
    if origins:
        invoice = origins[0].invoice
        header |= {
            "currency_id": invoice.currency_id,
            "prices_include_tax": invoice.amounts_include_tax,
            "total_discount_percent": ZERO,
        }
    charges = _charges(draft.reason) if draft.reason is not None else []
    lines = [_named_draft(known, line, index) for index, line in enumerate(draft.lines)]
    return OrderDraft(draft.customer_id, lines, SalesOrderType.RETURNED_ORDER, header=header, charges=charges, from_room=True)


def _charges(reason: ReturnReasonCode) -> list[ChargeDraft]:
    """Return what a reason keeps from the credit."""
    if reason.charge_id is None:
        return []
    return [ChargeDraft(reason.charge_id, reason.charge_value, origin=SalesOrderCharge.Origin.REASON)]


def _origins(known: KnownOfReturns, draft: ReturnDraft) -> list[CustomerInvoiceLine]:
    """Return the invoice lines that come back; raises RET-25 and RET-35 as ``origin_of``, on the terms of the first."""
    found: list[CustomerInvoiceLine] = []
    for index, line in enumerate(draft.lines):
        if line.invoice_line_id is None:
            continue
        first = found[0] if found else known.origins.get(line.invoice_line_id)
        with in_row(index, "quantity"):
            found.append(origin_of(known, line, _terms(known, draft, first)))
    return found


def _terms(known: KnownOfReturns, draft: ReturnDraft, first: CustomerInvoiceLine | None) -> ReturnTerms:
    if first is None:
        return ReturnTerms(draft.customer_id, known.entity.currency_id, includes_tax=False)
    return ReturnTerms(draft.customer_id, first.invoice.currency_id, first.invoice.amounts_include_tax)


def origin_of(known: KnownOfReturns, line: ReturnLineDraft, terms: ReturnTerms) -> CustomerInvoiceLine:
    """Return the invoice line that a line brings back; raises RET-25 for one that cannot be on the return, RET-35 for another item."""
    origin = known.origins.get(line.invoice_line_id or 0)
    if origin is None or not terms.fit(origin.invoice):
        number = origin.invoice.number if origin is not None else line.invoice_line_id
        account = known.accounts.get(terms.customer_id, terms.customer_id)
        raise OtherCustomer(x=number, c=account, currency=terms.currency_id, field="invoice")
    if line.item_id not in (None, origin.item_id):
        raise OtherItem(x=origin.invoice.number, i=origin.item, field="item")
    return origin


def _named_draft(known: KnownOfReturns, line: ReturnLineDraft, index: int) -> LineDraft:
    with in_row(index, "quantity"):
        return line_draft(known, line)


def line_draft(known: KnownOfReturns, line: ReturnLineDraft) -> LineDraft:
    """Return a line as the order takes it: by hand, or with everything that its invoice line sold it at; raises RET-33."""
    quantity = -abs(line.quantity)
    if line.invoice_line_id is None:
        assert line.item_id is not None, "a line names an item or an invoice line"
        return LineDraft(
            item_id=line.item_id,
            quantity=quantity,
            unit_id=line.unit_id,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            warehouse_id=line.warehouse_id,
        )
    origin = known.origins[line.invoice_line_id]
    if line.own_term or line.cost is not None:
        raise LineOfInvoice(x=origin.invoice.number, field=line.own_term)
    sold = origin.order_line
    assert origin.item_id is not None and sold is not None, "only lines of goods are offered"
    amount, percent = discounts_of(origin)
    return LineDraft(
        item_id=origin.item_id,
        quantity=quantity,
        unit_id=sold.unit_id,
        unit_price=origin.unit_price,
        price_unit=origin.price_unit,
        discount_amount=amount,
        discount_percent=percent,
        warehouse_id=line.warehouse_id or sold.warehouse_id,
        name=sold.name,
        terms_like=sold.pk,
        overdelivery_percent=ZERO,
        **address_of(sold).fields,
        sales_tax_group_id=known.party_groups.get(origin.tax_group),
        item_sales_tax_group_id=known.item_groups.get(origin.item_tax_group),
    )


def current_costs(entity: LegalEntity, lines: Sequence[WorkingLine]) -> dict[tuple[int, int | None], Decimal]:
    """Return the moving average per inventory unit of items where they lie (sales.md §2.5): one query."""
    rows = OnHand.of(entity).filter(item__in={working.item.pk for working in lines})
    found: dict[tuple[int, int | None], Decimal] = {}
    for row in rows:
        quantity = row.posted + row.received - row.deducted
        if quantity > 0:
            found[row.item_id, row.warehouse_id] = row.value / quantity
        elif row.last_average_cost is not None:
            found[row.item_id, row.warehouse_id] = row.last_average_cost
    return found


def _planned(
    known: KnownOfReturns, draft: ReturnDraft, work: WorkingOrder, costs: Mapping[tuple[int, int | None], Decimal]
) -> PlannedReturn:
    deadline = draft.deadline or known.parameters.deadline_from(known.entity.today())
    planned = PlannedReturn(draft, work, [], deadline, list(work.notices))
    for entry, working in zip(draft.lines, work.lines, strict=True):
        origin = known.origins.get(entry.invoice_line_id or 0)
        if origin is not None:
            cost = cost_of_sale(origin)
        else:
            cost = cost_by_hand(working, costs)
            planned.notices.append(NoOriginInvoice())
        planned.lines.append(planned_line(working, origin, cost if entry.cost is None else entry.cost))
    return planned


def cost_of_sale(origin: CustomerInvoiceLine) -> Decimal:
    """Return what one unit of an invoice line cost when it was sold."""
    return abs(origin.cost_amount / origin.quantity)


def cost_by_hand(working: WorkingLine, costs: Mapping[tuple[int, int | None], Decimal]) -> Decimal:
    """Return the item's current cost per unit of the line."""
    line = working.line
    return costs.get((working.item.pk, line.warehouse_id), working.item.base_cost) * line.inventory_factor


def planned_line(working: WorkingLine, origin: CustomerInvoiceLine | None, cost: Decimal) -> PlannedLine:
    """Return a line that comes back at a cost per unit, which its order line keeps per inventory unit."""
    cost = round_to_step(cost, FINE)
    working.line.unit_cost = round_to_step(cost / working.line.inventory_factor, FINE)
    return PlannedLine(working, origin, cost)
