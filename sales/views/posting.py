"""Dialogs that post documents of orders: confirmations and packing slips, for one order or a selection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_percent
from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import InputCell, Money, Outcome, Preview, PreviewDocument, PreviewTable, Price, Refused, ResultLink
from foundation.backoffice.views import ListPage, PostingDialogView
from foundation.errors import BusinessRuleError, Refusal, Text
from foundation.inventory.errors import StockShort
from sales.deliveries import DeliveryLine, DeliveryPlan, DeliveryQuantity, DeliveryRequest, SlipDraft
from sales.errors import ConfirmedUnchanged
from sales.forms.posting import ConfirmForm, PackingSlipForm, line_updates
from sales.models import SalesOrder
from sales.models.terms import TradeTerms
from sales.print_moments import PrintMoment
from sales.services.confirm_orders import confirm_orders
from sales.services.offered_values import promised
from sales.services.plan_confirmations import ConfirmationPlan, ConfirmationRequest, plan_confirmations
from sales.services.plan_deliveries import plan_deliveries
from sales.services.post_packing_slips import post_packing_slips
from sales.services.preview_packing_slips import preview_packing_slips
from sales.services.working_orders import WorkingLine, WorkingOrder
from sales.views.order_lists import SalesOrderList

PROMISED = [
    _("Line"),
    _("Item"),
    _("Description"),
    _("Quantity"),
    _("Unit"),
    _("Unit price"),
    _("Discount %"),
    _("Ship date"),
    _("Net amount"),
]
UNIT, SHIP_DATE = 4, 7
"""Where these stand in a row under PROMISED."""


class OrderPostingView(PostingDialogView):
    """A dialog that posts documents of orders."""

    model: ClassVar[type[TradeTerms]] = SalesOrder
    list_class: ClassVar[type[ListPage]] = SalesOrderList
    rows, list_page = "for_delivery", "sales:orders"
    document_page = "sales:order"

    def job_parameters(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Leave papers that a person would wait for to the background of the job."""
        given = super().job_parameters(parameters)
        later = given.get("print_moment") == PrintMoment.NOW
        return given | {"print_moment": PrintMoment.AFTER.value} if later else given

    def refused(self, refusals: Mapping[int, BusinessRuleError], orders: Mapping[int, Any]) -> list[Refused]:
        """Return the orders that are left out, each with its reason."""
        return [Refused(orders[key].number, self.url(self.document_page, pk=key), error.as_refusal()) for key, error in refusals.items()]

    def warned(self, warnings: Mapping[int, Iterable[BusinessRuleError]], orders: Mapping[int, Any]) -> list[Refused]:
        """Return what people should know about orders that are posted all the same."""
        return [
            Refused(orders[key].number, self.url(self.document_page, pk=key), error.as_refusal())
            for key, errors in warnings.items()
            for error in errors
        ]


