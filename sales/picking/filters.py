"""What picking lists can be filtered by, on the page and over REST."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as api_filters

from foundation.backoffice.lists import NamedFilter
from sales.picking.models import PickingList
from sales.picking.statuses import PickingStatus


class PickingListFilter(filters.FilterSet):
    """Picking lists by date, status, order, customer and warehouse."""

    date = filters.DateFromToRangeFilter(label=_("Date"))
    status = filters.MultipleChoiceFilter(distinct=False, choices=PickingStatus.choices, label=_("Status"))
    order = NamedFilter("order__number", label=_("Sales order"))
    customer = NamedFilter("order__customer__account", label=_("Customer"))
    warehouse = NamedFilter("warehouse__code", label=_("Warehouse"))

    class Meta:
        model = PickingList
        fields: tuple[str, ...] = ()


class PickingListApiFilter(api_filters.FilterSet):
    """Filters of the list of picking lists."""

    number = api_filters.CharFilter(field_name="number")
    order = api_filters.CharFilter(method="filter_order", label="An order of which the list picks lines")
    warehouse = api_filters.CharFilter(field_name="warehouse__code")
    status = api_filters.MultipleChoiceFilter(choices=PickingStatus.choices)
    date_from = api_filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = api_filters.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = PickingList
        fields: ClassVar[list[str]] = []

    def filter_order(self, lists: Any, _name: str, number: str) -> Any:
        """Keep lists that pick lines of an order, whichever stands first on them."""
        return lists.picking_for(number)
