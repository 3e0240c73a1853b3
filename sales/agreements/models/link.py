"""Links from order lines to commitments, and what the linked lines came to (sales.md §15.4, §15.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import positive
from foundation.fields import AmountField, QuantityField, RateField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.agreements.commitments import TRAITS
from sales.agreements.models.agreement import AgreementLine, SalesAgreement
from sales.models import SalesOrder, SalesOrderLine
from sales.statuses import DRAFT_TYPES

ZERO = Decimal(0)
_NOTHING = Value(ZERO, QuantityField())
_ORDERED, _DELIVERED, _INVOICED = F("line__ordered_quantity"), F("line__delivered_quantity"), F("line__invoiced_quantity")
_CLOSED = Coalesce(F("line__subscription__closed_quantity"), _NOTHING)
_CARRIED = Coalesce(F("line__subscription__carried_quantity"), _NOTHING)


def _quantity(expression: Any) -> ExpressionWrapper:
    """Return an expression as a quantity of the line's unit."""
    return ExpressionWrapper(expression, output_field=QuantityField())


_REST = Greatest(_quantity(_ORDERED - _DELIVERED - F("line__cancelled_quantity")), _NOTHING)
STEPS: dict[str, Any] = {
    "on_order": Case(When(line__ordered_quantity__gt=0, then=_REST), default=_NOTHING),
    "delivered": _quantity(_DELIVERED + _CARRIED - _INVOICED),
    "invoiced": _quantity(_INVOICED + _CLOSED),
}
"""What of a line is on order, delivered without an invoice, and invoiced, over all its cycles, in the line's unit.

What comes back lowers the figures at its packing slip only, so a negative remainder is not on order.
"""
_RELEASED = _quantity(STEPS["on_order"] + STEPS["delivered"] + STEPS["invoiced"])
_PER_UNIT = F("line__net_amount") / F("line__ordered_quantity")


@dataclass(frozen=True, slots=True)
class Released:
    """What was ordered of a commitment, in quantity of its unit or in amount of its currency."""

    on_order: Decimal = ZERO
    delivered: Decimal = ZERO
    invoiced: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.on_order + self.delivered + self.invoiced


class AgreementLinkQuerySet(ScopedQuerySet):
    """Finds links, and adds up what their lines came to."""

    def counting(self) -> Self:
        """Links of orders that post documents."""
        return self.exclude(line__order__order_type__in=DRAFT_TYPES)

    def of_agreement(self, agreement_id: int) -> Self:
        """Return the links of an agreement with the order lines, latest orders first."""
        links = self.filter(commitment__agreement=agreement_id).for_display()
        return links.order_by("-line__order__order_date", "-line__order_id", "line__line_number")

    def of_order(self, order_id: int) -> Self:
        """Return the links of the lines of one order, by line number."""
        return self.filter(line__order=order_id).for_display().order_by("line__line_number")

    def for_display(self) -> Self:
        """What pages show of links."""
        return self.select_related(
            "line__order__customer__party", "line__order__currency", "line__item", "line__unit", "commitment__agreement"
        )

    def invoiced(self) -> Self:
        """Links of lines of which something was invoiced."""
        return self.exclude(line__invoiced_quantity=0, line__subscription__isnull=True)

    def open_ones(self) -> Self:
        """Links of lines of which something is left to deliver."""
        return self.counting().filter(line__status="open")

    def untouched(self) -> Self:
        """Links of lines of which nothing was delivered or invoiced."""
        return self.filter(line__delivered_quantity=0, line__invoiced_quantity=0)

    def released(self, commitment_ids: Iterable[int]) -> dict[int, tuple[Released, Released]]:
        """Return what was ordered of some commitments, in quantity and in amount, by their keys: one statement."""
        sums: dict[str, Any] = {}
        for name, expression in STEPS.items():
            sums[name] = Sum(expression * F("factor"), output_field=QuantityField())
            sums[f"{name}_amount"] = Sum(expression * _PER_UNIT, output_field=AmountField())
        rows = self.counting().filter(commitment__in=list(commitment_ids)).order_by().values("commitment").annotate(**sums)
        return {row["commitment"]: (_released(row, ""), _released(row, "_amount")) for row in rows}

    def amount_of(self, agreement_id: int) -> Decimal:
        """Return the amount ordered from one agreement."""
        rows = list(self.filter(commitment__agreement=agreement_id).released_amounts())
        return rows[0]["amount"] if rows else ZERO

    def released_amounts(self) -> Self:
        """Return the amounts ordered per agreement as rows for a subquery: ``commitment__agreement`` and ``amount``."""
        rows = self.counting().order_by().values("commitment__agreement")
        return rows.annotate(amount=Sum(_RELEASED * _PER_UNIT, output_field=AmountField()))


def _released(row: Mapping[str, Any], suffix: str) -> Released:
    return Released(*(row[f"{name}{suffix}"] or ZERO for name in STEPS))


class AgreementLink(EntityModel):
    """An order line that counts on a commitment; ``factor`` is how many of the commitment's units one of the line's makes."""

    line = models.OneToOneField(SalesOrderLine, models.CASCADE, related_name="agreement_link", verbose_name=_("order line"))
    commitment = models.ForeignKey(AgreementLine, models.PROTECT, related_name="links", verbose_name=_("commitment"))
    factor = RateField(_("commitment units per unit"), default=1)
    created_at = models.DateTimeField(_("linked at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(AgreementLinkQuerySet)

    class Meta:
        verbose_name = _("agreement link")
        verbose_name_plural = _("agreement links")
        constraints = [positive("agreement_link_factor", "factor")]

    def __str__(self) -> str:
        """Return line and commitment."""
        return f"{self.line} → {self.commitment}"

    @property
    def differs(self) -> bool:
        """Whether the line has another price or discount than its commitment sets."""
        line, row = self.line, self.commitment
        if line.discount_percent != row.discount_percent:
            return True
        if not TRAITS[row.commitment].counts_quantity:
            return bool(line.discount_amount)
        agreed = row.unit_price * self.factor / row.price_unit, row.discount_amount * self.factor / row.price_unit
        return (line.unit_price / line.price_unit, line.discount_amount / line.price_unit) != agreed


class OrderAgreement(EntityModel):
    """The agreement that was chosen for an order: its new lines look for their commitment there only."""

    order = models.OneToOneField(SalesOrder, models.CASCADE, related_name="agreement_choice", verbose_name=_("sales order"))
    agreement = models.ForeignKey(SalesAgreement, models.PROTECT, related_name="orders", verbose_name=_("agreement"))

    class Meta:
        verbose_name = _("agreement of an order")
        verbose_name_plural = _("agreements of orders")

    def __str__(self) -> str:
        """Return order and agreement."""
        return f"{self.order} → {self.agreement}"
