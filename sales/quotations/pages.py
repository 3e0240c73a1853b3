"""What quotations add to the shell: menu, counts on the start page, finding them, and their place on the page of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related, StoryPart
from foundation.backoffice.places import HOME
from foundation.backoffice.registry import (
    BulkAction,
    PaletteItem,
    register_action,
    register_bulk_action,
    register_line_model,
    register_menu,
    register_palette,
    register_related,
    register_story,
    register_tile,
)
from foundation.documents.document_types import DocumentType
from foundation.errors import Text
from foundation.organization.access import Access
from sales.customer_parts import CUSTOMER, LATEST, why_no_order
from sales.quotations.models import Quotation, QuotationLine, QuotationVersion
from sales.quotations.statuses import STATUS_TONES
from sales.workspace import PLACE as SALES_WORKSPACE

QUOTATION, VERSION = "quotations.quotation", "quotations.quotationversion"
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
            yield PaletteItem(quotation.number, url, f"{quotation.account_name} · {quotation.get_status_display()}", "file-text")


def latest_quotations(customer: Any, access: Access) -> Iterable[Related]:
    """Return the latest quotations of a customer, and where all of them stand."""
    if not access.may(VIEW):
        return
    entity = access.legal_entity
    for quotation in Quotation.of(entity).filter(customer=customer).order_by("-quotation_date", "-pk")[:LATEST]:
        status, tone = quotation.get_status_display(), STATUS_TONES.get(quotation.status, "grey")
        url = entity_url(entity, "quotations:quotation", pk=quotation.pk)
        amount = quotation.quotation_amount
        yield Related(gettext("Quotation"), quotation.number, url, quotation.quotation_date, status, tone, amount, quotation.currency_id)
    yield Related(
        "", gettext("All quotations of the customer"), entity_url(entity, "quotations:quotations", {"customer": customer.account})
    )


def quotations_of_prospect(prospect: Any, access: Access) -> Iterable[Related]:
    """Return the quotations to a prospect, latest first."""
    if not access.may(VIEW):
        return
    for known in Quotation.of(access.legal_entity).filter(prospect=prospect.pk).order_by("-quotation_date", "-pk")[:LATEST]:
        url, status = entity_url(access.legal_entity, "quotations:quotation", pk=known.pk), known.get_status_display()
        tone, amount = STATUS_TONES.get(known.status, "grey"), known.quotation_amount
        yield Related(gettext("Quotation"), known.number, url, known.quotation_date, status, tone, amount, known.currency_id)


def _no_prospect(prospect: Any, _access: Access) -> Text:
    return "" if prospect.customer_id is None else gettext("The prospect is a customer by now.")


def new_quotation_to_prospect(prospect: Any, access: Access) -> str:
    """Return the form of a quotation that starts with the prospect."""
    return entity_url(access.legal_entity, "quotations:quotation-new", {"prospect": prospect.account})


def origin_of(order: Any, access: Access) -> Iterable[Related]:
    """Return the quotation that an order came from."""
    if not access.may(VIEW):
        return
    for known in Quotation.of(access.legal_entity).filter(sales_order=order.pk):
        url, status = entity_url(access.legal_entity, "quotations:quotation", pk=known.pk), known.get_status_display()
        tone, amount = STATUS_TONES.get(known.status, "grey"), known.quotation_amount
        yield Related(gettext("Quotation"), known.number, url, known.quotation_date, status, tone, amount, known.currency_id)


def new_quotation(customer: Any, access: Access) -> str:
    """Return the form of a quotation that starts with the customer."""
    return entity_url(access.legal_entity, "quotations:quotation-new", {"customer": customer.account})


def quotation_story(quotation: Any, access: Access) -> Iterable[StoryPart]:
    """Return how the versions of a quotation were sent."""
    keys = QuotationVersion.of(access.legal_entity).of_quotation(quotation.pk).values_list("pk", flat=True)
    yield StoryPart(VERSION, list(keys), "quotations:version", (DocumentType.QUOTATION,))


def version_story(version: Any, _access: Access) -> Iterable[StoryPart]:
    """Return how a version was sent."""
    yield StoryPart(VERSION, [version.pk], papers=(DocumentType.QUOTATION,))


register_menu("sell", _("All quotations"), "quotations:quotations", VIEW, icon="file-text", order=5)
register_menu("set_up_sales", _("Quotation parameters"), "quotations:parameters", "sales.view_parameters", icon="adjustments", order=520)
register_menu("set_up_sales", _("Reasons of quotations"), "quotations:reasons", "sales.view_parameters", icon="message", order=521)
register_menu("set_up_sales", _("Prognosis codes"), "quotations:prognosis-codes", "sales.view_parameters", icon="calendar", order=522)
register_tile(
    "quotations_follow_up",
    _("Quotations to follow up"),
    rows=lambda access: Quotation.of(access.legal_entity).follow_up_due(),
    page="quotations:quotations",
    query="tab=follow_up",
    permission=VIEW,
    icon="file-text",
    order=12,
    places=(HOME, SALES_WORKSPACE),
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
    places=(HOME, SALES_WORKSPACE),
)
register_palette(QuotationPalette())
register_line_model(QUOTATION, QuotationLine)
register_related(CUSTOMER, latest_quotations)
register_related("sales.salesorder", origin_of)
register_bulk_action(
    "customers:customers", BulkAction("quotations", _("Quotations from a template"), "quotations:mass-create", CHANGE, icon="copy")
)
register_bulk_action(
    "customers:prospects",
    BulkAction("quotations", _("Quotations from a template"), "quotations:mass-create-prospects", CHANGE, icon="copy"),
)
register_related("customers.prospect", quotations_of_prospect)
register_action(
    "customers.prospect",
    Action(
        "quotation",
        _("New quotation"),
        "quotations:quotation-new",
        CHANGE,
        icon="file-text",
        blocked=_no_prospect,
        address=new_quotation_to_prospect,
        order=10,
    ),
)
register_story(QUOTATION, quotation_story)
register_story(VERSION, version_story)
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
