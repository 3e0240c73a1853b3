"""Enter quotations by hand or over REST, copy one, and give them their dates (sales.md §5.1, §5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.events import publish
from foundation.organization.models import LegalEntity, User
from sales.delivery_places import WHEREABOUTS
from sales.models import SalesOrder
from sales.quotations.errors import ExpiryPassed
from sales.quotations.events import QuotationLinesEntered
from sales.quotations.models import Quotation, QuotationParameters
from sales.quotations.services.quotation_schedules import copy_schedules
from sales.quotations.services.working_quotations import load_quotation
from sales.quotations.services.write_quotations import write_new
from sales.services.calculate_orders import calculate
from sales.services.enter_orders import EnteredOrders, OrderDraft, prepare_orders
from sales.services.order_defaults import HeaderDefaults
from sales.services.working_orders import WorkingOrder


@dataclass(frozen=True, slots=True)
class QuotationDraft:
    """A quotation as entered: the order that it stands for, whose ``order_date`` is the quotation's, and its own dates."""

    order: OrderDraft
    expiry_date: date | None = None
    follow_up_date: date | None = None


@dataclass(frozen=True)
class EnteredQuotation:
    """A new quotation with what is worth knowing of it."""

    quotation: Quotation
    notices: Sequence[BusinessRuleError] = ()


def create_quotations(
    entity: LegalEntity, drafts: Sequence[QuotationDraft], user: User, result: EnteredOrders, *, discount_limit: Decimal | None = None
) -> list[EnteredQuotation]:
    """Create all quotations, or none when any is refused; the refusals with their lines go to ``result``.

    Raises ExpiryPassed (QUO-02).
    """
    works = prepare_orders(entity, [draft.order for draft in drafts], user, result, discount_limit=discount_limit)
    if result.refused:
        return []
    parameters = QuotationParameters.of(entity)
    pairs = [(_new_quotation(works[at], parameters, draft), works[at]) for at, draft in enumerate(drafts)]
    with transaction.atomic():
        write_new(entity, pairs, user)
    return [EnteredQuotation(quotation, work.notices) for quotation, work in pairs]


@transaction.atomic
def tell_quoted(entity: LegalEntity, quotation_id: int, user: User) -> None:
    """Tell the rooms above that a person entered or changed lines of a quotation."""
    publish(QuotationLinesEntered(entity, quotation_id, user))


def _new_quotation(work: WorkingOrder, parameters: QuotationParameters, draft: QuotationDraft) -> Quotation:
    quotation = dated(parameters, work.order.order_date)
    quotation.expiry_date = draft.expiry_date or quotation.expiry_date
    quotation.follow_up_date = draft.follow_up_date or quotation.follow_up_date
    check_expiry(quotation)
    return quotation


def dated(parameters: QuotationParameters, day: date) -> Quotation:
    """Return an unsaved quotation of a day, with the dates that follow from it."""
    return Quotation(
        quotation_date=day,
        follow_up_date=day + timedelta(days=parameters.follow_up_days),
        expiry_date=day + timedelta(days=parameters.expiry_days),
    )


def check_expiry(quotation: Quotation) -> None:
    """Raise ExpiryPassed (QUO-02) when the last day lies before the day of the quotation."""
    if quotation.expiry_date < quotation.quotation_date:
        raise ExpiryPassed(d=quotation.expiry_date)


@transaction.atomic
def copy_quotation(
    entity: LegalEntity, quotation_id: int, user: User, *, search_prices: bool, discount_limit: Decimal | None = None
) -> EnteredQuotation:
    """Create a quotation of today with the lines of another one; what was typed by hand stays, other prices on request only.

    What was typed counts as given away by who copies, whose limit is ``discount_limit`` percent. Raises the refusals of a new order
    for the customer (ORD-01, ORD-02) and of its prices (PRC-04 … PRC-06).
    """
    held = load_quotation(entity, quotation_id)
    work = held.work
    _as_new(entity, work.order, user)
    for working in work.lines:
        line = working.line
        line.pk, line.requested_ship_date, line.requested_receipt_date = (
            None,
            work.order.requested_ship_date,
            work.order.requested_receipt_date,
        )
        working.search_price = search_prices and not line.price_manual
        working.search_discount = search_prices and not line.discount_manual
    for charge in work.charges:
        charge.pk = None
    work.search_charges = search_prices
    calculate(held.loaded.context, [work], discount_limit=discount_limit)
    if work.refusal is not None:
        raise work.refusal
    quotation = dated(QuotationParameters.of(entity), work.order.order_date)
    write_new(entity, [(quotation, work)], user, action="copied")
    copy_schedules(entity, quotation_id, [quotation.pk])
    return EnteredQuotation(quotation, work.notices)


def _as_new(entity: LegalEntity, order: SalesOrder, user: User) -> None:
    """Let an order in memory begin today, and check that its customer may still order."""
    defaults = HeaderDefaults.load(entity, {order.customer.key, order.invoice_account.key})
    customer = defaults.orderable_customer(order.customer.key)
    defaults.invoice_account(customer, None if customer.stands_for else order.invoice_account_id)
    order.pk, order.order_date, order.created_by = None, entity.today(), user
    order.requested_ship_date = order.requested_receipt_date = None  # type: ignore[assignment]
    kept = {name: getattr(order, name) for name in (*WHEREABOUTS, "sales_tax_group_id")}
    defaults.set_header(order, kept)
