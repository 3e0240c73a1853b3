"""Plan invoices: what would be invoiced, at which amounts, and which orders are refused and why; writes nothing.

The preview on screen, the pro forma, the credit check and the posting all use this plan: there is no second calculation.
The number of queries does not depend on the number of orders.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from customers.addresses import AddressBook
from customers.credit import counts_though_expired
from customers.credit_run import CreditRun
from customers.errors import CreditLimitExpired
from customers.exposure import credit_terms, exposures, limited
from customers.models import CreditLimitType, Customer, CustomerParameters, MessageKind
from foundation.errors import BusinessRuleError
from foundation.ledger.due_dates import due_date
from foundation.ledger.models import LedgerParameters
from foundation.ledger.tax import TaxCodeRule
from foundation.ledger.vouchers import to_accounting
from foundation.organization.access import Access
from foundation.organization.errors import DateBeforeLastNumber, PeriodNotOpen
from foundation.organization.models import FiscalPeriod, LegalEntity, Module
from invoicing import checks
from invoicing.amounts import add_charges, compute_tax, price_line, round_invoice, share_total_discount
from invoicing.arrange import SummaryGroup, arrange, check_summary, unarranged
from invoicing.context import InvoicingContext
from invoicing.credit_book import invoice_credits
from invoicing.credit_corrections import corrected_types
from invoicing.credited_amounts import credit_charges, credit_lines, share_discount_back
from invoicing.errors import CreditLimitExceeded, HeldBackWithOrder, LeadingOrderNotSelected, OrderChangedMeanwhile
from invoicing.models import CustomerInvoiceLine, QuantityOption
from invoicing.models.invoice import PRICING
from invoicing.planning import DraftCharge, DraftLine, InvoiceCredits, InvoiceDraft, InvoicePlan, InvoiceRequest
from invoicing.suggestion import parts_of_line
from invoicing.summary_rows import split_into_rows
from invoicing.terms import terms_as_data
from invoicing.voucher import entries_of
from sales.credited_parts import CreditBook
from sales.invoiceable import InvoiceableLine, InvoiceableOrder, load_invoiceable
from sales.models import SalesOrder
from sales.services.subscription_notices import posting_notices
from sales.services.unit_factors import UnitFactors

ZERO = Decimal(0)
INVOICE_NUMBERS = "customer_invoice"
CREDIT_NOTE_NUMBERS = "customer_credit_note"


def _check_summary(legal_entity: LegalEntity, request: InvoiceRequest, order_ids: Iterable[int]) -> None:
    """Raise INV-201 … INV-203, with the number of an order that cannot lead."""
    try:
        check_summary(request.summary_update, request.quantity, request.leading_order, order_ids)
    except LeadingOrderNotSelected as refusal:
        leader = SalesOrder.of(legal_entity).filter(pk=request.leading_order).values_list("number", flat=True).first()
        raise LeadingOrderNotSelected(order=leader or "–") from refusal


def plan_invoices(
    legal_entity: LegalEntity,
    order_ids: Collection[int],
    request: InvoiceRequest,
    *,
    access: Access | None = None,
    context: InvoicingContext | None = None,
    locked: bool = False,
) -> InvoicePlan:
    """Return the invoices that the request would make of the orders; order-local failures take single orders out.

    With ``locked``, for a posting, the invoices that are credited are held, so that no other credit takes what is left of them.
    Raises what concerns the request as a whole: the summary choice (INV-201…203), the period (INV-109), the date (INV-111)
    and the order of numbers (INV-401).
    """
    context = context or InvoicingContext.load(legal_entity)
    by_slip = QuantityOption.PACKING_SLIP if request.slips else request.quantity
    request = replace(request, invoice_date=request.invoice_date or context.today, quantity=by_slip)
    _check_summary(legal_entity, request, order_ids)
    check_request(request, context)
    orders = list(load_invoiceable(legal_entity, order_ids, request.slips))
    corrected = corrected_types(legal_entity, (order.order.order_type for order in orders))
    plan = InvoicePlan(repriced=_repriced(legal_entity, orders), corrected=corrected, credits=_credits(legal_entity, orders, locked=locked))
    units = UnitFactors.load(line.item_id for order in orders for line in order.lines)
    groups, lines_of = _group(orders, request, context, plan)
    for sequence, group in enumerate(groups):
        draft = _draft(sequence, group, lines_of, request, context, plan, units)
        if draft is not None:
            plan.add(draft)
    _refuse_changed(plan, request)
    _check_drafts(plan, request, context, access)
    return plan


def _credits(legal_entity: LegalEntity, orders: Iterable[InvoiceableOrder], *, locked: bool) -> InvoiceCredits:
    """Return what the lines below zero credit."""
    lines = {line.id: order.id for order in orders for line in order.lines if line.ordered < 0}
    return invoice_credits(legal_entity, lines, locked=locked)


def _repriced(legal_entity: LegalEntity, orders: Iterable[InvoiceableOrder]) -> frozenset[int]:
    """Return the order lines that were invoiced before at another price or discount than they have now."""
    invoiced = {line.id: line for order in orders for line in order.lines if line.invoiced}
    if not invoiced:
        return frozenset()
    known = CustomerInvoiceLine.of(legal_entity).pricing_of(invoiced)
    return frozenset(key for key, *values in known if values != [getattr(invoiced[key], name) for name in PRICING])


def _refuse_changed(plan: InvoicePlan, request: InvoiceRequest) -> None:
    """Refuse the orders whose lines or invoices are others than were shown, with all that they would be invoiced with (INV-121)."""
    expected, invoices = request.expected_amounts or {}, request.expected_invoices or {}
    changed = {order for order, amount in plan.amounts().items() if amount != expected.get(order, amount)}
    changed |= {order for order, terms in plan.terms().items() if terms != invoices.get(order, terms)}
    quantities = plan.quantities()
    for draft in plan.drafts:
        if not changed.isdisjoint(order.id for order in draft.orders):
            for order in draft.orders:
                plan.refuse(order.id, OrderChangedMeanwhile(order=order.order, remaining=f"{quantities[order.id].normalize():f}"))


def check_request(request: InvoiceRequest, context: InvoicingContext) -> None:
    """Check what is the same for every invoice of the request: the period, the date and the order of numbers."""
    assert request.invoice_date is not None
    entity = context.legal_entity
    try:
        FiscalPeriod.of(entity).require_open(request.invoice_date, Module.SALES, lock=False)
        checks.check_date(request.invoice_date, context)
        for reference in (INVOICE_NUMBERS, CREDIT_NOTE_NUMBERS):
            context.series.check_chronology(reference, request.invoice_date)
    except (PeriodNotOpen, DateBeforeLastNumber) as error:
        error.field = "invoice_date"
        raise


def _group(
    orders: Iterable[InvoiceableOrder], request: InvoiceRequest, context: InvoicingContext, plan: InvoicePlan
) -> tuple[list[SummaryGroup], dict[int, list[DraftLine]]]:
    """Check the orders one by one and arrange those that may be invoiced; lines are kept by the identity of their row."""
    rows, lines_of = [], {}
    for order in orders:
        plan.order_numbers[order.id] = order.order.number
        plan.accounts[order.id] = order.order.invoice_account_id
        lines = _lines_of_order(order, request, context, plan)
        for error in checks.order_refusals(order, lines, request, context):
            plan.refuse(order.id, error)
        if order.id in plan.refused:
            continue
        for row, members in split_into_rows(order, lines, request.summary_update, context.parameters):
            rows.append(row)
            lines_of[id(row)] = members
    if not request.arranged:
        return unarranged(rows), lines_of
    parameters = context.parameters
    groups = arrange(
        rows,
        request.summary_update,
        parameters.summary_fields,
        leading_order=request.leading_order,
        max_lines=parameters.max_lines_per_invoice,
    )
    return groups, lines_of


def _lines_of_order(order: InvoiceableOrder, request: InvoiceRequest, context: InvoicingContext, plan: InvoicePlan) -> list[DraftLine]:
    """Return the lines of an order with the quantities to invoice, split where parts are taxed at different rates."""
    found: list[DraftLine] = []
    for known in order.lines:
        line = known if context.sales.accept_overdelivery else replace(known, overdelivery_percent=ZERO)
        try:
            parts = parts_of_line(line, order, request)
            by_rules: dict[tuple[TaxCodeRule, ...], DraftLine] = {}
            for part in parts:
                supplied = part.slip.slip_date if part.slip else None
                rules = _line_rules(line, tax_date(supplied, request, context), context, plan)
                draft = by_rules.setdefault(rules, DraftLine(order, line, [], rules=rules, close=line.id in request.close_lines))
                draft.original = plan.credits.originals.get(line.id)
                if draft.original is not None and order.order.currency_id != context.legal_entity.currency_id:
                    draft.apart = draft.original.invoice_id
                draft.parts.append(part)
                draft.delivery_date = supplied or request.invoice_date
            found.extend(by_rules.values())
        except BusinessRuleError as error:
            plan.refuse(order.id, error)
    return found


def _line_rules(line: InvoiceableLine, on_date: date, context: InvoicingContext, plan: InvoicePlan) -> tuple[TaxCodeRule, ...]:
    """Return the codes and rates of a line: those of a day, or those of the invoice that it credits (invoicing.md 6.1)."""
    credited = plan.credits.book.line_of(line.id)
    if credited is not None:
        return credited.rules
    return tuple(context.taxes.rules_for(line.tax_group or "", line.item_tax_group or "", on_date, line.line_number))


def tax_date(supplied: date | None, request: InvoiceRequest, context: InvoicingContext) -> date:
    """Return the date that chooses the tax rate: the supply date, or the invoice date when the parameters say so."""
    assert request.invoice_date is not None
    if context.taxes.parameters.tax_date_from == LedgerParameters.TaxDateFrom.SUPPLY and supplied is not None:
        return supplied
    return request.invoice_date


def _draft(
    sequence: int,
    group: SummaryGroup,
    lines_of: dict[int, list[DraftLine]],
    request: InvoiceRequest,
    context: InvoicingContext,
    plan: InvoicePlan,
    units: UnitFactors,
) -> InvoiceDraft | None:
    """Compute one invoice; when that fails for a reason of the whole group, all its orders are refused."""
    lines = [line for row in group.rows for line in lines_of[id(row)]]
    orders = list({line.order.id: line.order for line in lines}.values())
    leading = next((order for order in orders if order.id == group.leading.order_id), orders[0])
    draft = InvoiceDraft(sequence=sequence, leading=leading, orders=orders, lines=lines)
    proposed = any(order.order.order_type in plan.corrected for order in orders)
    draft.credit_correction = proposed if request.credit_correction is None else request.credit_correction
    try:
        _fill_dates(draft, request, context, plan)
        tried = plan.credits.book.copied({line.original.invoice_id for line in lines if line.original is not None})
        _fill_amounts(draft, context, plan, units, tried)
        draft.entries = entries_of(draft, context)
        plan.credits.book.update(tried)
    except BusinessRuleError as error:
        for order in orders:
            plan.refuse(order.id, error)
        return None
    return draft


def _fill_dates(draft: InvoiceDraft, request: InvoiceRequest, context: InvoicingContext, plan: InvoicePlan) -> None:
    assert request.invoice_date is not None
    draft.invoice_date, draft.document_date = request.invoice_date, request.document_date
    draft.due_date = due_date(terms_as_data(draft.leading.order.payment_terms), draft.invoice_date, draft.document_date)
    supplied = [part.slip.slip_date if part.slip else draft.invoice_date for line in draft.lines for part in line.parts]
    draft.supply_from, draft.supply_to = min(supplied), max(supplied)
    same_day = draft.supply_from == draft.supply_to
    draft.tax_date = tax_date(draft.supply_to if same_day else None, request, context)
    credited = next((line.apart for line in draft.lines if line.apart is not None), None)
    if credited is not None:
        draft.exchange_rate, draft.rate_factor = plan.credits.rates[credited]
    else:
        draft.exchange_rate, draft.rate_factor = context.rate(draft.leading.order, draft.invoice_date)


def _fill_amounts(draft: InvoiceDraft, context: InvoicingContext, plan: InvoicePlan, units: UnitFactors, book: CreditBook) -> None:
    currency = draft.leading.order.currency
    step = currency.precision
    _price_lines(draft, context.sales.discount, step, plan)
    share_total_discount(draft, step)
    credit_lines(draft, book)
    add_charges(draft, context.sales.charge_value_base, step, units.by_code, plan.taken)
    credit_charges(draft, book)
    rules: dict[str, list[TaxCodeRule]] = {f"l{index}": list(line.rules) for index, line in enumerate(draft.lines)}
    for index, charge in enumerate(draft.charges):
        rules[f"c{index}"] = _charge_rules(draft, charge, context)
    parameters = context.taxes.parameters
    compute_tax(draft, rules, book, method=parameters.tax_method, rounding=parameters.tax_rounding, step=step)
    share_discount_back(draft, book)
    round_invoice(draft, currency.rounding_step)
    accounting = context.legal_entity.currency
    draft.accounting_amount = to_accounting(draft.amount, draft.exchange_rate, draft.rate_factor, accounting.precision)


def _price_lines(draft: InvoiceDraft, combination: str, step: Decimal, plan: InvoicePlan) -> None:
    """Price the lines; of a line that stands twice on the invoices of the plan, a part counts what those before it took."""
    here: dict[int, tuple[Decimal, Decimal]] = {}
    for line in draft.lines:
        key = line.line.id
        quantity, amount = here.get(key, (plan.taken.quantity(key), plan.taken.amount(key)))
        price_line(line, combination, step, earlier_quantity=quantity, earlier_amount=amount, repriced=key in plan.repriced)
        here[key] = (quantity + line.quantity, amount + line.taken)


def _charge_rules(draft: InvoiceDraft, charge: DraftCharge, context: InvoicingContext) -> list[TaxCodeRule]:
    """Return the codes and rates of a charge: those of the invoice that it is given back of, else those of its tax groups."""
    if charge.credits is not None:
        return list(charge.credits.rules)
    if not charge.item_group:
        return []
    return context.taxes.rules_for(charge.party_group, charge.item_group, draft.tax_date, draft.leading.order)


def _check_drafts(plan: InvoicePlan, request: InvoiceRequest, context: InvoicingContext, access: Access | None) -> None:
    """Check whole invoices, the database-wide things last; a failing invoice takes all its orders with it."""
    entity = context.legal_entity
    plan.book = book = AddressBook.load({draft.leading.order.invoice_account.party_id for draft in plan.drafts}, context.today)
    customers = limited(_credit_customer(draft, context) for draft in plan.drafts)
    counted = request.credit_limit_type or context.customers.credit_limit_type
    known = exposures(entity, customers, list(plan.order_ids()), counted) if _checks_credit(request, context) else {}
    run = CreditRun.starting_from(known)
    _tell_of_subscriptions(plan, request, entity)
    for draft in plan.drafts:
        try:
            checks.check_customers(draft, context)
            checks.check_mandatory_data(draft, context, book)
            checks.check_vat_number(draft, context)
            checks.check_own_limit(draft, access)
            _check_credit(draft, request, context, run)
            if context.parameters.keep_invoices_whole:
                _check_whole(draft, plan)
        except BusinessRuleError as error:
            for order in draft.orders:
                plan.refuse(order.id, error)


def _tell_of_subscriptions(plan: InvoicePlan, request: InvoiceRequest, entity: LegalEntity) -> None:
    """Say on their invoices which subscriptions are paused, or have had all their cycles (SUB-10, SUB-11)."""
    orders = {order.id: order.order for draft in plan.drafts for order in draft.orders}
    found = posting_notices(entity, orders.values(), request.invoice_date or entity.today(), invoices=True)
    for draft in plan.drafts if found else ():
        draft.warnings += [notice.as_refusal() for order in draft.orders for notice in found.get(order.id, ())]


def _check_whole(draft: InvoiceDraft, plan: InvoicePlan) -> None:
    """Hold an invoice back when another order of the same customer failed and invoices are kept whole."""
    account = draft.leading.order.invoice_account_id
    for order_id, errors in plan.refused.items():
        if plan.accounts.get(order_id) == account:
            raise HeldBackWithOrder(order=plan.order_numbers[order_id], reason=errors[0])


def _checks_credit(request: InvoiceRequest, context: InvoicingContext) -> bool:
    return context.customers.check_credit_on_invoice or request.credit_limit_type is not None


def _credit_customer(draft: InvoiceDraft, context: InvoicingContext) -> Customer:
    order = draft.leading.order
    on_order_account = context.customers.credit_check_on == CustomerParameters.CreditCheckOn.ORDER_ACCOUNT
    return order.customer if on_order_account else order.invoice_account


def _check_credit(draft: InvoiceDraft, request: InvoiceRequest, context: InvoicingContext, run: CreditRun) -> None:
    """Compare exposure and limit; what this plan already invoices to the customer or its credit group counts as balance."""
    customer = _credit_customer(draft, context)
    limit_type = request.credit_limit_type or context.customers.credit_limit_type
    counts = limit_type != CreditLimitType.NONE and _checks_credit(request, context)
    if counts and counts_though_expired(credit_terms(customer), context.today):
        draft.warnings.append(CreditLimitExpired(account=customer, date=customer.credit_limit_valid_to).as_refusal())
    result = run.check(customer, draft.accounting_amount, limit_type, context.today)
    if result is None:
        run.take(customer, draft.accounting_amount)
        return
    refusal = CreditLimitExceeded(
        limit=f"{result.limit:.2f}",
        customer=customer,
        exposure=f"{result.exposure:.2f}",
        excess=f"{result.excess:.2f}",
        cause=CreditLimitType(result.limit_type).value,
    )
    if context.customers.credit_limit_message == MessageKind.ERROR and CreditLimitExceeded.code not in request.accept_warnings:
        raise refusal
    run.take(customer, draft.accounting_amount)
    draft.warnings.append(replace(refusal.as_refusal(), severity="warning"))
