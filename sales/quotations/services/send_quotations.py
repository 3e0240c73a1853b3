"""Send quotations: write what was offered as an immutable version, make and deliver its paper, and plan the follow-up (sales.md §5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from customers.addresses import AddressBook
from foundation.documents.document_types import DocumentType
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.errors import BusinessRuleError
from foundation.organization.models import User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.delivery_places import address_of
from sales.quotations.models import Quotation, QuotationDelivery, QuotationVersion, QuotationVersionLine
from sales.quotations.services.follow_ups import put_follow_ups
from sales.quotations.services.plan_sending import SendPlan, SendRequest, plan_sending
from sales.quotations.services.write_quotations import write_calculated
from sales.quotations.statuses import QuotationStatus
from sales.services.offered_values import offered_header, offered_lines
from sales.services.working_orders import WorkingOrder

ARCHIVE_QUOTATION = "archive_quotation"


@dataclass(frozen=True)
class SentQuotations:
    """The versions that were written, and the quotations that were refused."""

    versions: Sequence[QuotationVersion]
    refusals: dict[int, BusinessRuleError]
    warnings: dict[int, list[BusinessRuleError]]
    quotations: dict[int, Quotation]

    def or_raise(self) -> SentQuotations:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def send_quotations(request: SendRequest, user: User) -> SentQuotations:
    """Send the quotations that were asked for; the stock is not touched. Refusals as in ``plan_sending``."""
    plan = plan_sending(request, locked=True)
    versions = _write(plan, user) if plan.going else []
    return SentQuotations(versions, plan.refusals, plan.warnings, plan.held.quotations)


def _write(plan: SendPlan, user: User) -> list[QuotationVersion]:
    entity, works = plan.request.entity, plan.going
    quotations = [plan.held.quotations[work.order.pk] for work in works]
    for quotation in quotations:
        quotation.status = QuotationStatus.SENT
    write_calculated(entity, [(quotation, work) for quotation, work in zip(quotations, works, strict=True)], plan.before)
    today = entity.today()
    book = AddressBook.load({work.order.customer.party_id for work in works}, today)
    numbers = take_numbers(entity, "quotation_version", len(works), today)
    versions: list[QuotationVersion] = QuotationVersion.of(entity).bulk_create(
        version_of(plan, work, number, user, book) for work, number in zip(works, numbers, strict=True)
    )
    QuotationVersionLine.of(entity).bulk_create(
        line for version, work in zip(versions, works, strict=True) for line in lines_of(plan, version, work)
    )
    put_follow_ups(entity, quotations, user)
    audit.record(entity, user, "sent", quotations)
    paper = [
        OutboxItem(ARCHIVE_QUOTATION, str(DocumentType.QUOTATION), version.pk, version.number, {"deliver": plan.request.send})
        for version in versions
    ]
    enqueue(entity, paper)
    return versions


def version_of(plan: SendPlan, work: WorkingOrder, number: str, user: User, book: AddressBook) -> QuotationVersion:
    """Return the unsaved version of a planned quotation, as the customer will read it."""
    order, totals = work.order, work.totals
    quotation = plan.held.quotations[order.pk]
    return QuotationVersion(
        legal_entity=plan.request.entity,
        number=number,
        quotation=quotation,
        version=quotation.revision,
        date=plan.request.entity.today(),
        expiry_date=quotation.expiry_date,
        currency_id=order.currency_id,
        language=order.language,
        header=offered_header(
            plan.loaded,
            work,
            plan.taxes[order.pk],
            book,
            ship_date=str(order.requested_ship_date),
            receipt_date=str(order.requested_receipt_date),
        ),
        subtotal=totals.subtotal,
        total_discount=totals.total_discount,
        charges_amount=totals.charges,
        tax_amount=totals.tax,
        total_amount=totals.amount,
        posted_by=user,
    )


def lines_of(plan: SendPlan, version: QuotationVersion, work: WorkingOrder) -> list[QuotationVersionLine]:
    """Return the unsaved lines of a version, with the deliveries that they are offered in."""
    values, entity = offered_lines(plan.loaded.context, work), plan.request.entity
    return [
        QuotationVersionLine(legal_entity=entity, document=version, deliveries=_deliveries(plan, working.line.pk, version.language), **row)
        for working, row in zip(work.live_lines, values, strict=True)
    ]


def _deliveries(plan: SendPlan, line_id: int, language: str) -> list[list[str]]:
    """Return quantity and day of each delivery of a line, as the version keeps them."""
    rows = plan.deliveries.get(line_id, ())
    return [[f"{known.quantity.normalize():f}", known.ship_date.isoformat(), *filter(None, [place_of(known, language)])] for known in rows]


def place_of(delivery: QuotationDelivery, language: str = "") -> str:
    """Return on one line where a delivery goes, in the active language unless one is given; nothing where its line goes."""
    return address_of(delivery).on_one_line(language)