class ConfirmDialog(OrderPostingView):
    """Confirm orders: write down what is promised to the customer."""

    permission_required = "sales.confirm_salesorder"
    title, verb = _("Confirm"), _("Confirm")
    form_class: ClassVar[type[PostingForm]] = ConfirmForm
    posted_text, not_posted_text = _("Confirmed"), _("Not confirmed")
    remembered: ClassVar[Sequence[str]] = ("print_moment",)
    batch_kind = "order_confirmation"

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose today."""
        return {"confirmation_date": self.entity.today()}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> ConfirmationPlan:
        """Plan the confirmations."""
        return plan_confirmations(self.request_of(documents, parameters))

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> ConfirmationRequest:
        """Return what is asked for."""
        return ConfirmationRequest(
            self.entity,
            [order.pk for order in documents],
            parameters.get("confirmation_date"),
            overrule_credit=bool(parameters.get("overrule_credit")),
            credit_reason=parameters.get("credit_reason") or "",
            print_moment=parameters.get("print_moment") or PrintMoment.AFTER,
        )

    def describe(self, plan: ConfirmationPlan) -> Preview:
        """Show every order as the customer will read it."""
        orders = {key: work.order for key, work in plan.loaded.works.items()}
        return Preview([self.describe_order(plan, work) for work in plan.going], self.refused(plan.refusals, orders))

    def describe_order(self, plan: ConfirmationPlan, work: WorkingOrder) -> PreviewDocument:
        """Show one order with lines, totals and taxes."""
        order, currency = work.order, work.order.currency_id
        units = plan.loaded.context.units
        rows: list[list[Any]] = []
        for working, quantity, net in zip(work.live_lines, promised(work), work.totals.line_nets, strict=True):
            unit = units[working.line.unit_id].code
            rows += _with_deliveries(_promise(working, unit, quantity, Money(net, currency)), self.deliveries_of(plan, working))
        taxes = [
            [row.rule.code, format_percent(row.rule.effective_rate), Money(row.base, currency), Money(row.tax, currency)]
            for row in plan.taxes[order.pk].rows
        ]
        return PreviewDocument(
            title=self.title_of(plan, order),
            party=order.customer.name,
            url=self.url(self.document_page, pk=order.pk),
            lines=PreviewTable(PROMISED, rows),
            totals=_totals(work),
            details=[PreviewTable([_("Code"), _("Rate"), _("Base"), _("Sales tax")], taxes, _("Sales tax"))] if taxes else [],
            warnings=[error.as_refusal() for error in [*_unchanged(order), *plan.warnings.get(order.pk, ())]],
        )

    def deliveries_of(self, _plan: Any, _working: WorkingLine) -> Sequence[tuple[Decimal, date, str]]:
        """Return quantity, day and place of the deliveries of a line; those of an order have lines of their own."""
        return ()

    def title_of(self, plan: Any, order: SalesOrder) -> str:
        """Return number and version of the paper to be."""
        return _("%(number)s, version %(version)s") % {"number": order.number, "version": order.confirmed_version + 1}

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Confirm the orders."""
        done = confirm_orders(self.request_of(documents, parameters), self.request.user)
        links = [
            ResultLink(
                str(version),
                self.url("sales:confirmation", pk=version.pk),
                self.url("sales:confirmation-pdf", pk=version.pk),
                detail=f"{version.order.number} · {version.header['customer_name']}",
                amount=version.total_amount,
                currency=version.currency_id,
            )
            for version in done.confirmations
        ]
        return Outcome(links, self.refused(done.refusals, done.orders), self.warned(done.warnings, done.orders))


def _promise(working: WorkingLine, unit: str, quantity: Decimal, net: Money) -> list[Any]:
    """Return a line of a confirmation, under the headings of PROMISED."""
    line = working.line
    discount = format_percent(line.discount_percent) if line.discount_percent else ""
    ship_date = line.confirmed_ship_date or line.requested_ship_date
    return [line.line_number, working.item.number, line.name, quantity, unit, Price(line.unit_price), discount, ship_date, net]


def _with_deliveries(promise: list[Any], deliveries: Sequence[tuple[Decimal, date, str]]) -> Iterable[list[Any]]:
    """Yield a line of PROMISED, and below it its deliveries, which have the day instead of it."""
    yield [*promise[:SHIP_DATE], "", *promise[SHIP_DATE + 1 :]] if deliveries else promise
    for quantity, ship_date, place in deliveries:
        yield ["", "", f"{_('Delivery')} · {place}" if place else _("Delivery"), quantity, promise[UNIT], "", "", ship_date, ""]


def _unchanged(order: SalesOrder) -> list[BusinessRuleError]:
    """Return the warning that the customer has the order as it stands."""
    if not order.confirmed_version or order.changed_since_confirmation:
        return []
    return [ConfirmedUnchanged(o=order.number, version=order.confirmed_version)]


def _totals(work: WorkingOrder) -> list[Total]:
    totals, currency = work.totals, work.order.currency_id
    rows = [Total(_("Lines"), totals.subtotal, currency)]
    if totals.total_discount:
        rows.append(Total(_("Total discount"), -totals.total_discount, currency))
    if totals.charges:
        rows.append(Total(_("Charges"), totals.charges, currency))
    rows.append(Total(_("Sales tax"), totals.tax, currency))
    rows.append(Total(_("Total"), totals.amount, currency, strong=True))
    return rows


