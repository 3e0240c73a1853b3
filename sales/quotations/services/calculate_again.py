"""Calculate a quotation again on request, as an order is (sales.md §3.4–§3.6, §8.2, §21)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.services.begin_revision import begin_revision
from sales.quotations.services.working_quotations import load_quotation
from sales.quotations.services.write_quotations import write_changed
from sales.quotations.statuses import quotation_states
from sales.services.calculate_again import calculate_parts
from sales.services.line_changes import LineWatch, action_of
from sales.services.save_changes import snapshot


@transaction.atomic
def calculate_quotation_again(
    entity: LegalEntity,
    quotation_id: int,
    user: User,
    parts: Collection[str],
    *,
    overwrite: bool = False,
    start_revision: bool = False,
) -> list[BusinessRuleError]:
    """Calculate some parts of a quotation, also those that the parameters do not calculate by themselves; returns what is worth knowing.

    Raises GEN-06 for a closed quotation, QUO-03 for one that was sent unless ``start_revision`` agrees, and what calculating an order
    raises (PRC-04, PRC-05).
    """
    held = load_quotation(entity, quotation_id, locked=True)
    work = held.work
    quotation_states.check("change", held.quotation)
    before, watch = snapshot(work), LineWatch(work)
    changes = begin_revision(held.quotation, agreed=start_revision)
    calculate_parts(held.loaded.context, work, parts, overwrite=overwrite)
    write_changed(entity, held, before, ())
    changes |= watch.changes(entity, work)
    audit.record(entity, user, action_of(changes) if changes else "prices calculated", [held.quotation], changes={quotation_id: changes})
    return work.notices
