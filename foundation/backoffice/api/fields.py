"""Fields of the API: decimals as strings, references by the code that people use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.day_span import day_in_span
from foundation.money import round_to_step
from foundation.organization.scope import EntityModel, current_entity_id

UNKNOWN, NOT_KNOWN = "does_not_exist", _("%(code)s is not known.")
"""The code and the words for a number or code of the request that nothing has."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class _ShortDecimalField(serializers.DecimalField):
    """A decimal as a string without the zeros that only the column has."""

    shown_places = 0

    def to_internal_value(self, data: Any) -> Decimal:
        """Parse digits with a point, nothing else: no exponent, no NaN, no digits of other scripts (reliability.md §9)."""
        text = str(data).strip()
        if isinstance(data, bool) or not _PLAIN_NUMBER.fullmatch(text):
            self.fail("invalid")
        return super().to_internal_value(text)

    def to_representation(self, value: Any) -> str:
        """Return the number with at least the shown places, no more than the property has, and no further trailing zeros."""
        number = value if isinstance(value, Decimal) else Decimal(value)
        if -int(number.as_tuple().exponent) > (self.decimal_places or 0):
            number = round_to_step(number, Decimal(1).scaleb(-(self.decimal_places or 0)))
        text = f"{number:f}"
        whole, _point, fraction = text.partition(".")
        fraction = fraction.rstrip("0").ljust(self.shown_places, "0")
        return f"{whole}.{fraction}" if fraction else whole


class AmountField(_ShortDecimalField):
    """An amount of money in the currency that stands beside it: ``"1249.50"``."""

    shown_places = 2

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 19, "decimal_places": 4} | kwargs))


class PriceField(_ShortDecimalField):
    """A price per unit: ``"0.125"`` has more places than money, never fewer than two."""

    shown_places = 2

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 19, "decimal_places": 6} | kwargs))


class QuantityField(_ShortDecimalField):
    """A quantity in the unit that stands beside it: ``"12"``, ``"0.5"``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 16, "decimal_places": 4} | kwargs))


class PercentField(_ShortDecimalField):
    """A percentage: ``"21"`` means 21 %."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 7, "decimal_places": 4} | kwargs))


class RateField(_ShortDecimalField):
    """An exchange rate."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 19, "decimal_places": 9} | kwargs))


class MomentField(serializers.DateTimeField):
    """A moment with its offset, or in the wall time of the legal entity; on a day that can be counted with."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Return the moment; one so far away that other time zones cannot tell it is refused."""
        day_in_span(value)
        moment: datetime = super().enforce_timezone(value)
        return moment


class WallTimeField(serializers.DateTimeField):
    """A moment in the wall time of the legal entity: ``2026-03-05T18:00``, without an offset."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Return the time as it stands; an offset is refused."""
        if value.tzinfo is not None:
            self.fail("invalid", format="YYYY-MM-DDThh:mm")
        return value


@extend_schema_field({"type": "string"})
class CodeField(serializers.SlugRelatedField):
    """A reference to another record by its code, looked up in the legal entity of the path, among those that ``only`` matches."""

    def __init__(
        self, model: type[models.Model], slug_field: str = "code", *, only: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.model, self.only = model, dict(only or {})
        if not kwargs.get("read_only"):
            kwargs["queryset"] = models.QuerySet(model)
        super().__init__(slug_field, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the record of a code, which is a text; raises a validation error that names one that nothing has."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return self.get_queryset().get(**{str(self.slug_field): data})
        except ObjectDoesNotExist as error:
            raise serializers.ValidationError(str(NOT_KNOWN) % {"code": data}, UNKNOWN) from error

    def get_queryset(self) -> Any:
        """Return the records that may be named: those of the open scope, or all of a shared table."""
        if issubclass(self.model, EntityModel):
            return self.model.of(current_entity_id() or 0).filter(**self.only)
        return self.model._default_manager.filter(**self.only)
