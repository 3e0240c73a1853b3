"""Save a payment schedule with its parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from foundation.ledger.errors import ScheduleNotWhole
from foundation.ledger.models import PaymentSchedule, PaymentScheduleLine
from foundation.organization.models import User
from foundation.organization.services import audit
from foundation.organization.services.save_record import save_record

WHOLE = Decimal(100)
PARTS = "allocation"


@transaction.atomic
def save_payment_schedule(schedule: PaymentSchedule, percentages: Sequence[Decimal], *, user: User | None) -> PaymentSchedule:
    """Save the schedule and its specified parts, in percent and in order.

    Raises ScheduleNotWhole (INV-810) when specified parts do not add up to one hundred percent.
    """
    specified = schedule.allocation == PaymentSchedule.Allocation.SPECIFIED
    total = sum(percentages, Decimal(0))
    if specified and total != WHOLE:
        raise ScheduleNotWhole(code=schedule.code, x=f"{total.normalize():f}", field=PARTS)
    entity = schedule.legal_entity
    save_record(entity, schedule, user=user)
    before = list(PaymentScheduleLine.of(entity).filter(schedule=schedule).values_list("percent", flat=True))
    after = list(percentages) if specified else []
    if before != after:
        PaymentScheduleLine.of(entity).filter(schedule=schedule).delete()
        PaymentScheduleLine.of(entity).bulk_create(
            PaymentScheduleLine(legal_entity=entity, schedule=schedule, line_number=number, percent=percent)
            for number, percent in enumerate(after, start=1)
        )
        changes = {schedule.pk: {"parts": [_text(before), _text(after)]}}
        audit.record(entity, user, "changed", [schedule], changes=changes)
    return schedule


def _text(percentages: Sequence[Decimal]) -> str:
    return " + ".join(f"{percent.normalize():f} %" for percent in percentages)
