"""What suggestions add to the shell, and to the page of an order: what is offered, and filling it from an item list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Panel
from foundation.backoffice.registry import register_action, register_menu, register_panel
from foundation.errors import Text
from foundation.organization.access import Access
from sales.statuses import LIVE, TRAITS
from sales.suggestions.models import SuggestionLog
from sales.suggestions.views.setup import SEE

ORDER, CHANGE = "sales.salesorder", "sales.change_salesorder"


def offers(order: Any, access: Access) -> Mapping[str, Any] | None:
    """Return what is offered on an order; nothing where it can no longer change."""
    if order.status not in LIVE:
        return None
    found = list(SuggestionLog.of(access.legal_entity).for_panel(access.legal_entity, order.pk))
    for offer in found:
        offer.name = offer.item.name_in(order.language)
    return {"offers": found} if found else None


def _takes_no_lines(order: Any, _access: Access) -> Text:
    takes = order.status in LIVE and not TRAITS[order.order_type].returns_goods
    return "" if takes else _("This order takes no more lines.")


register_menu("prices", _("Product lists"), "suggestions:product-lists", SEE, icon="list-details", order=530)
register_menu("prices", _("Suggestion rules"), "suggestions:rules", SEE, icon="tag", order=531)
register_menu("prices", _("Suggestions report"), "suggestions:report", SEE, icon="checklist", order=70)
register_panel(ORDER, Panel("suggestions", _("Suggestions"), "suggestions/_panel.html", context=offers, permission=CHANGE, order=1))
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
    ),
)
register_action("suggestions.suggestionrule", Action("test", _("Test rule"), "suggestions:rule-test", SEE, icon="checklist"))
