"""Builders for picking: lists of orders in one line each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sales.models import SalesOrder
from sales.picking.models import PickingList, PickingParameters
from sales.picking.plans import PickingRequest
from sales.picking.services.post_picking_lists import PostedLists, post_picking_lists
from tests.factories.company import Company
from tests.factories.sales import lines_of, with_sequence


def picking_parameters(company: Company, **values: Any) -> PickingParameters:
    """Set picking parameters of the company."""
    return PickingParameters.objects.update_or_create(legal_entity=company.entity, defaults=values)[0]


def list_picking(company: Company, *orders: SalesOrder, updates: dict[int, Any] | None = None, **values: Any) -> PostedLists:
    """Post picking lists of orders; ``updates`` maps a line number of the first order to a quantity."""
    with_sequence(company, "picking_list", "PL-######")
    keys = {line.line_number: line.pk for line in lines_of(orders[0])} if updates else {}
    typed = {keys[number]: Decimal(str(quantity)) for number, quantity in (updates or {}).items()}
    request = PickingRequest(company.entity, [order.pk for order in orders], updates=typed, **({"picking_date": date(2026, 3, 3)} | values))
    return post_picking_lists(request, company.user("WH"))


def only_list(company: Company, *orders: SalesOrder, **values: Any) -> PickingList:
    """Post the one picking list of some orders."""
    [posted] = list_picking(company, *orders, **values).or_raise().lists
    return PickingList.of(company.entity).get(pk=posted.pk)
