"""What the server answers while lines are typed: values it fills in, columns it computes, errors, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from foundation.backoffice.documents import Total
from foundation.errors import Text


@dataclass(frozen=True)
class RowResult:
    """One row: ``values`` fill fields that are still empty, ``outputs`` are shown as they are, both as texts.

    ``errors`` name a field, or none for the whole row.
    """

    values: Mapping[str, Text] = field(default_factory=dict)
    outputs: Mapping[str, Text] = field(default_factory=dict)
    errors: Mapping[str, Text] = field(default_factory=dict)
    notices: Sequence[Text] = ()


@dataclass(frozen=True)
class Calculation:
    """The results of all rows, in their order (None for a row without any), and the totals below them."""

    rows: Sequence[RowResult | None] = ()
    totals: Sequence[Total] = ()
