"""The batch jobs that confirm orders and post their packing slips (sales.md §11.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.batch.criteria import CriteriaField, FieldType
from foundation.batch.errors import RunnerNotAuthorised
from foundation.batch.handlers import BatchHandler, ChunkContext, ItemResult, SelectedItem, Selection
from foundation.batch.parameters import ParameterField, ParameterType
from foundation.batch.relative_dates import resolve
from foundation.errors import BusinessRuleError
from foundation.organization.access import access_for
from foundation.organization.models import LegalEntity
from sales.deliveries import DeliveryQuantity, DeliveryRequest
from sales.errors import ConfirmedUnchanged, NothingToDeliver, OrderClosed, OrderOnHold
from sales.models import PackingSlip, PackingSlipLine, SalesOrder
from sales.order_criteria import CUSTOMER, DELIVERY_MODE, ITEM, ORDER
from sales.print_moments import PrintMoment
from sales.services.confirm_orders import confirm_orders
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.post_packing_slips import post_packing_slips

SKIPPED = (OrderOnHold, OrderClosed, NothingToDeliver)
"""What leaves an order alone: a hold, or nothing left to do because somebody was faster."""

PRINTING = ((PrintMoment.AFTER.value, PrintMoment.AFTER.label), (PrintMoment.NO.value, PrintMoment.NO.label))


class OrderPostingJob(BatchHandler):
    """Posts documents of orders that its criteria find when it runs; a job chooses when they are printed."""

    claims = "sales.salesorder"
    object_page = "sales:order"

    def criteria_fields(self) -> Sequence[CriteriaField]:
        """Return the fields of order, customer and line that a job may select by."""
        return [
            CriteriaField("order_number", _("Order"), "number", table=ORDER),
            CriteriaField("order_date", _("Order date"), "order_date", FieldType.DATE, table=ORDER),
            CriteriaField("ship_date", _("Requested ship date"), "requested_ship_date", FieldType.DATE, table=ORDER),
            CriteriaField("confirmed_ship_date", _("Confirmed ship date"), "confirmed_ship_date", FieldType.DATE, table=ORDER),
            CriteriaField("currency", _("Currency"), "currency_id", table=ORDER),
            CriteriaField("customer_reference", _("Customer reference"), "customer_reference", table=ORDER),
            CriteriaField("responsible", _("Responsible"), "responsible__email", table=ORDER),
            CriteriaField("warehouse", _("Warehouse"), "warehouse__code", table=ORDER),
            DELIVERY_MODE,
            CriteriaField("customer", _("Customer"), "customer__account", table=CUSTOMER),
            CriteriaField("invoice_account", _("Invoice account"), "invoice_account__account", table=CUSTOMER),
            CriteriaField("group", _("Customer group"), "customer__group__code", table=CUSTOMER),
            ITEM,
        ]

    def ready(self, orders: Any, parameters: Mapping[str, Any]) -> Any:
        """Return the orders that have something to post."""
        raise NotImplementedError

    def group_of(self, account: int, key: int, parameters: Mapping[str, Any]) -> str:
        """Return what orders share that must be posted together."""
        return f"order-{key}"

    def select(self, selection: Selection) -> Iterable[SelectedItem]:
        """Return the orders to post; those on hold come too, so that the run says why they were skipped."""
        orders = SalesOrder.of(selection.entity)
        if selection.keys is None:
            orders = self.ready(orders, selection.parameters)
        fields = ("pk", "number", "invoice_account_id", "customer__party__name", "order_amount", "currency_id")
        for key, number, account, name, amount, currency in selection.narrow(orders).values_list(*fields):
            group = self.group_of(account, key, selection.parameters)
            yield SelectedItem(key, number, group_key=group, detail=name, amount=amount, currency=currency)

    def require_right(self, chunk: ChunkContext) -> None:
        """Raise INV-303 when the user under whom the job runs may not post these documents any more."""
        access = access_for(chunk.user, chunk.entity.code)
        if access is None or not access.may(self.permission):
            raise RunnerNotAuthorised(user=chunk.user)


class ConfirmJob(OrderPostingJob):
    """Confirms orders that were never confirmed, or changed since."""

    kind = "order_confirmation"
    label = _("Confirm sales orders")
    permission = view_permission = "sales.confirm_salesorder"
    document_page = "sales:confirmation"

    def parameter_fields(self, entity: LegalEntity) -> Sequence[ParameterField]:
        """Return the choices of the dialog that a job keeps."""
        return [_day("confirmation_date", _("Date of the confirmation")), _print_moment()]

    def ready(self, orders: Any, parameters: Mapping[str, Any]) -> Any:
        """Return the orders whose customers wait for a confirmation."""
        return orders.unconfirmed()

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Confirm the orders; each refusal concerns its own order only."""
        self.require_right(chunk)
        unchanged = SalesOrder.of(chunk.entity).filter(pk__in=chunk.keys).confirmed_unchanged().in_bulk()
        keys = [key for key in chunk.keys if key not in unchanged]
        for key, order in unchanged.items():
            yield ItemResult.skipped(key, ConfirmedUnchanged(o=order.number, version=order.confirmed_version))
        asked = ConfirmationRequest(chunk.entity, keys, _on(chunk, "confirmation_date"), print_moment=_printing(chunk))
        done = confirm_orders(asked, chunk.user)
        for version in done.confirmations:
            warnings = done.warnings.get(version.order_id, ())
            yield ItemResult.posted(version.order_id, version, [error.as_refusal() for error in warnings])
        yield from _left_out(done.refusals)


