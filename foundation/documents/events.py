"""What the documents room tells the rooms above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.documents.models import ArchivedDocument
from foundation.events import Event
from foundation.organization.models import LegalEntity


@dataclass(frozen=True)
class ArchiveFoundDamaged(Event):
    """The nightly comparison found files of a legal entity that are missing or differ from what was stored (REL-13)."""

    legal_entity: LegalEntity
    documents: Sequence[ArchivedDocument]
