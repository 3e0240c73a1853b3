"""Give somebody something to do about a record, and tick it off."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.models import Activity, NotificationKind
from foundation.backoffice.notifications.notify import notify
from foundation.organization.models import LegalEntity, User


@transaction.atomic
def give_activity(
    entity: LegalEntity, record: Model, text: str, *, due_date: date, assigned_to: User, user: User, address: str
) -> Activity:
    """Write the activity and tell whom it was given to, unless that is the user; ``address`` is the record's page."""
    activity: Activity = Activity.of(entity).create(
        legal_entity=entity,
        object_type=record._meta.label_lower,
        object_id=record.pk,
        object_label=str(record)[:120],
        address=address[:200],
        text=text[:200],
        due_date=due_date,
        assigned_to=assigned_to,
        created_by=user,
    )
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
