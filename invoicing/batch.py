"""The batch job that invoices customers: what it selects, how it groups, and how it posts a chunk (invoicing.md chapter 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
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
from invoicing.services.post_invoices import PostingResult, post_in_transaction, post_invoices
from sales.deliveries import DeliveryQuantity, DeliveryRequest
from sales.errors import NothingToDeliver, OrderClosed
from sales.models import PackingSlip, SalesOrder
from sales.order_criteria import CUSTOMER, DELIVERY_MODE, ITEM, ORDER
from sales.services.post_packing_slips import post_packing_slips
from sales.statuses import SalesStatus

JOB_SUMMARIES = tuple(choice for choice in SummaryUpdate.choices if choice[0] != SummaryUpdate.ORDER)
COMBINING = (SummaryUpdate.INVOICE_ACCOUNT, SummaryUpdate.DELIVERY_INFORMATION)
SLIP = _("Packing slip")


class CustomerInvoiceJob(BatchHandler):
    """Invoices what is ready to be invoiced, delivering it first when the job says so."""

    kind = "customer_invoice"
    label = _("Customer invoices")
    permission = "invoicing.post_customerinvoice"
    view_permission = "invoicing.post_customerinvoice"
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
            DELIVERY_MODE,
            CriteriaField("payment_terms", _("Terms of payment"), "payment_terms__code", table=ORDER),
            CriteriaField("customer", _("Customer"), "customer__account", table=CUSTOMER),
            CriteriaField("invoice_account", _("Invoice account"), "invoice_account__account", table=CUSTOMER),
            CriteriaField("group", _("Customer group"), "invoice_account__group__code", table=CUSTOMER),
            CriteriaField("schedule", _("Invoicing schedule"), "invoice_account__invoicing_schedule", table=CUSTOMER),
            CriteriaField("slip_number", _("Number"), "packing_slips__number", table=SLIP),
            CriteriaField("slip_date", _("Date"), "packing_slips__date", FieldType.DATE, table=SLIP),
            ITEM,
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
        if chunk.parameters.get("deliver_first"):
            yield from _results(chunk, *_deliver_and_invoice(chunk, access, request))
        else:
            result = post_invoices(chunk.entity, chunk.keys, request, user=chunk.user, access=access)
            yield from _results(chunk, result, {})

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


def _deliver_and_invoice(
    chunk: ChunkContext, access: Access, request: InvoiceRequest
) -> tuple[PostingResult, dict[int, BusinessRuleError]]:
    """Deliver the orders and invoice them, each together or not at all; return the invoices and the refused orders.

    What was delivered and cannot be invoiced is known only afterwards: then everything is taken back and done again without.
    """
    access.require("sales.post_packingslip")
    refused: dict[int, BusinessRuleError] = {}
    while True:
        keys = [key for key in chunk.keys if key not in refused]
        with transaction.atomic():
            not_delivered = _deliver(chunk, keys, request)
            going = [key for key in keys if not _stops(not_delivered.get(key))]
            result = PostingResult()
            if going:
                result = post_in_transaction(chunk.entity, going, request, user=chunk.user, access=access)
            in_vain = {key: errors[0] for key, errors in result.plan.refused.items() if key not in not_delivered}
            if in_vain:
                transaction.set_rollback(True)
        if not in_vain:
            return result, refused | {key: error for key, error in not_delivered.items() if _stops(error)}
        refused |= in_vain


def _deliver(chunk: ChunkContext, keys: Sequence[int], request: InvoiceRequest) -> dict[int, BusinessRuleError]:
    """Post the packing slips and return why the other orders were not delivered."""
    asked = DeliveryRequest(chunk.entity, keys, option=chunk.parameters["deliver_first"], delivery_date=request.invoice_date)
    return post_packing_slips(asked, chunk.user).refusals if keys else {}


def _stops(refusal: BusinessRuleError | None) -> bool:
    """Tell whether an order that was not delivered is not invoiced either: with nothing left to deliver it still may be."""
    return refusal is not None and not isinstance(refusal, (NothingToDeliver, OrderClosed))


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
