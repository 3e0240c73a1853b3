"""Whom a document is calculated for: a customer, or a prospect that is none yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProspectKey:
    """The key of a prospect, where the key of a customer may stand as well."""

    prospect_id: int

    def __str__(self) -> str:
        """Return a text that no key of a customer is."""
        return f"prospect-{self.prospect_id}"


BuyerKey = int | ProspectKey
"""The key of a customer, or of a prospect."""
