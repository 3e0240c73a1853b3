"""The batch job that invoices customers: what it selects, how it groups, and how it posts a chunk (invoicing.md chapter 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models import CreditLimitType
from foundation.batch.criteria import CriteriaField, FieldType
from foundation.batch.errors import RunnerNotAuthorised
from foundation.batch.handlers import BatchHandler, ChunkContext, FinishedRun, ItemResult, SelectedItem, Selection
from foundation.batch.parameters import ParameterField, ParameterType
from foundation.batch.relative_dates import resolve
from foundation.errors import BusinessRuleError, Refusal
from foundation.organization.access import Access, access_for
from foundation.organization.models import FiscalPeriod, LegalEntity, Module
from invoicing.arrange import check_summary
from invoicing.errors import NothingToInvoice, PastDeliveriesNotInvoiced
from invoicing.models import InvoicingParameters, QuantityOption, SummaryUpdate
from invoicing.planning import InvoiceRequest
from invoicing.services.post_invoices import PostingResult, post_invoices
from sales.deliveries import DeliveryQuantity, DeliveryRequest
from sales.errors import NothingToDeliver, OrderClosed
from sales.models import PackingSlip, SalesOrder
from sales.services.post_packing_slips import post_packing_slips
from sales.statuses import SalesStatus

JOB_SUMMARIES = tuple(choice for choice in SummaryUpdate.choices if choice[0] != SummaryUpdate.ORDER)
COMBINING = (SummaryUpdate.INVOICE_ACCOUNT, SummaryUpdate.DELIVERY_INFORMATION)
ORDER, CUSTOMER, SLIP, LINE = _("Sales order"), _("Customer"), _("Packing slip"), _("Line")


class CustomerInvoiceJob(BatchHandler):
    """Invoices what is ready to be invoiced, delivering it first when the job says so."""

    kind = "customer_invoice"
    label = _("Customer invoices")
    permission = "invoicing.post_customerinvoice"
    claims = "sales.salesorder"
    object_page = "sales:order"
    document_page = "invoicing:invoice"

    def criteria_fields(self) -> Sequence[CriteriaField]:
        """Return the fields of order, customer, packing slip and line that a job may select by."""
        return [
            CriteriaField("order_number", _("Order"), "number", table=ORDER),
            CriteriaField("order_status", _("Status"), "status", FieldType.CHOICE, tuple(SalesStatus.choices), ORDER),
            CriteriaField("order_date", _("Order date"), "order_date", FieldType.DATE, table=ORDER),
            CriteriaField("ship_date", _("Requested ship date"), "requested_ship_date", FieldType.DATE, table=ORDER),
            CriteriaField("currency", _("Currency"), "currency_id", table=ORDER),
            CriteriaField("customer_reference", _("Customer reference"), "customer_reference", table=ORDER),
            CriteriaField("responsible", _("Responsible"), "responsible__email", table=ORDER),
            CriteriaField("delivery_mode", _("Mode of delivery"), "delivery_mode__code", table=ORDER),
            CriteriaField("payment_terms", _("Terms of payment"), "payment_terms__code", table=ORDER),
            CriteriaField("customer", _("Customer"), "customer__account", table=CUSTOMER),
            CriteriaField("invoice_account", _("Invoice account"), "invoice_account__account", table=CUSTOMER),
            CriteriaField("group", _("Customer group"), "invoice_account__group__code", table=CUSTOMER),
            CriteriaField("schedule", _("Invoicing schedule"), "invoice_account__invoicing_schedule", table=CUSTOMER),
            CriteriaField("slip_number", _("Number"), "packing_slips__number", table=SLIP),
            CriteriaField("slip_date", _("Date"), "packing_slips__date", FieldType.DATE, table=SLIP),
            CriteriaField("item", _("Item"), "lines__item__number", table=LINE),
        ]

    def parameter_fields(self, entity: LegalEntity) -> Sequence[ParameterField]:
        """Return the choices of the posting form that a job keeps (invoicing.md 1.4)."""
        choice, day = ParameterType.CHOICE, ParameterType.DATE
        known = InvoicingParameters.of(entity)
        delivered = _("Only slips up to this day are invoiced; it may move with the run, such as end_of_month(-1).")
        return [
            ParameterField("deliver_first", _("Deliver first"), choice, tuple(DeliveryQuantity.choices)),
            ParameterField("quantity", _("Quantity"), choice, tuple(QuantityOption.choices), known.default_quantity, required=True),
            ParameterField("summary_update", _("Summary update"), choice, JOB_SUMMARIES, known.default_summary_update, required=True),
            ParameterField("invoice_date", _("Invoice date"), day, help_text=_("Blank is the day of the run.")),
            ParameterField("slips_until", _("Packing slips up to"), day, help_text=delivered),
            ParameterField("credit_limit_type", _("Check credit limit"), choice, tuple(CreditLimitType.choices)),
            ParameterField("print_invoice", _("Print and send"), ParameterType.BOOLEAN, default=known.print_invoice),
        ]

    def check_parameters(self, entity: LegalEntity, parameters: Mapping[str, Any]) -> None:
        """Raise INV-203 when invoices per packing slip are asked of another quantity."""
        quantity = QuantityOption.PACKING_SLIP if parameters.get("deliver_first") else parameters["quantity"]
        check_summary(parameters["summary_update"], quantity, None, ())

    def select(self, selection: Selection) -> Iterable[SelectedItem]:
        """Return the orders with something to invoice; orders that may share an invoice share a group."""
        orders = SalesOrder.of(selection.entity)
        if selection.keys is None:
            orders = _ready(orders, selection.parameters).for_batch_invoicing()
        summary = selection.parameters["summary_update"]
        fields = ("pk", "number", "invoice_account_id", "summary_update_allowed", "customer__party__name", "order_amount", "currency_id")
        for key, number, account, allowed, name, amount, currency in selection.narrow(orders).values_list(*fields):
            combines = summary in COMBINING or (summary == SummaryUpdate.AUTOMATIC and allowed)
            group = f"account-{account}" if combines else f"order-{key}"
            yield SelectedItem(key, number, group_key=group, detail=name, amount=amount, currency=currency)

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Deliver when asked to, then invoice what was delivered or ordered; refusals are results."""
        access = access_for(chunk.user, chunk.entity.code)
        if access is None or not access.may(self.permission):
            raise RunnerNotAuthorised(user=chunk.user)
        request = request_of(chunk)
        keys, refused = chunk.keys, {}
        if chunk.parameters.get("deliver_first"):
            refused = _deliver(chunk, access, request)
            keys = [key for key in keys if key not in refused]
        result = post_invoices(chunk.entity, keys, request, user=chunk.user, access=access) if keys else PostingResult()
        yield from _results(chunk, result, refused)

    def finish(self, run: FinishedRun) -> Iterable[Refusal]:
        """Warn of deliveries of past months that are still not invoiced (INV-310)."""
        month = run.on_date.replace(day=1)
        late = PackingSlip.of(run.entity).to_invoice().filter(date__lt=month).count()
        return [PastDeliveriesNotInvoiced(count=late, date=month).as_refusal()] if late else []