class PackingSlipDialog(OrderPostingView):
    """Post packing slips: what leaves the warehouse, all of it or what is to be delivered now."""

    permission_required = "sales.post_packingslip"
    title, verb = _("Post packing slip"), _("Post")
    form_class: ClassVar[type[PostingForm]] = PackingSlipForm
    remembered: ClassVar[Sequence[str]] = ("option", "print_moment")
    batch_kind = "packing_slip"

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose today."""
        return {"delivery_date": self.entity.today()}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> DeliveryPlan:
        """Plan the packing slips."""
        return preview_packing_slips(self.request_of(documents, parameters))

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> DeliveryRequest:
        """Return what is asked for."""
        option = parameters.get("option") or DeliveryQuantity.ALL
        keys = [order.pk for order in documents]
        return DeliveryRequest(
            self.entity,
            keys,
            option,
            line_updates(parameters, self.suggested(keys, option, parameters)),
            parameters.get("delivery_date"),
            combine=bool(parameters.get("combine")),
            reduce=bool(parameters.get("reduce")),
            overrule_credit=bool(parameters.get("overrule_credit")),
            credit_reason=parameters.get("credit_reason") or "",
            print_moment=parameters.get("print_moment") or PrintMoment.AFTER,
            external_reference=parameters.get("external_reference") or "",
            delivery_reason=parameters.get("delivery_reason"),
        )

    def suggested(self, keys: list[int], option: str, parameters: Mapping[str, Any]) -> dict[int, Decimal]:
        """Return the quantity that the option proposes per line; asked only when a line is closed without a quantity."""
        if not any(value for name, value in parameters.items() if name.startswith("close_")):
            return {}
        plan = plan_deliveries(DeliveryRequest(self.entity, keys, option, delivery_date=parameters.get("delivery_date")))
        return {line.id: line.quantity for lines in plan.lines.values() for line in lines}

    def takes_typed(self, plan: DeliveryPlan) -> bool:
        """Tell whether quantities may be typed over: those of a single order."""
        return len(plan.orders) == 1

    def describe(self, plan: DeliveryPlan) -> Preview:
        """Show the slips to be; lines of a single order that stay behind stand below them, to be typed in."""
        documents = [self.describe_slip(plan, slip) for slip in plan.slips]
        on_slips = {line.id for slip in plan.slips for line in slip.lines}
        left = [line for lines in plan.lines.values() for line in lines if line.id not in on_slips and line.remainder]
        if self.takes_typed(plan) and left:
            documents.append(PreviewDocument(title=_("Not on a packing slip"), lines=_lines(left, editable=True)))
        return Preview(documents, self.refused(plan.refusals, plan.orders), notices=self.ways_out(plan))

    def ways_out(self, plan: DeliveryPlan) -> list[Text]:
        """Say how the rest of an order leaves whose stock is short."""
        if not any(isinstance(error, StockShort) for error in plan.refusals.values()):
            return []
        if self.takes_typed(plan):
            return [_("To let the other lines go, tick Reduce quantity, or type 0 at the lines that are short.")]
        return [_("To let the other lines go, tick Reduce quantity.")]

    def describe_slip(self, plan: DeliveryPlan, slip: SlipDraft) -> PreviewDocument:
        """Show one slip with its lines, in which quantities of a single order may be typed over."""
        order = slip.order
        value = sum((line.value for line in slip.lines), Decimal(0))
        warnings: list[Refusal] = [error.as_refusal() for known in slip.orders for error in plan.warnings.get(known.pk, ())]
        return PreviewDocument(
            title=", ".join(known.number for known in slip.orders),
            party=slip.address.on_one_line(),
            url=self.url("sales:order", pk=order.pk),
            lines=_lines(slip.lines, editable=self.takes_typed(plan)),
            totals=[Total(_("Value of the goods"), value, order.currency_id)],
            warnings=warnings,
        )

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Post the packing slips."""
        posted = post_packing_slips(self.request_of(documents, parameters), self.request.user)
        links = [
            ResultLink(
                slip.number,
                self.url("sales:packing-slip", pk=slip.pk),
                self.url("sales:packing-slip-pdf", pk=slip.pk),
                detail=" · ".join(part for part in (slip.order.number, slip.customer.name, slip.header.get("delivery_city", "")) if part),
            )
            for slip in posted.slips
        ]
        return Outcome(links, self.refused(posted.refusals, posted.orders), self.warned(posted.warnings, posted.orders))


def _lines(lines: Iterable[DeliveryLine], *, editable: bool) -> PreviewTable:
    headings = [_("Line"), _("Item"), _("Description"), _("Open"), _("Quantity"), _("Unit")]
    rows: list[list[Any]] = []
    for line in lines:
        quantity = InputCell(f"quantity_{line.id}", line.quantity) if editable else line.quantity
        row = [line.line_number, line.item_number, line.name, line.remainder, quantity, line.unit]
        rows.append([*row, InputCell(f"close_{line.id}")] if editable else row)
    return PreviewTable([*headings, _("Close")] if editable else headings, rows)
