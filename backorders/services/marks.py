"""Writing what backorders remember of lines: one statement for any number of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backorders.models import BackorderMark
from foundation.organization.models import LegalEntity


def write_marks(entity: LegalEntity, values: Mapping[int, Mapping[str, Any]], fields: Iterable[str]) -> None:
    """Set some fields of the marks of lines, by the key of the line; lines without a mark get one."""
    marks = [BackorderMark(legal_entity=entity, sales_line_id=key, **known) for key, known in sorted(values.items())]
    BackorderMark.of(entity).bulk_create(marks, update_conflicts=True, unique_fields=["sales_line"], update_fields=list(fields))
