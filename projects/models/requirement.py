"""Item requirements: the lines of the orders of projects, as lists and pages show them (sales.md §17, §20 L16)."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery, Sum

from foundation.database.matching import in_scope
from foundation.fields import AmountField
from foundation.organization.models import LegalEntity
from projects.models.project import OUTER_PROJECTS, REQUIREMENT_TYPES
from projects.models.transaction import ProjectTransaction
from sales.models import SalesOrderLine


def requirements(entity: LegalEntity) -> Any:
    """Return the item requirements of a legal entity with ``deliver_rest`` and ``used_cost``, what the project bears of them."""
    used = in_scope(ProjectTransaction.unscoped(OUTER_PROJECTS)).filter(order_line=OuterRef("pk")).order_by().values("order_line")
    cost = Subquery(used.annotate(value=Sum("cost_amount")).values("value"), output_field=AmountField())
    lines = SalesOrderLine.of(entity).filter(order__order_type__in=REQUIREMENT_TYPES, order__project_order__isnull=False)
    related = (
        lines.with_remainders().ship_date().select_related("order__customer__party", "order__currency", "order__project_order__project")
    )
    return related.select_related("item", "unit", "warehouse").annotate(used_cost=cost)
