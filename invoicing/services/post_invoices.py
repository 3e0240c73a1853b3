"""Post invoices: number them, write them, book them, move stock and quantities; any number at once, all or nothing.

The number of statements does not depend on the number of orders. Locks are taken in the order of reliability.md §2: orders,
customers and their credit groups, stock, period, and the number counters last.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from customers.models import Customer, CustomerTransactionType
from customers.services.lock_credit import lock_credit
from customers.services.post_customer_transactions import CustomerTransactionDraft, post_customer_transactions
from foundation.database.matching import begins_exactly
from foundation.database.set_update import update_from_values
from foundation.events import publish
from foundation.inventory.services.locks import lock_stock
from foundation.ledger.models import PostingType, Voucher
from foundation.ledger.services.post_vouchers import post_vouchers
from foundation.ledger.vouchers import VoucherDraft, to_accounting
from foundation.organization.access import Access
from foundation.organization.models import FiscalPeriod, LegalEntity, Module, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from invoicing.context import InvoicingContext
from invoicing.events import CustomerInvoicesPlanned, CustomerInvoicesPosted
from invoicing.invoice_rows import invoice_row, line_rows
from invoicing.models import CustomerInvoice
from invoicing.planning import InvoiceDraft, InvoicePlan, InvoiceRequest
from invoicing.services.plan_invoices import CREDIT_NOTE_NUMBERS, INVOICE_NUMBERS, plan_invoices
from invoicing.services.queue_output import queue_output
from invoicing.services.write_invoices import UnwrittenInvoice, write_invoices
from invoicing.terms import Instalment, split_into_instalments
from invoicing.voucher import cost_entries, taxes_of
from sales.invoiceable import InvoiceMovement
from sales.models import SalesOrder, SalesOrderCharge
from sales.services import quantities
from sales.services.cycle_quantities import close_invoiced
from sales.services.stock import stocked_of

INVOICE_VOUCHERS = "invoice_voucher"
CREDIT_NOTE_VOUCHERS = "credit_note_voucher"


@dataclass
class PostingResult:
    """The posted invoices and, apart, what was refused; ``replayed`` when the same request was posted before."""

    invoices: list[CustomerInvoice] = field(default_factory=list)
    plan: InvoicePlan = field(default_factory=InvoicePlan)
    replayed: bool = False


def post_in_transaction(
    legal_entity: LegalEntity,
    order_ids: Collection[int],
    request: InvoiceRequest,
    *,
    user: User | None,
    access: Access | None = None,
    context: InvoicingContext | None = None,
) -> PostingResult:
    """Post the invoices that the plan makes of the orders under lock; refused orders are set aside in the result.

    For callers in a transaction of their own, which ends when this raises; all others call ``post_invoices``.
    With an ``idempotency_prefix`` a repeated request finds its invoices instead of making new ones (REL-20).
    """
    earlier = _posted_before(legal_entity, request)
    if earlier:
        return PostingResult(earlier, replayed=True)
    context = context or InvoicingContext.load(legal_entity)
    _lock(legal_entity, order_ids)
    plan = plan_invoices(legal_entity, order_ids, request, access=access, context=context, locked=True)
    publish(CustomerInvoicesPlanned(legal_entity, plan))
    if not plan.drafts:
        return PostingResult(plan=plan)
    invoices = _write(legal_entity, plan, request, user, context)
    publish(CustomerInvoicesPosted(legal_entity, invoices, user, plan))
    return PostingResult(invoices, plan)


post_invoices = transaction.atomic(post_in_transaction)


def _posted_before(legal_entity: LegalEntity, request: InvoiceRequest) -> list[CustomerInvoice]:
    if not request.idempotency_prefix:
        return []
    posted = CustomerInvoice.of(legal_entity).filter(begins_exactly("idempotency_key", f"{request.idempotency_prefix}/"))
    return list(posted.order_by("pk"))


def _lock(legal_entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Lock the orders, then those of their customers whose credit has a limit with their credit groups, each in key order.

    Whose credit has none is never compared with what it owes: workers invoice such a customer beside each other.
    """
    orders = SalesOrder.of(legal_entity).filter(pk__in=order_ids).locked().values_list("pk", "customer_id", "invoice_account_id")
    customers = {key for row in orders for key in row[1:]}
    lock_credit(Customer.of(legal_entity).filter(pk__in=customers).under_credit_control())


