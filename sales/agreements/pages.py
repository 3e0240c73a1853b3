"""What sales agreements add to the shell: menu, counts on the start page, finding them, and their place on the page of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related, StoryPart
from foundation.backoffice.registry import (
    PaletteItem,
    register_action,
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
from sales.agreements.models import AgreementLine, AgreementVersion, SalesAgreement
from sales.agreements.statuses import STATUS_TONES
from sales.customer_parts import CUSTOMER, LATEST

VIEW, CHANGE = "agreements.view_salesagreement", "agreements.change_salesagreement"
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
        yield Related(_t("Sales agreement"), agreement.number, url, day, status, tone, amount, agreement.currency_id)
    if found:
        yield Related("", _t("All agreements of the customer"), entity_url(entity, "agreements:agreements", {"customer": customer.account}))


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


register_menu("sell", _("Sales agreements"), "agreements:agreements", VIEW, icon="writing", order=20)
register_menu("set_up", _("Agreement classifications"), "agreements:classifications", "sales.view_parameters", icon="tag", order=514)
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
