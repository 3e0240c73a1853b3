"""Number sequences: what each kind of document is numbered with (invoicing.md chapter 4)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.aggregates import StringAgg
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import in_order
from foundation.database.triggers import never_deleted, only_grows
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

_PLACES = re.compile(r"[#&]+")


class NumberScope(models.TextChoices):
    """How long one counter lasts."""

    ENTITY = "entity", _("Legal entity")
    YEAR = "year", _("Legal entity and fiscal year")
    PERIOD = "period", _("Legal entity and period")


class NumberSequenceQuerySet(ScopedQuerySet):
    """Finds number sequences."""

    def for_list(self) -> Self:
        """What the list shows, in one query: with the next number per year or period."""
        following = Concat("counters__scope_key", Value(" "), Cast("counters__next", models.CharField()))
        return self.annotate(next_numbers=StringAgg(following, delimiter=", ", order_by="counters__scope_key"))

    def with_counters(self) -> Self:
        """What the page shows, in two queries."""
        return self.prefetch_related("counters")


@pghistory.track()
class NumberSequence(EntityModel):
    """The series of one kind of document: its format, and whether gaps are allowed.

    In the format ``#`` stands for a digit and ``&`` for a letter of the counter, carried from right to left;
    ``{YYYY}``, ``{YY}``, ``{MM}`` and ``{ENTITY}`` are replaced; everything else stands as it is.
    """

    reference = models.CharField(_("document"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    format = models.CharField(_("format"), max_length=40, validators=[RegexValidator(r"^[ -~]*[#&][ -~]*$")])
    scope = models.CharField(_("scope"), max_length=8, choices=NumberScope.choices, default=NumberScope.ENTITY)
    smallest = models.PositiveBigIntegerField(_("smallest"), default=1)
    largest = models.PositiveBigIntegerField(_("largest"), null=True, blank=True)
    continuous = models.BooleanField(_("continuous"), default=True)
    manual = models.BooleanField(_("manual numbers allowed"), default=False)
    chronological = models.BooleanField(_("dates follow numbers"), default=False)

    objects: ClassVar[Any] = scoped_manager(NumberSequenceQuerySet)

    class Meta:
        ordering = ["reference"]
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "reference"], name="number_sequence_unique"),
            in_order("number_sequence_range_ordered", "smallest", "largest"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def scope_key(self, on_date: date) -> str:
        """Return which counter a document of that date draws from."""
        if self.scope == NumberScope.YEAR:
            return f"{on_date.year}"
        if self.scope == NumberScope.PERIOD:
            return f"{on_date.year}-{on_date.month:02}"
        return ""

    def capacity(self) -> int:
        """Return the first counter value that no longer fits the format."""
        places = "".join(_PLACES.findall(self.format))
        whole = 1
        for place in places:
            whole *= 26 if place == "&" else 10
        return whole

    def render(self, value: int, on_date: date) -> str:
        """Return the printed number of a counter value."""
        places = "".join(_PLACES.findall(self.format))
        characters: list[str] = []
        for place in reversed(places):
            base = 26 if place == "&" else 10
            value, digit = divmod(value, base)
            characters.append(chr(ord("A") + digit) if place == "&" else str(digit))
        filled = iter(reversed(characters))
        text = re.sub(r"[#&]", lambda _match: next(filled), self.format)
        replaced = {
            "{YYYY}": f"{on_date.year}",
            "{YY}": f"{on_date.year % 100:02}",
            "{MM}": f"{on_date.month:02}",
            "{ENTITY}": self.legal_entity.code,
        }
        for mark, words in replaced.items():
            text = text.replace(mark, words)
        return text


class NumberCounter(models.Model):
    """The next value of a sequence in one scope; its row lock is what makes a series gapless."""

    sequence = models.ForeignKey(NumberSequence, models.PROTECT, related_name="counters")
    scope_key = models.CharField(max_length=10, blank=True, default="")
    next = models.PositiveBigIntegerField()
    last_date = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sequence", "scope_key"], name="number_counter_unique")]
        triggers = [only_grows("next"), never_deleted("A counter only grows")]

    def __str__(self) -> str:
        """Return the sequence and where it stands."""
        return f"{self.sequence} {self.scope_key}: {self.next}"
