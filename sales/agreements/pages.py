"""What sales agreements add to the shell: menu, counts on the start page, finding them, and their place on the page of a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Panel, Related, StoryPart
from foundation.backoffice.registry import (
    PaletteItem,
    register_action,
    register_line_model,
    register_menu,
    register_palette,
    register_panel,
    register_related,
    register_story,
    register_tile,
)
from foundation.documents.document_types import DocumentType
from foundation.errors import Text
from foundation.organization.access import Access
from sales import menu_groups
from sales.agreements.models import AgreementLine, AgreementLink, AgreementVersion, SalesAgreement
from sales.agreements.statuses import STATUS_TONES
from sales.customer_parts import CUSTOMER, LATEST
from sales.statuses import TRAITS, sales_order_states

VIEW, CHANGE = "agreements.view_salesagreement", "agreements.change_salesagreement"
ORDER = "sales.salesorder"
AGREEMENT, VERSION = "agreements.salesagreement", "agreements.agreementversion"


class AgreementPalette:
    """Finds agreements by number, title, reference or customer."""

    label: Text = _("Sales agreements")
    permission = VIEW
    numbers = "sales_agreement"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for agreement in SalesAgreement.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "agreements:agreement", pk=agreement.pk)
            yield PaletteItem(agreement.number, url, f"{agreement.customer.name} · {agreement.get_status_display()}", "writing")


def agreements_of_customer(customer: Any, access: Access) -> Iterable[Related]:
    """Return the latest agreements of a customer, and where all of them stand."""
    if not access.may(VIEW):
        return
    entity = access.legal_entity
    found = list(SalesAgreement.of(entity).filter(customer=customer).order_by("-effective_date", "-pk")[:LATEST])
    for agreement in found:
        status, tone = agreement.get_status_display(), STATUS_TONES.get(agreement.status, "grey")
        url = entity_url(entity, "agreements:agreement", pk=agreement.pk)
        amount, day = agreement.committed_amount, agreement.effective_date
        yield Related(gettext("Sales agreement"), agreement.number, url, day, status, tone, amount, agreement.currency_id)
    if found:
        yield Related(
            "", gettext("All agreements of the customer"), entity_url(entity, "agreements:agreements", {"customer": customer.account})
        )


def new_agreement(customer: Any, access: Access) -> str:
    """Return the form of an agreement that starts with the customer."""
    return entity_url(access.legal_entity, "agreements:agreement-new", {"customer": customer.account})


def agreement_story(agreement: Any, access: Access) -> Iterable[StoryPart]:
    """Return the confirmations of an agreement, and how they were sent."""
    versions = AgreementVersion.of(access.legal_entity).of_agreement(agreement.pk).values_list("pk", flat=True)
    yield StoryPart(VERSION, list(versions), "agreements:version", (DocumentType.SALES_AGREEMENT,))


def version_story(version: Any, _access: Access) -> Iterable[StoryPart]:
    """Return how a confirmation was sent."""
    yield StoryPart(VERSION, [version.pk], papers=(DocumentType.SALES_AGREEMENT,))


def agreements_of_order(order: Any, access: Access) -> Iterable[Related]:
    """Return the agreement that was chosen for an order, and those that its lines count on."""
    if not access.may(VIEW):
        return
    entity = access.legal_entity
    for agreement in known_agreements(order, access):
        status, tone = agreement.get_status_display(), STATUS_TONES.get(agreement.status, "grey")
        url = entity_url(entity, "agreements:agreement", pk=agreement.pk)
        yield Related(gettext("Sales agreement"), agreement.number, url, agreement.effective_date, status, tone)


def links_of_order(order: Any, access: Access) -> Mapping[str, Any]:
    """Return the linked lines of an order, and whether each has other terms than were agreed."""
    links = AgreementLink.of(access.legal_entity).of_order(order.pk) if known_agreements(order, access) else ()
    return {"links": [(link, link.differs) for link in links]}


def known_agreements(order: Any, access: Access) -> list[SalesAgreement]:
    """Return the agreements of an order, read once for its page."""
    if not hasattr(order, "known_agreements"):
        order.known_agreements = list(SalesAgreement.of(access.legal_entity).of_order(order.pk))
    found: list[SalesAgreement] = order.known_agreements
    return found


def why_no_links(order: Any, _access: Access) -> Text:
    """Return why no line of an order can be linked; blank when lines can."""
    if not TRAITS[order.order_type].posts_documents:
        return _("Lines of a journal count on no agreement.")
    return "" if sales_order_states.allows("change", order) else _("The order is closed.")


register_menu("sell", _("Sales agreements"), "agreements:agreements", VIEW, icon="writing", order=20)
register_menu(
    "set_up_sales", _("Agreement classifications"), "agreements:classifications", "agreements.view_salesagreement", icon="tag", order=514
)
register_tile(
    "agreements_expiring",
    _("Agreements about to expire"),
    rows=lambda access: SalesAgreement.of(access.legal_entity).expiring(),
    page="agreements:agreements",
    query="tab=expiring",
    permission=VIEW,
    tone="warning",
    icon="clock",
    order=25,
)
register_palette(AgreementPalette())
register_line_model(AGREEMENT, AgreementLine)
register_related(CUSTOMER, agreements_of_customer)
register_story(AGREEMENT, agreement_story)
register_story(VERSION, version_story)
register_action(
    CUSTOMER,
    Action(
        "agreement",
        _("New sales agreement"),
        "agreements:agreement-new",
        CHANGE,
        icon="writing",
        address=new_agreement,
        order=30,
        menu=True,
    ),
)
register_related(ORDER, agreements_of_order)
register_panel(
    ORDER,
    Panel("agreements", _("Sales agreement"), "sales/agreements/_order_links.html", links_of_order, permission=VIEW, order=60),
)
register_action(
    ORDER,
    Action(
        "agreement",
        _("Sales agreement"),
        "agreements:order-links",
        "sales.change_salesorder",
        icon="writing",
        blocked=why_no_links,
        menu=True,
        group=menu_groups.LINES,
        order=75,
    ),
)
