"""What must never be false of a row, as CHECK constraints that read like the rule (reliability.md, REL-4)."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

FINER_CURRENCIES = ("BHD", "CLF", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", "UYW")
"""Currencies of ISO 4217 with more than two decimals; in all others every stored amount is a multiple of a hundredth."""


def not_negative(name: str, *fields: str) -> CheckConstraint:
    """Refuse values below zero; missing values pass."""
    condition = _all(Q(**{f"{field}__gte": 0}) for field in fields)
    return CheckConstraint(name=name, condition=condition, violation_error_message=_("No value may be below zero."))


def positive(name: str, *fields: str) -> CheckConstraint:
    """Refuse zero and values below; missing values pass."""
    condition = _all(Q(**{f"{field}__gt": 0}) for field in fields)
    return CheckConstraint(name=name, condition=condition, violation_error_message=_("The value must be greater than zero."))


def not_zero(name: str, field: str) -> CheckConstraint:
    """Refuse zero."""
    return CheckConstraint(name=name, condition=~Q(**{field: 0}))


def percentage(name: str, *fields: str) -> CheckConstraint:
    """Refuse values outside 0 to 100; missing values pass."""
    condition = _all(Q(**{f"{field}__gte": 0, f"{field}__lte": 100}) for field in fields)
    return CheckConstraint(name=name, condition=condition, violation_error_message=_("A percentage lies between 0 and 100."))


def in_order(name: str, first: str, last: str) -> CheckConstraint:
    """Refuse an end before its beginning; missing values pass."""
    condition = Q(**{f"{last}__gte": F(first)})
    return CheckConstraint(name=name, condition=condition, violation_error_message=_("The end lies before the beginning."))


def same_sign(name: str, one: str, other: str) -> CheckConstraint:
    """Refuse a positive value beside a negative one; zero goes with both."""
    return CheckConstraint(name=name, condition=Q(**{f"{one}__gte": 0, f"{other}__gte": 0}) | Q(**{f"{one}__lte": 0, f"{other}__lte": 0}))


def rounded(name: str, *fields: str, currency: str = "currency") -> CheckConstraint:
    """Refuse amounts with more decimals than their currency has: two, but in the few finer ones."""
    exact: Any = _all(Q(**{field: Round(F(field), precision=2)}) for field in fields)
    return CheckConstraint(name=name, condition=exact | Q(**{f"{currency}__in": FINER_CURRENCIES}))


def sums_up(name: str, total: str, plus: tuple[str, ...], minus: tuple[str, ...] = ()) -> CheckConstraint:
    """Refuse a total that is not the sum of its parts."""
    parts: Any = F(plus[0])
    for field in plus[1:]:
        parts = parts + F(field)
    for field in minus:
        parts = parts - F(field)
    return CheckConstraint(name=name, condition=Q(**{total: parts}))


def _all(conditions: Any) -> Q:
    return reduce(and_, conditions)