def request_of(chunk: ChunkContext) -> InvoiceRequest:
    """Return what a job's parameters ask for, with dates resolved on the day of the run."""
    parameters = chunk.parameters
    quantity = QuantityOption.PACKING_SLIP if parameters.get("deliver_first") else parameters["quantity"]
    until = parameters.get("slips_until")
    slips = PackingSlip.of(chunk.entity).up_to(resolve(until, chunk.on_date)).for_orders(chunk.keys) if until else None
    return InvoiceRequest(
        quantity=quantity,
        summary_update=parameters["summary_update"],
        invoice_date=_invoice_date(chunk),
        credit_limit_type=parameters.get("credit_limit_type") or None,
        slips=tuple(slips) if slips is not None else None,
        print_invoice=parameters.get("print_invoice", True),
        idempotency_prefix=chunk.reference(f"{min(chunk.keys)}"),
        batch_run_id=chunk.run_id,
    )


def _invoice_date(chunk: ChunkContext) -> date:
    text = chunk.parameters.get("invoice_date")
    if text:
        return resolve(text, chunk.on_date)
    if InvoicingParameters.of(chunk.entity).default_invoice_date != InvoicingParameters.DefaultInvoiceDate.END_OF_PREVIOUS_MONTH:
        return chunk.on_date
    month_end = chunk.on_date.replace(day=1) - timedelta(days=1)
    open_then = FiscalPeriod.of(chunk.entity).open_for(Module.SALES).containing(month_end).exists()
    return month_end if open_then else chunk.on_date


def _ready(orders: Any, parameters: Mapping[str, Any]) -> Any:
    deliver = parameters.get("deliver_first") or ""
    quantity = parameters["quantity"]
    return orders.with_something_to_invoice(
        delivered_only=not deliver and quantity == QuantityOption.PACKING_SLIP,
        deliver_now=deliver == DeliveryQuantity.DELIVER_NOW or (not deliver and quantity == QuantityOption.DELIVER_NOW),
    )


def _deliver(chunk: ChunkContext, access: Access, request: InvoiceRequest) -> dict[int, BusinessRuleError]:
    """Post the packing slips; an order with nothing left to deliver may still have something to invoice."""
    access.require("sales.post_packingslip")
    asked = DeliveryRequest(chunk.entity, chunk.keys, option=chunk.parameters["deliver_first"], delivery_date=request.invoice_date)
    posted = post_packing_slips(asked, chunk.user)
    return {key: error for key, error in posted.refusals.items() if not isinstance(error, (NothingToDeliver, OrderClosed))}


def _results(chunk: ChunkContext, result: PostingResult, refused: Mapping[int, BusinessRuleError]) -> Iterable[ItemResult]:
    invoice_of = {draft.sequence: invoice for draft, invoice in zip(result.plan.drafts, result.invoices, strict=False)}
    posted = {order.id: draft for draft in result.plan.drafts for order in draft.orders}
    for key in chunk.keys:
        errors = [refused[key]] if key in refused else result.plan.refused.get(key, [])
        if key in posted:
            yield ItemResult.posted(key, invoice_of[posted[key].sequence], warnings=posted[key].warnings)
        elif errors and isinstance(errors[0], OrderClosed):
            yield ItemResult.skipped(key, NothingToInvoice(order=result.plan.order_numbers[key]))
        elif errors and errors[0].severity == "info":
            yield ItemResult.skipped(key, errors[0])
        elif errors:
            yield ItemResult.failed(key, errors[0])
