"""Resolve the codes of many lines at once: one query per kind of record, however many lines a request has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail

from foundation.backoffice.api.fields import NOT_KNOWN, UNKNOWN
from foundation.backoffice.api.problems import InvalidInput
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel


def find_by_code(
    entity: LegalEntity | int, model: type[models.Model], codes: Iterable[str | None], *, field: str = "code"
) -> dict[str, Any]:
    """Return the records of the codes that exist, by code; shared tables are searched as a whole."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    rows = model.of(entity) if issubclass(model, EntityModel) else model._default_manager.all()
    return {getattr(row, field): row for row in rows.filter(**{f"{field}__in": wanted})}


def key_of(found: dict[str, Any], code: str | None, *, path: str) -> int | None:
    """Return the key of a code's record, None for no code; raises InvalidInput at the path for an unknown code."""
    if not code:
        return None
    if code not in found:
        raise unknown_code(code, path)
    return int(found[code].pk)


def find_keys(entity: LegalEntity, model: type[models.Model], numbers: Sequence[str], path: str) -> list[int]:
    """Return the keys of numbered documents in the order asked for; raises InvalidInput at the first that does not exist."""
    known = find_by_code(entity, model, numbers, field="number")
    for index, number in enumerate(numbers):
        if number not in known:
            raise unknown_code(number, f"{path}.{index}")
    return [known[number].pk for number in dict.fromkeys(numbers)]


def unknown_code(code: str, path: str) -> InvalidInput:
    """Return the error that names the value and where it stands."""
    return InvalidInput({path: [ErrorDetail(str(NOT_KNOWN) % {"code": code}, UNKNOWN)]})


def named_twice(path: str) -> InvalidInput:
    """Return the error that a row of the request names a line that another row named before."""
    return InvalidInput({path: [_("This line stands in the request twice. Add the quantities up.")]})
