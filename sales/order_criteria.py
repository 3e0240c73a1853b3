"""What jobs that post documents of orders select them by, where a value stands in several places (sales.md §11.5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.batch.criteria import CriteriaField
from foundation.inventory.models.item import has_number
from sales.models.line_conditions import travels_by

ORDER, CUSTOMER, LINE = _("Sales order"), _("Customer"), _("Line")

DELIVERY_MODE = CriteriaField(
    "delivery_mode",
    _("Mode of delivery"),
    "delivery_mode__code",
    table=ORDER,
    where=lambda compare: travels_by(compare, line="lines__", order=""),
)
"""Orders of which something travels by a mode of delivery: that of a line, else that of the order."""

ITEM = CriteriaField("item", _("Item"), "lines__item__number", table=LINE, where=lambda compare: has_number(compare, "lines__item__"))
"""Orders with a line of an item; that of a master finds its variants."""