def _write(
    legal_entity: LegalEntity, plan: InvoicePlan, request: InvoiceRequest, user: User | None, context: InvoicingContext
) -> list[CustomerInvoice]:
    drafts = plan.drafts
    unwritten = [_unwritten(legal_entity, draft, plan, request, user, context) for draft in drafts]
    stocked = stocked_of(order for draft in drafts for order in draft.orders)
    taken = {line.line.id for draft in drafts for line in draft.lines}
    lock_stock(legal_entity, {(line.item_id, line.warehouse_id) for key, line in stocked.items() if key in taken})
    period = FiscalPeriod.of(legal_entity).require_open(drafts[0].invoice_date, Module.SALES)
    _number(legal_entity, drafts, context)
    movements = [move for draft in drafts for move in _movements(draft)]
    costs = quantities.invoice(legal_entity, movements, stocked)
    if any(move.reopens for move in movements):
        close_invoiced(legal_entity, (move for move in movements if move.reopens))
    vouchers = _book(legal_entity, drafts, costs, period.pk, user, context)
    invoices = write_invoices(legal_entity, unwritten, vouchers, costs, context)
    _bill_customers(legal_entity, unwritten, vouchers, context)
    _record_charges(legal_entity, drafts)
    _record_discounts(drafts)
    audit.record(legal_entity, user, "invoice posted", invoices)
    queue_output(legal_entity, invoices, send=request.print_invoice)
    return invoices


def _unwritten(
    legal_entity: LegalEntity,
    draft: InvoiceDraft,
    plan: InvoicePlan,
    request: InvoiceRequest,
    user: User | None,
    context: InvoicingContext,
) -> UnwrittenInvoice:
    """Return what is written of a draft, made before stock and numbers are locked: others wait for these."""
    assert plan.book is not None, "a plan with drafts has checked their addresses"
    invoice = invoice_row(legal_entity, draft, request, user, context, plan.book)
    parts = _instalments(draft)
    invoice.open_due_date = min((part.due_date for part in parts if part.amount), default=None)
    return UnwrittenInvoice(draft, invoice, line_rows(legal_entity, draft, invoice), parts)


def _number(legal_entity: LegalEntity, drafts: Sequence[InvoiceDraft], context: InvoicingContext) -> None:
    """Draw the numbers as one block per series: the last locks, after everything that can be refused."""
    for reference, wanted in ((INVOICE_NUMBERS, False), (CREDIT_NOTE_NUMBERS, True)):
        members = [draft for draft in drafts if draft.is_credit_note is wanted]
        if members:
            numbers = take_numbers(legal_entity, reference, len(members), members[0].invoice_date, series=context.series)
            for draft, number in zip(members, numbers, strict=True):
                draft.number = number


def _movements(draft: InvoiceDraft) -> list[InvoiceMovement]:
    """Return what the invoice takes of order and slip lines; the net amount of a line goes with its first part."""
    found = []
    for line in draft.lines:
        reopens, carried = line.order.traits.reopens_after_invoice, line.line.carried
        for position, part in enumerate(line.parts):
            earlier = min(carried, part.quantity) if part.slip else Decimal(0)
            carried -= earlier
            found.append(
                InvoiceMovement(
                    order_id=line.order.id,
                    order_line_id=line.line.id,
                    quantity=part.quantity,
                    net_amount=line.taken if position == 0 else Decimal(0),
                    slip_line_id=part.slip.slip_line_id if part.slip else None,
                    invoice_number=draft.number,
                    invoice_date=draft.invoice_date,
                    close_line=line.close,
                    reopens=reopens,
                    carried=earlier,
                )
            )
    return found


def _book(
    legal_entity: LegalEntity,
    drafts: Sequence[InvoiceDraft],
    costs: dict[int, Decimal],
    period_id: int,
    user: User | None,
    context: InvoicingContext,
) -> list[Voucher]:
    by_draft: dict[int, Voucher] = {}
    for reference, wanted in ((INVOICE_VOUCHERS, False), (CREDIT_NOTE_VOUCHERS, True)):
        members = [draft for draft in drafts if draft.is_credit_note is wanted]
        vouchers = post_vouchers(
            legal_entity,
            [_voucher(draft, costs, period_id, context) for draft in members],
            user=user,
            reference=reference,
            accounts=context.accounts,
            parameters=context.taxes.parameters,
            series=context.series,
        )
        by_draft.update((draft.sequence, voucher) for draft, voucher in zip(members, vouchers, strict=True))
    return [by_draft[draft.sequence] for draft in drafts]


