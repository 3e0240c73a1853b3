"""Prospects: the list, the page of one, its form, and the step to a customer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from customers.filters import ProspectFilter
from customers.forms.prospects import ConvertProspectForm, ProspectForm
from customers.models import Prospect
from customers.services.save_prospects import check_account, convert_prospect, save_prospect
from customers.statuses import prospect_states
from customers.tables import PROSPECT_TONES, ProspectTable
from foundation.backoffice.documents import Action, Field, Related, Section
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import DocumentActionView, DocumentPage, EntityFormView, ListPage

VIEW, CHANGE = "customers.view_prospect", "customers.change_prospect"


class ProspectList(ListPage):
    """All prospects of the legal entity."""

    permission_required = export_permission = VIEW
    title = _("Prospects")
    model, rows = Prospect, "for_display"
    table_class = ProspectTable
    filterset_class = ProspectFilter
    search = Search(rows="matching", order_by="account")
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("Open"), rows="open"),
        Tab("converted", _("Converted"), rows="converted"),
    )
    order_by = "account"
    create_page, create_permission, create_label = "customers:prospect-new", CHANGE, _("New prospect")
    empty_text = _("Those who may become customers stand here; quotations can be made to them already.")


class ProspectPage(DocumentPage):
    """One prospect: who it is, how to reach it, and what was offered to it."""

    permission_required = VIEW
    model, rows, title = Prospect, "for_display", _("Prospect")
    list_page = "customers:prospects"
    states, status_tones = prospect_states, PROSPECT_TONES
    edit_page, edit_permission = "customers:prospect-edit", CHANGE
    actions = (
        Action(
            "convert", _("Convert to customer"), "customers:prospect-convert", "customers.change_customer", icon="square-check", order=20
        ),
    )

    @property
    def heading(self) -> str:
        """Return account and name."""
        return f"{self.object.account} {self.object.party.name}"

    @property
    def edit_reason(self) -> str:
        """Return why the prospect cannot be changed now."""
        return self._refused("change")

    def sections(self, document: Any) -> list[Section]:
        """Return who the prospect is and how to reach it."""
        party = document.party
        addresses = [str(address) for address in party.addresses.all()]
        reached = [(address.get_kind_display(), address.value) for address in party.electronic_addresses.all()]
        return [
            Section(
                _("Prospect"),
                [
                    Field(_("Name"), party.name),
                    Field(_("Customer group"), str(document.group)),
                    Field(_("Currency"), document.currency_id),
                    Field(_("Language"), document.language),
                ],
            ),
            Section(
                _("Contact"),
                [
                    Field(_("Contact"), document.contact_name),
                    *(Field(kind, value) for kind, value in reached),
                    *(Field(_("Address"), address, wide=True) for address in addresses),
                ],
            ),
        ]

    def related(self, document: Any) -> list[Related]:
        """Return the customer that the prospect became."""
        known = document.customer
        if known is None:
            return []
        return [Related(_("Customer"), f"{known.account} {known.name}", self.url("customers:customer", pk=known.pk))]


class ProspectEdit(EntityFormView):
    """Enter or change a prospect."""

    permission_required = CHANGE
    model, rows, form_class, title = Prospect, "for_display", ProspectForm, _("Prospect")
    success_page, cancel_page = "customers:prospect", "customers:prospects"

    def get_rows_to_lock(self) -> Any:
        """Return the rows that the page may change."""
        return Prospect.of(self.entity)

    def perform(self, form: Any) -> Prospect:
        """Save the prospect."""
        known = self.get_rows().get(pk=self.pk) if self.pk else None
        return save_prospect(self.entity, form.entered(), user=self.request.user, prospect=known)


class ConvertProspect(DocumentActionView):
    """Make a customer of a prospect."""

    permission_required = "customers.change_customer"
    model, rows = Prospect, "for_display"
    document_page = "customers:prospect"
    title, verb = _("Convert to customer"), _("Convert")
    form_class = ConvertProspectForm

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Convert, or only tell whether the account is free (GEN-03)."""
        if not request.POST.get("check_only"):
            return super().post(request, **kwargs)
        found = check_account(self.entity, request.POST.get("account", "").strip())
        messages.info(request, str(found))
        return self.get(request, **kwargs)

    def perform(self, document: Any, form: Any) -> Any:
        """Make the customer, and tell what is doubtful about it."""
        saved = convert_prospect(self.entity, document.pk, form.cleaned_data["account"].strip(), user=self.request.user)
        for warning in saved.warnings:
            messages.warning(self.request, str(warning))
        return saved.customer

    def success_url(self, done: Any) -> str:
        """Lead to the customer."""
        return self.url("customers:customer", pk=done.pk)
