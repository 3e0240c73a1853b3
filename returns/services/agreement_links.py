"""What is split off a line that comes back counts on the agreement that the line counts on (sales.md §14.5, §15.7)."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.organization.models import LegalEntity
from sales.agreements.models import AgreementLink


def link_like(entity: LegalEntity, sources: Mapping[int, int]) -> None:
    """Link order lines, given with the line that each was split from, like that line; nothing is asked without lines."""
    if not sources:
        return
    known = {link.line_id: link for link in AgreementLink.of(entity).filter(line__in=set(sources.values()))}
    AgreementLink.of(entity).bulk_create(
        AgreementLink(legal_entity=entity, line_id=key, commitment_id=known[source].commitment_id, factor=known[source].factor)
        for key, source in sources.items()
        if source in known
    )