def _voucher(draft: InvoiceDraft, costs: dict[int, Decimal], period_id: int, context: InvoicingContext) -> VoucherDraft:
    entries = list(draft.entries)
    if context.parameters.post_inventory_cost:
        for line in draft.lines:
            cost = costs.pop(line.line.id, None)
            if cost:
                line.cost = cost
                entries.extend(cost_entries(draft, line, cost, context))
    return VoucherDraft(
        date=draft.invoice_date,
        period_id=period_id,
        source_type=CustomerInvoice._meta.label_lower,
        source_number=draft.number,
        currency=draft.leading.order.currency_id,
        entries=entries,
        text=f"{draft.number} {draft.leading.order.invoice_account.party.name}",
        rate=draft.exchange_rate,
        factor=draft.rate_factor,
        taxes=taxes_of(draft),
        number=draft.number if context.parameters.voucher_equals_invoice_number else "",
    )


def _bill_customers(
    legal_entity: LegalEntity,
    written: Sequence[UnwrittenInvoice],
    vouchers: Sequence[Voucher],
    context: InvoicingContext,
) -> None:
    """Write the customer transactions: one per instalment, in accounting currency adding up to the voucher's entry."""
    found: list[CustomerTransactionDraft] = []
    for known, voucher in zip(written, vouchers, strict=True):
        draft, parts, given = known.draft, known.parts, Decimal(0)
        for number, part in enumerate(parts, start=1):
            rest = number == len(parts)
            converted = to_accounting(part.amount, draft.exchange_rate, draft.rate_factor, legal_entity.currency.precision)
            accounting = draft.accounting_amount - given if rest else converted
            given += accounting
            found.append(_transaction(draft, known.invoice, voucher, part, accounting, number, len(parts), context))
    post_customer_transactions(legal_entity, found)


def _instalments(draft: InvoiceDraft) -> list[Instalment]:
    order = draft.leading.order
    schedule = order.payment_terms.schedule if order.payment_terms else None
    base = draft.document_date or draft.invoice_date
    return split_into_instalments(draft.amount, draft.due_date, schedule, order.cash_discount, base, order.currency.precision)


def _transaction(
    draft: InvoiceDraft,
    invoice: CustomerInvoice,
    voucher: Voucher,
    part: Instalment,
    accounting: Decimal,
    number: int,
    count: int,
    context: InvoicingContext,
) -> CustomerTransactionDraft:
    customer = draft.leading.order.invoice_account
    profile = context.profiles.profile_of(customer)
    summary = next(entry.account_id for entry in draft.entries if entry.posting_type == PostingType.CUSTOMER_BALANCE)
    return CustomerTransactionDraft(
        voucher=voucher,
        customer_id=customer.pk,
        order_account_id=draft.leading.order.customer_id,
        type=CustomerTransactionType.CREDIT_NOTE if draft.is_credit_note else CustomerTransactionType.INVOICE,
        summary_account_id=summary,
        posting_profile_id=profile.pk if profile else None,
        document_number=invoice.number,
        date=draft.invoice_date,
        document_date=draft.document_date,
        due_date=part.due_date,
        currency=draft.leading.order.currency_id,
        amount=part.amount,
        accounting_amount=accounting,
        exchange_rate=draft.exchange_rate,
        instalment=number,
        instalments=count,
        payment_reference=invoice.payment_reference,
        discounts=part.discounts,
    )


def _record_charges(legal_entity: LegalEntity, drafts: Sequence[InvoiceDraft]) -> None:
    """Remember on the orders what of each charge was invoiced, so that a fixed charge is invoiced once."""
    amounts: dict[int, Decimal] = {}
    for draft in drafts:
        for known in (*draft.charges, *draft.internal_charges):
            amounts[known.charge.pk] = amounts.get(known.charge.pk, Decimal(0)) + known.taken
    SalesOrderCharge.of(legal_entity).raise_invoiced(amounts)


def _record_discounts(drafts: Sequence[InvoiceDraft]) -> None:
    """Remember on the orders what was given of a total discount that is an amount, so that the next invoice gives the rest."""
    given: dict[int, Decimal] = {}
    for draft in drafts:
        for line in draft.lines:
            discount = line.order.discount
            if discount is not None and not discount.each_time:
                given[line.order.id] = given.get(line.order.id, Decimal(0)) + line.discount_taken
    update_from_values(SalesOrder, ("total_discount_invoiced",), sorted(given.items()), adding=("total_discount_invoiced",))
