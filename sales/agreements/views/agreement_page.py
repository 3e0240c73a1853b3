"""The page of one sales agreement: what was committed, at which terms, until when."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Step, Total
from foundation.backoffice.formats import format_day
from foundation.backoffice.lists import ListTable
from foundation.backoffice.views import DocumentPage
from foundation.errors import BusinessRuleError, Text
from foundation.organization.access import Access
from sales.agreements.fulfilment import fulfilment_of
from sales.agreements.models import AgreementLine, AgreementLink, AgreementVersion, SalesAgreement
from sales.agreements.services.change_status import check_deletable
from sales.agreements.statuses import STATUS_TONES, AgreementStatus, sales_agreement_states
from sales.agreements.tables import AgreementLineTable, LinkedLineTable
from sales.delivery_places import address_of
from sales.views.texts import name_of

VIEW, CHANGE = "agreements.view_salesagreement", "agreements.change_salesagreement"
RELEASE = "agreements.release_salesagreement"
LATEST = 20


def _not_deletable(agreement: Any, _access: Access) -> Text:
    try:
        check_deletable(agreement)
    except BusinessRuleError as refusal:
        return str(refusal)
    return ""


def _is_confirmed(agreement: Any, _access: Access) -> bool:
    return bool(agreement.confirmed_version) and not agreement.changed_since_confirmation


def _order_lines(agreement: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "agreements:linked-lines", {"agreement": agreement.number})


def _invoice_lines(agreement: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "agreements:linked-lines", {"agreement": agreement.number, "tab": "invoiced"})


def _is_effective(agreement: Any, _access: Access) -> bool:
    return bool(agreement.status != AgreementStatus.ON_HOLD)


AGREEMENT_ACTIONS = (
    Action("confirm", _("Confirm"), "agreements:agreement-confirm", CHANGE, icon="check", key="c", settled=_is_confirmed, order=10),
    Action(
        "make_effective",
        _("Make effective"),
        "agreements:agreement-make-effective",
        CHANGE,
        icon="player-play",
        settled=_is_effective,
        method="post",
        order=20,
    ),
    Action("order", _("Release order"), "agreements:agreement-release", RELEASE, icon="shopping-cart", key="r", order=15),
    Action("close", _("Close"), "agreements:agreement-close", CHANGE, icon="lock", menu=True, order=50),
    Action(
        "lines", _("Release order lines"), "agreements:linked-lines", VIEW, icon="list-details", address=_order_lines, menu=True, order=30
    ),
    Action("invoiced", _("Invoice lines"), "agreements:linked-lines", VIEW, icon="receipt", address=_invoice_lines, menu=True, order=31),
    Action("place_on_hold", _("Put on hold"), "agreements:agreement-hold", CHANGE, icon="player-pause", menu=True, order=40),
    Action("reopen", _("Reopen"), "agreements:agreement-reopen", CHANGE, icon="refresh", menu=True, order=60),
    Action("copy", _("Copy"), "agreements:agreement-copy", CHANGE, icon="copy", menu=True, order=70),
    Action("delete", _("Delete"), "agreements:agreement-delete", CHANGE, icon="trash", blocked=_not_deletable, menu=True, order=90),
)


class AgreementPage(DocumentPage):
    """One agreement."""

    permission_required = VIEW
    model, rows, title = SalesAgreement, "for_page", _("Sales agreement")
    list_page = "agreements:agreements"
    states = sales_agreement_states
    status_tones = STATUS_TONES
    edit_page, edit_permission = "agreements:agreement-edit", CHANGE
    lines_table_class = AgreementLineTable
    lines_title = _("Commitments")
    actions = AGREEMENT_ACTIONS

    @cached_property
    def commitments(self) -> list[AgreementLine]:
        """Return the lines, read once."""
        return list(AgreementLine.of(self.entity).of_agreement(self.object.pk))

    @property
    def edit_reason(self) -> str:
        """Return why the agreement cannot be changed now."""
        return self._refused("change")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        return f"{document.customer.name} ({document.customer.account})", self.url("customers:customer", pk=document.customer_id)

    def track(self, document: Any) -> list[Step]:
        """Return how far the agreement is."""
        confirmed = "done" if document.confirmed_version else "todo"
        effective = {AgreementStatus.EFFECTIVE: "current", AgreementStatus.CLOSED: "done"}.get(document.status, "todo")
        if document.confirmed_version and document.changed_since_confirmation:
            confirmed = "partial"
        note = str(_("version %(number)s") % {"number": document.confirmed_version}) if document.confirmed_version else ""
        closed = "stopped" if document.status == AgreementStatus.CLOSED else "todo"
        return [
            Step(_("Entered"), "done"),
            Step(_("Confirmed"), confirmed, note),  # type: ignore[arg-type]
            Step(_("Effective"), effective),  # type: ignore[arg-type]
            Step(_("Closed"), closed),  # type: ignore[arg-type]
        ]

    def notices(self, document: Any) -> list[Notice]:
        """Say that the agreement expired or soon will, and that the customer has an older version on paper."""
        today, found = self.entity.today(), []
        if document.is_live and document.is_expired(today):
            words = _("The agreement expired on %(date)s: nothing can be ordered from it any more.")
            found.append(Notice("red", words % {"date": format_day(document.expiration_date)}))
        elif document.expires_soon(today):
            found.append(Notice("amber", _("The agreement expires on %(date)s.") % {"date": format_day(document.expiration_date)}))
        if document.changed_since_confirmation:
            found.append(Notice("amber", _("Changed since the customer had it confirmed.")))
        return found

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        general = [
            Field(_("Effective date"), document.effective_date),
            Field(_("Expiration date"), document.expiration_date),
            Field(_("Classification"), document.classification.name if document.classification else ""),
            Field(_("Document title"), document.document_title),
            Field(_("External reference"), document.external_reference),
            Field(_("Default commitment"), document.get_default_commitment_display()),
            Field(_("Responsible"), document.responsible),
            Field(_("Entered by"), document.created_by),
        ]
        terms = [
            Field(_("Currency"), document.currency_id),
            Field(_("Terms of payment"), name_of(document.payment_terms)),
            Field(_("Cash discount"), name_of(document.cash_discount)),
        ]
        delivery = [
            Field(_("Address"), "\n".join(address_of(document).lines), wide=True),
            Field(_("Mode of delivery"), name_of(document.delivery_mode)),
            Field(_("Delivery terms"), name_of(document.delivery_terms)),
        ]
        return [Section(_("General"), general), Section(_("Price and payment"), terms), Section(_("Delivery"), delivery)]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the commitments, with what was ordered of each."""
        return fulfilment_of(self.entity, self.commitments, document.currency_id)

    def line_tone(self, row: Any) -> str:
        """Mark what cannot be ordered from, and what was ordered beyond its maximum."""
        return "danger" if row.line.max_is_enforced and row.remaining < 0 else "warning" if row.line.stopped else ""

    def totals(self, document: Any) -> list[Total]:
        """Return what is committed, and what of it was ordered, in money."""
        released = AgreementLink.of(self.entity).amount_of(document.pk)
        currency = document.currency_id
        return [
            Total(_("Committed"), document.committed_amount, currency),
            Total(_("Released"), released, currency),
            Total(_("Remaining"), document.committed_amount - released, currency, strong=True),
        ]

    def tables(self, document: Any) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return the latest order lines that count on the agreement."""
        return [(_("Latest order lines"), LinkedLineTable, AgreementLink.of(self.entity).of_agreement(document.pk)[:LATEST])]

    def related(self, document: Any) -> list[Related]:
        """Return the confirmations."""
        versions = AgreementVersion.of(self.entity).of_agreement(document.pk)
        return [
            Related(_("Agreement confirmation"), str(version), self.url("agreements:version", pk=version.pk), version.date)
            for version in versions
        ]
