"""What quotations add to the shell: menu, counts on the start page, finding them, and their place on the page of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related
from foundation.backoffice.registry import (
    PaletteItem,
    register_action,
    register_line_model,
    register_menu,
    register_palette,
    register_related,
    register_tile,
)
from foundation.errors import Text
from foundation.organization.access import Access
from sales.customer_parts import CUSTOMER, LATEST, why_no_order
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.statuses import STATUS_TONES

VIEW, CHANGE = "quotations.view_quotation", "quotations.change_quotation"


class QuotationPalette:
    """Finds quotations by number, reference or customer."""

    label: Text = _("Quotations")
    permission = VIEW
    numbers = "sales_quotation"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for quotation in Quotation.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "quotations:quotation", pk=quotation.pk)
            yield PaletteItem(quotation.number, url, f"{quotation.customer.name} · {quotation.get_status_display()}", "file-text")


def latest_quotations(customer: Any, access: Access) -> Iterable[Related]:
    """Return the latest quotations of a customer, and where all of them stand."""
    if not access.may(VIEW):
        return
    entity = access.legal_entity
    for quotation in Quotation.of(entity).filter(customer=customer).order_by("-quotation_date", "-pk")[:LATEST]:
        status, tone = quotation.get_status_display(), STATUS_TONES.get(quotation.status, "grey")
        url = entity_url(entity, "quotations:quotation", pk=quotation.pk)
        amount = quotation.quotation_amount
        yield Related(_t("Quotation"), quotation.number, url, quotation.quotation_date, status, tone, amount, quotation.currency_id)
    yield Related("", _t("All quotations of the customer"), entity_url(entity, "quotations:quotations", {"customer": customer.account}))


def new_quotation(customer: Any, access: Access) -> str:
    """Return the form of a quotation that starts with the customer."""
    return entity_url(access.legal_entity, "quotations:quotation-new", {"customer": customer.account})


register_menu("sell", _("All quotations"), "quotations:quotations", VIEW, icon="file-text", order=5)
register_menu("set_up", _("Quotation parameters"), "quotations:parameters", "sales.view_parameters", icon="adjustments", order=520)
register_tile(
    "quotations_follow_up",
    _("Quotations to follow up"),
    rows=lambda access: Quotation.of(access.legal_entity).follow_up_due(),
    page="quotations:quotations",
    query="tab=follow_up",
    permission=VIEW,
    icon="file-text",
    order=12,
)
register_tile(
    "quotations_expired",
    _("Expired quotations"),
    rows=lambda access: Quotation.of(access.legal_entity).expired(),
    page="quotations:quotations",
    query="tab=expired",
    permission=VIEW,
    tone="warning",
    icon="clock",
    order=13,
)
register_palette(QuotationPalette())
register_line_model("quotations.quotation", QuotationLine)
register_related(CUSTOMER, latest_quotations)
register_action(
    CUSTOMER,
    Action(
        "quotation",
        _("New quotation"),
        "quotations:quotation-new",
        CHANGE,
        icon="file-text",
        blocked=why_no_order,
        address=new_quotation,
        order=15,
    ),
)
