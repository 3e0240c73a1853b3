"""What suggestions add to the shell, and to the pages of orders and quotations: what is offered, and filling an order from an item list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Panel
from foundation.backoffice.registry import register_action, register_menu, register_panel
from foundation.errors import Text
from foundation.organization.access import Access
from sales import menu_groups
from sales.quotations.statuses import QuotationStatus
from sales.statuses import LIVE, TRAITS
from sales.suggestions.places import ON_ORDERS, ON_QUOTATIONS, Place
from sales.suggestions.views.setup import SEE

ORDER, CHANGE = "sales.salesorder", "sales.change_salesorder"
QUOTATION, CHANGE_QUOTATION = "quotations.quotation", "quotations.change_quotation"
ANSWERS = {
    "order": {"accept": "suggestions:accept", "decline": "suggestions:decline", "later": "suggestions:later"},
    "quotation": {
        "accept": "suggestions:quotation-accept",
        "decline": "suggestions:quotation-decline",
        "later": "suggestions:quotation-later",
    },
}
"""The pages that take an answer, by the document of a suggestion."""


def offers(order: Any, access: Access) -> Mapping[str, Any] | None:
    """Return what is offered on an order; nothing where it can no longer change."""
    return _offered(ON_ORDERS, order, access) if order.status in LIVE else None


def quotation_offers(quotation: Any, access: Access) -> Mapping[str, Any] | None:
    """Return what is offered on a quotation; nothing once the customer has it."""
    return _offered(ON_QUOTATIONS, quotation, access) if quotation.status == QuotationStatus.CREATED else None


def _offered(place: Place, document: Any, access: Access) -> Mapping[str, Any] | None:
    entity = access.legal_entity
    found = list(place.logs(entity, document.pk).for_panel(entity))
    for offer in found:
        offer.name = offer.item.name_in(document.language)
        offer.addresses = {answer: entity_url(entity, page, pk=offer.pk) for answer, page in ANSWERS[place.relation].items()}
    return {"offers": found} if found else None


def _takes_no_lines(order: Any, _access: Access) -> Text:
    takes = order.status in LIVE and not TRAITS[order.order_type].returns_goods
    return "" if takes else _("This order takes no more lines.")


register_menu("prices", _("Product lists"), "suggestions:product-lists", SEE, icon="list-details", order=530)
register_menu("prices", _("Suggestion rules"), "suggestions:rules", SEE, icon="tag", order=531)
register_menu("prices", _("Suggestions report"), "suggestions:report", SEE, icon="checklist", order=70)
register_panel(
    ORDER,
    Panel("suggestions", _("Suggestions"), "suggestions/_panel.html", context=offers, permission=CHANGE, place="top", order=1),
)
register_panel(
    QUOTATION,
    Panel(
        "suggestions",
        _("Suggestions"),
        "suggestions/_panel.html",
        context=quotation_offers,
        permission=CHANGE_QUOTATION,
        place="top",
        order=1,
    ),
)
register_action(
    ORDER,
    Action(
        "from_list",
        _("From item list"),
        "suggestions:order-from-list",
        CHANGE,
        icon="list-details",
        blocked=_takes_no_lines,
        order=58,
        menu=True,
        group=menu_groups.LINES,
    ),
)
register_action("suggestions.suggestionrule", Action("test", _("Test rule"), "suggestions:rule-test", SEE, icon="checklist"))
