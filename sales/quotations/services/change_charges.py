"""Change the charges of a quotation and of its lines by hand (sales.md §5.1, §8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.services.begin_revision import begin_revision
from sales.quotations.services.working_quotations import load_quotation
from sales.quotations.services.write_quotations import write_changed
from sales.quotations.statuses import quotation_states
from sales.services.calculate_orders import calculate
from sales.services.change_charges import ChargeEntry, ChargePreview, apply_charges, preview_of
from sales.services.save_changes import snapshot
from sales.services.working_orders import remembered


@transaction.atomic
def change_quotation_charges(
    entity: LegalEntity,
    quotation_id: int,
    entries: Sequence[ChargeEntry],
    user: User,
    *,
    discount_limit: Decimal | None = None,
    start_revision: bool = False,
) -> list[BusinessRuleError]:
    """Make the charges of a quotation what was typed and total it anew; charges that no entry names stay. Returns what is worth knowing.

    Raises GEN-06 for a closed quotation, QUO-03 for one that was sent unless ``start_revision`` agrees, and the refusals of charges
    of orders.
    """
    held = load_quotation(entity, quotation_id, locked=True)
    work = held.work
    quotation_states.check("change", held.quotation)
    before = snapshot(work)
    work.before = remembered(work)
    changes = apply_charges(work, entries)
    if changes:
        changes |= begin_revision(held.quotation, agreed=start_revision)
        calculate(held.loaded.context, [work], discount_limit=discount_limit)
        if work.refusal is not None:
            raise work.refusal
        write_changed(entity, held, before, ())
        audit.record(entity, user, "charges changed", [held.quotation], changes={quotation_id: changes})
    return work.notices


def preview_quotation_charges(entity: LegalEntity, quotation_id: int, entries: Mapping[int, ChargeEntry]) -> ChargePreview:
    """Return the quotation with exactly the typed charges, given by their row; reads only."""
    return preview_of(entity, load_quotation(entity, quotation_id).loaded, entries)
