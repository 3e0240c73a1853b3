"""Where copied order lines come from (sales.md §13.1)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models.order import SalesOrder, SalesOrderLine


class CopiedLineQuerySet(ScopedQuerySet):
    """Finds copies from both sides."""

    def of_order(self, order_id: int) -> Self:
        """Where the lines of an order were copied from."""
        return self.filter(line__order=order_id).order_by("kind", "document", "source_line")


class CopiedLine(EntityModel):
    """From which line of which document an order line was copied; the source may be gone by now, its number stays."""

    line = models.OneToOneField(SalesOrderLine, models.CASCADE, related_name="copied_from", verbose_name=_("line"))
    kind = models.CharField(_("kind of document"), max_length=20)
    document = models.BigIntegerField(_("document"))
    number = models.CharField(_("number"), max_length=40)
    source_line = models.PositiveIntegerField(_("line of the document"))

    objects: ClassVar[Any] = scoped_manager(CopiedLineQuerySet)

    class Meta:
        verbose_name = _("copied line")
        verbose_name_plural = _("copied lines")
        indexes = [models.Index(fields=["legal_entity", "kind", "document"], name="copied_line_by_source")]

    def __str__(self) -> str:
        """Return document and line."""
        return f"{self.number} / {self.source_line}"


def copied_orders(entity: LegalEntity, order_id: int) -> list[tuple[SalesOrder, bool]]:
    """Return the orders that lines of an order were copied from (True) or to (False), in one statement."""
    sources = CopiedLine.of(entity).of_order(order_id).filter(kind="order").order_by().values("document")
    copies = CopiedLine.of(entity).filter(kind="order", document=order_id).values("line__order")
    is_source = Case(When(pk__in=sources, then=True), default=False, output_field=models.BooleanField())
    found = SalesOrder.of(entity).filter(Q(pk__in=sources) | Q(pk__in=copies)).annotate(is_source=is_source).order_by("pk")
    return [(order, order.is_source) for order in found]
