"""What a job would do: its next starts, and the objects that it would select now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.backoffice.formats import format_moment
from foundation.batch.criteria import Criteria
from foundation.batch.handlers import SelectedItem, Selection, handler_for
from foundation.batch.parameters import clean_parameters
from foundation.batch.recurrence import Recurrence
from foundation.batch.recurrence_words import in_words
from foundation.batch.services.define_jobs import JobDefinition
from foundation.batch.services.select_items import preview
from foundation.errors import BusinessRuleError, Text
from foundation.organization.models import LegalEntity

STARTS = 6
ROWS = 200


@dataclass(frozen=True)
class ShownStarts:
    """The rhythm in words and the next starts."""

    words: Text
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownSelection:
    """How many objects a job would select now, what they are worth per currency, the first of them, or why that cannot be said."""

    count: int = 0
    totals: tuple[tuple[str, Decimal], ...] = ()
    currency: str = ""
    items: tuple[SelectedItem, ...] = ()
    refusal: str = ""


def shown_starts(recurrence: Recurrence | None, start_at: datetime | None, entity: LegalEntity) -> ShownStarts:
    """Return when a job would start; a grid that began in the past goes on with its next start."""
    if recurrence is None:
        return ShownStarts(_("Once"), (format_moment(start_at) if start_at else _("At once"),))
    starts: list[datetime] = []
    following = recurrence.next_after(timezone.now())
    while following is not None and len(starts) < STARTS:
        starts.append(following)
        following = recurrence.next_after(following, len(starts))
    words = in_words(recurrence)
    return ShownStarts(words[:1].upper() + words[1:], tuple(format_moment(start) for start in starts) or (_("No further date"),))


def shown_selection(entity: LegalEntity, definition: JobDefinition) -> ShownSelection:
    """Return what a job would select now; writes nothing."""
    handler = handler_for(definition.kind)
    try:
        criteria = Criteria.parse(definition.criteria, handler.criteria_fields())
        parameters = clean_parameters(handler.parameter_fields(entity), definition.parameters)
        keys = None if definition.keys is None else tuple(definition.keys)
        found = preview(definition.kind, Selection(entity, parameters, criteria, tuple(definition.order_by), entity.today(), keys))
    except BusinessRuleError as refusal:
        return ShownSelection(refusal=str(refusal))
    if definition.max_items:
        found = found[: definition.max_items]
    own = str(entity.currency_id)
    totals: dict[str, Decimal] = {}
    for item in found:
        if item.amount is not None:
            totals[item.currency or own] = totals.get(item.currency or own, Decimal(0)) + item.amount
    return ShownSelection(len(found), tuple(sorted(totals.items())), own, tuple(found[:ROWS]))
