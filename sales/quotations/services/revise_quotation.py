"""Change a quotation: header, dates and lines together, priced anew where that matters (sales.md §5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from foundation.errors import BusinessRuleError, in_row
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.models import Quotation
from sales.quotations.services.begin_revision import begin_revision
from sales.quotations.services.enter_quotations import check_expiry
from sales.quotations.services.follow_ups import move_follow_up
from sales.quotations.services.quotation_schedules import check_unscheduled, fixed_facts
from sales.quotations.services.working_quotations import LoadedQuotation, load_quotation
from sales.quotations.services.write_quotations import write_changed
from sales.quotations.statuses import quotation_states
from sales.services.calculate_orders import calculate
from sales.services.change_lines import Answers, LineEdit, apply_edit, with_new_items
from sales.services.change_order import apply_header
from sales.services.line_changes import Changes, LineWatch
from sales.services.order_lines import LineBuilder
from sales.services.revise_order import OrderRevision
from sales.services.save_changes import snapshot
from sales.services.working_orders import WorkingLine

OWN_DATES = ("follow_up_date", "expiry_date")


@transaction.atomic
def revise_quotation(
    entity: LegalEntity,
    quotation_id: int,
    revision: OrderRevision,
    user: User,
    answers: Answers,
    dates: Mapping[str, date] | None = None,
    *,
    start_revision: bool = False,
) -> list[BusinessRuleError]:
    """Change the quotation as a form or request has it, and return what is worth knowing; ``dates`` by name of OWN_DATES.

    A sent one becomes its next revision, which ``start_revision`` agrees to. Raises GEN-06, QUO-02, QUO-03 and the refusals of
    headers and lines of orders, and SCH-05 for lines with a schedule; those of a line name its row.
    """
    held = load_quotation(entity, quotation_id, locked=True)
    quotation, work = held.quotation, held.work
    quotation_states.check("change", quotation)
    before, watch = snapshot(work), LineWatch(work)
    changes = begin_revision(quotation, agreed=start_revision)
    changes |= apply_header(
        held.loaded,
        revision.header,
        customer_id=revision.customer_id,
        invoice_account_id=revision.invoice_account_id,
        answers=answers,
    )
    changes |= _set_dates(quotation, dates or {})
    quotation.quotation_date = work.order.order_date
    check_expiry(quotation)
    facts = fixed_facts(work)
    _apply_edits(held, revision.edits, answers)
    try:
        check_unscheduled(entity, work, facts)
    except BusinessRuleError as refusal:
        refusal.among([edit.line_id for edit in revision.edits])
        raise
    removed = [edit.line_id for edit in revision.edits if edit.remove and edit.line_id]
    work.lines = [working for working in work.lines if working.line.pk is None or working.line.pk not in removed]
    work.search_charges = True
    calculate(held.loaded.context, [work], discount_limit=answers.discount_limit)
    if work.refusal is not None:
        raise work.refusal
    write_changed(entity, held, before, removed)
    move_follow_up(entity, quotation, user)
    changes |= watch.changes(entity, work)
    if changes:
        audit.record(entity, user, "changed", [quotation], changes={quotation.pk: changes})
    return work.notices


def _set_dates(quotation: Quotation, dates: Mapping[str, date]) -> Changes:
    """Set the dates that only quotations have, and return what changed."""
    unknown = set(dates) - set(OWN_DATES)
    if unknown:
        raise TypeError(f"Not dates of a quotation: {', '.join(sorted(unknown))}")
    changes: Changes = {}
    for name, value in dates.items():
        if getattr(quotation, name) != value:
            changes[name] = [str(getattr(quotation, name)), str(value)]
            setattr(quotation, name, value)
    return changes


def _apply_edits(held: LoadedQuotation, edits: Sequence[LineEdit], answers: Answers) -> None:
    """Change the lines in memory; each knows the row that it stands in."""
    work = held.work
    builder = LineBuilder.load(with_new_items(held.loaded, edits))
    known: dict[int | None, WorkingLine] = {working.line.pk: working for working in work.lines}
    for row, edit in enumerate(edits):
        if not edit.remove:
            with in_row(row):
                apply_edit(builder, work, known, edit, answers).row = row