class PackingSlipJob(OrderPostingJob):
    """Delivers what orders have open, what is to deliver now, or what was picked."""

    kind = "packing_slip"
    label = _("Post packing slips")
    permission = view_permission = "sales.post_packingslip"
    document_page = "sales:packing-slip"

    def parameter_fields(self, entity: LegalEntity) -> Sequence[ParameterField]:
        """Return the choices of the dialog that a job keeps."""
        quantities = tuple(DeliveryQuantity.choices)
        return [
            ParameterField("option", _("Quantity"), ParameterType.CHOICE, quantities, DeliveryQuantity.ALL, required=True),
            _day("delivery_date", _("Delivery date")),
            ParameterField("reduce", _("Reduce quantity"), ParameterType.BOOLEAN, default=False),
            ParameterField("combine", _("Put orders together"), ParameterType.BOOLEAN, default=False),
            _print_moment(),
        ]

    def ready(self, orders: Any, parameters: Mapping[str, Any]) -> Any:
        """Return the orders with something to deliver; subscriptions have a job of their own, returns come in and do not leave."""
        return orders.with_something_to_ship(deliver_now=parameters["option"] == DeliveryQuantity.DELIVER_NOW)

    def group_of(self, account: int, key: int, parameters: Mapping[str, Any]) -> str:
        """Keep orders of one invoice account together that may share a slip."""
        return f"account-{account}" if parameters.get("combine") else super().group_of(account, key, parameters)

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Post the packing slips; each refusal concerns its own order only."""
        self.require_right(chunk)
        parameters = chunk.parameters
        asked = DeliveryRequest(
            chunk.entity,
            chunk.keys,
            option=parameters["option"],
            delivery_date=_on(chunk, "delivery_date"),
            combine=bool(parameters.get("combine")),
            reduce=bool(parameters.get("reduce")),
            print_moment=_printing(chunk),
        )
        done = post_packing_slips(asked, chunk.user)
        slips = _slip_of_orders(chunk.entity, done.slips)
        for key, slip in slips.items():
            yield ItemResult.posted(key, slip, [error.as_refusal() for error in done.warnings.get(key, ())])
        yield from _left_out(done.refusals)


def _slip_of_orders(entity: LegalEntity, slips: Sequence[PackingSlip]) -> dict[int, PackingSlip]:
    """Return the first packing slip of each order; several orders may share one."""
    by_key = {slip.pk: slip for slip in slips}
    lines = PackingSlipLine.of(entity).filter(packing_slip__in=by_key).values_list("order_line__order_id", "packing_slip_id")
    found: dict[int, PackingSlip] = {}
    for order, slip in sorted(set(lines)):
        found.setdefault(order, by_key[slip])
    return found


def _left_out(refusals: Mapping[int, BusinessRuleError]) -> Iterable[ItemResult]:
    """Return why orders were not posted: skipped where nothing is to be mended, failed otherwise."""
    for key, error in refusals.items():
        yield ItemResult.skipped(key, error) if isinstance(error, SKIPPED) else ItemResult.failed(key, error)


def _day(name: str, label: Any) -> ParameterField:
    return ParameterField(name, label, ParameterType.DATE, help_text=_("Blank is the day of the run."))


def _print_moment() -> ParameterField:
    return ParameterField("print_moment", _("Print"), ParameterType.CHOICE, PRINTING, PrintMoment.AFTER, required=True)


def _on(chunk: ChunkContext, name: str) -> date:
    text = chunk.parameters.get(name)
    return resolve(text, chunk.on_date) if text else chunk.on_date


def _printing(chunk: ChunkContext) -> str:
    return str(chunk.parameters.get("print_moment") or PrintMoment.AFTER)
