"""Give somebody something to do about a record, and tick it off; services keep the activities of their documents as sets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.models import Activity, NotificationKind
from foundation.backoffice.notifications.notify import notify
from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done about a record, whose page is ``address``, by whom and until when."""

    record: Model
    text: str
    due_date: date
    assigned_to_id: int
    address: str


def give_tasks(entity: LegalEntity, tasks: Sequence[Task], user: User) -> list[Activity]:
    """Write an activity per task, in the order of the tasks; nobody is told, since a document gave them. One statement."""
    made: list[Activity] = Activity.of(entity).bulk_create(_activity(entity, task, user) for task in tasks)
    return made


def move_tasks(tasks: Sequence[tuple[int, Task]]) -> None:
    """Set text, day and assignee of activities by their keys, and open them again. One statement."""
    columns = ("text", "due_date", "assigned_to", "done_at", "done_by")
    update_from_values(Activity, columns, ((key, task.text[:200], task.due_date, task.assigned_to_id, None, None) for key, task in tasks))


def close_tasks(entity: LegalEntity, keys: Collection[int], user: User) -> None:
    """Tick activities off whose document is settled; those that are done stay as they are. One statement."""
    Activity.of(entity).filter(pk__in=keys).open().update(done_at=timezone.now(), done_by=user)


def drop_tasks(entity: LegalEntity, keys: Collection[int]) -> None:
    """Delete activities whose document is gone. One statement."""
    Activity.of(entity).filter(pk__in=keys).delete()


def _activity(entity: LegalEntity, task: Task, user: User) -> Activity:
    return Activity(
        legal_entity=entity,
        object_type=task.record._meta.label_lower,
        object_id=task.record.pk,
        object_label=str(task.record)[:120],
        address=task.address[:200],
        text=task.text[:200],
        due_date=task.due_date,
        assigned_to_id=task.assigned_to_id,
        created_by=user,
    )


@transaction.atomic
def give_activity(
    entity: LegalEntity, record: Model, text: str, *, due_date: date, assigned_to: User, user: User, address: str
) -> Activity:
    """Write the activity and tell whom it was given to, unless that is the user; ``address`` is the record's page."""
    activity = _activity(entity, Task(record, text, due_date, assigned_to.pk, address), user)
    activity.save()
    if assigned_to.pk != user.pk:
        params = {"user": user.name, "record": str(record), "text": text}
        notify(
            assigned_to, NotificationKind.ACTIVITY, _("%(user)s asks you on %(record)s: %(text)s"), address, entity=entity, params=params
        )
    return activity


@transaction.atomic
def finish_activity(entity: LegalEntity, key: int, *, user: User) -> Activity:
    """Tick an activity off; who gave it is told. Raises PermissionDenied for anybody but its giver and its receiver."""
    activity: Activity = Activity.of(entity).locked().select_related("created_by").get(pk=key)
    if user.pk not in {activity.assigned_to_id, activity.created_by_id}:
        raise PermissionDenied("The activity is somebody else's")
    if activity.done_at is not None:
        return activity
    activity.done_at, activity.done_by = timezone.now(), user
    activity.save(update_fields=["done_at", "done_by"])
    if activity.created_by_id != user.pk:
        params = {"user": user.name, "record": activity.object_label, "text": activity.text}
        text = _("%(user)s has done on %(record)s: %(text)s")
        notify(activity.created_by, NotificationKind.ACTIVITY, text, activity.address, entity=entity, params=params, tone="green")
    return activity
