"""The four kinds of commitment and what each of them needs and sets on order lines (sales.md §15.1). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommitmentKind(models.TextChoices):
    """What is promised: pieces of one item, or an amount of one item, of a category, or of anything."""

    QUANTITY = "quantity", _("Product quantity")
    PRODUCT = "product", _("Product value")
    CATEGORY = "category", _("Product category value")
    VALUE = "value", _("Value")


@dataclass(frozen=True)
class CommitmentTraits:
    """What a kind of commitment names; rules ask the trait, never the kind. ``rank`` orders candidates, the lowest first."""

    rank: int
    names_item: bool = False
    names_category: bool = False
    counts_quantity: bool = False
    """Whether it is counted in pieces at a price; all others are counted in money and set a discount percentage only."""


TRAITS: dict[str, CommitmentTraits] = {
    CommitmentKind.QUANTITY: CommitmentTraits(1, names_item=True, counts_quantity=True),
    CommitmentKind.PRODUCT: CommitmentTraits(2, names_item=True),
    CommitmentKind.CATEGORY: CommitmentTraits(3, names_category=True),
    CommitmentKind.VALUE: CommitmentTraits(4),
}
