"""Keep the follow-up activity of quotations: to ask the customer, by whom and when (sales.md §5.3).

The activity follows the quotation, never the other way round; without a responsible there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.around.activities import Task, close_tasks, drop_tasks, give_tasks, move_tasks
from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User
from sales.quotations.models import Quotation


def put_follow_ups(entity: LegalEntity, quotations: Sequence[Quotation], user: User) -> None:
    """Give an activity to every quotation with a responsible, or bring the one it has up to date: three statements at most."""
    wanted = [known for known in quotations if known.responsible_id]
    new = [known for known in wanted if known.follow_up_id is None]
    move_tasks([(known.follow_up_id, _task(entity, known)) for known in wanted if known.follow_up_id])
    for known, activity in zip(new, give_tasks(entity, [_task(entity, known) for known in new], user), strict=True):
        known.follow_up_id = activity.pk
    update_from_values(Quotation, ("follow_up",), ((known.pk, known.follow_up_id) for known in new))


def move_follow_up(entity: LegalEntity, quotation: Quotation, user: User) -> None:
    """Bring the activity of a changed quotation up to date; it goes when nobody is responsible any more."""
    if quotation.follow_up_id is None:
        return
    if quotation.responsible_id:
        put_follow_ups(entity, [quotation], user)
        return
    drop_tasks(entity, [quotation.follow_up_id])
    quotation.follow_up_id = None


def close_follow_ups(entity: LegalEntity, quotations: Sequence[Quotation], user: User) -> None:
    """Tick off the activities of quotations that are decided."""
    close_tasks(entity, [known.follow_up_id for known in quotations if known.follow_up_id], user)


def drop_follow_ups(entity: LegalEntity, quotations: Sequence[Quotation]) -> None:
    """Delete the activities of quotations that go."""
    drop_tasks(entity, [known.follow_up_id for known in quotations if known.follow_up_id])


def _task(entity: LegalEntity, quotation: Quotation) -> Task:
    with override(entity.language):
        text = _("Follow up quotation %(number)s") % {"number": quotation.number}
        if quotation.contact_name:
            text = _("Follow up quotation %(number)s with %(contact)s") % {"number": quotation.number, "contact": quotation.contact_name}
    page = entity_url(entity, "quotations:quotation", pk=quotation.pk)
    assert quotation.responsible_id is not None
    return Task(quotation, text, quotation.follow_up_date, quotation.responsible_id, page)
