"""Outputs: the list Documents not delivered and its ways out: send again, change the address, mark as delivered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters as filters
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.backoffice.forms import EntityForm
from foundation.backoffice.lists import BulkAction, LinkColumn, ListTable, MomentColumn, Search, StatusColumn, Tab, TextColumn
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.views import DocumentActionView, ListPage
from foundation.documents.models import Destination, Output
from foundation.documents.services.retry_outputs import mark_delivered, retry_outputs
from foundation.errors import BusinessRuleError

VIEW, RETRY = "documents.view_output", "documents.retry_output"


class OutputTable(ListTable):
    """Deliveries of documents."""

    number = LinkColumn(_("Document"), page="documents:output-retry")
    document_type = TextColumn(_("Type"), accessor="get_document_type_display", order_by="document_type")
    party_name = TextColumn(_("Receiver"))
    destination = TextColumn(_("Destination"), accessor="get_destination_display", order_by="destination")
    sent_to = TextColumn(_("Sent to"))
    state = StatusColumn(_("State"), tones={"queued": "blue", "done": "green", "failed": "red", "unknown": "amber"})
    problem = TextColumn(_("Problem"), sortable=False)
    created_at = MomentColumn(_("Created"))
    finished_at = MomentColumn(_("Delivered"))
    note = TextColumn(_("Note"), hidden=True)
    queue = TextColumn(_("Printer queue"), hidden=True)


class OutputFilter(filters.FilterSet):
    """Deliveries by kind of document, destination and day."""

    destination = filters.ChoiceFilter(choices=Destination.choices, label=_("Destination"))
    created_at = filters.DateFromToRangeFilter(label=_("Created"))

    class Meta:
        model = Output
        fields: tuple[str, ...] = ()


class OutputList(ListPage):
    """Every delivery, those first that a person has to look at."""

    permission_required = VIEW
    export_permission = VIEW
    title = _("Documents not delivered")
    model, rows = Output, "for_list"
    table_class = OutputTable
    filterset_class = OutputFilter
    search = Search(prefix=("number",), contains=("party_name", "sent_to"))
    tabs = (
        Tab("failed", _("Not delivered"), rows="not_delivered"),
        Tab("waiting", _("Waiting"), rows="waiting"),
        Tab("all", _("All")),
    )
    bulk_actions = (
        BulkAction("retry", _("Send again"), "documents:outputs-retry", RETRY, icon="refresh"),
        BulkAction("delivered", _("Mark as delivered"), "documents:outputs-delivered", RETRY, icon="check"),
    )
    empty_text = _("Nothing failed. What is still on its way stands under Waiting.")


class SelectedOutputs(OutputList):
    """One step for the selected deliveries, then the list again."""

    permission_required = RETRY

    def perform(self, keys: Sequence[int]) -> int:
        """Call the service and return how many were handled."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Handle the rows that the list sent; a refusal says why and changes nothing."""
        keys = list(Listing(self, self.request, request.POST).selected().values_list("pk", flat=True))
        try:
            done = self.perform(keys)
        except BusinessRuleError as refusal:
            messages.error(request, str(refusal))
        else:
            text = ngettext("%(count)s document is handled.", "%(count)s documents are handled.", done)
            messages.success(request, text % {"count": done})
        return self.go(self.url("documents:outputs"))


class RetrySelected(SelectedOutputs):
    """Send the same files again."""

    def perform(self, keys: Sequence[int]) -> int:
        """Queue the outputs again and return how many."""
        return len(retry_outputs(self.entity, keys, user=self.request.user))


class SelectedDelivered(SelectedOutputs):
    """Record that documents arrived on another way."""

    def perform(self, keys: Sequence[int]) -> int:
        """Mark the outputs as delivered and return how many."""
        return len(mark_delivered(self.entity, keys, user=self.request.user, note=str(_("Delivered by other means"))))


class RetryForm(EntityForm):
    """Where to send a document again."""

    to = forms.CharField(
        label=_("To"), max_length=500, required=False, help_text=_("One or more addresses, separated by commas. Blank: the same as before.")
    )


class OutputRetry(DocumentActionView):
    """Send one document again, to other addresses if need be."""

    permission_required = RETRY
    model, rows, title, verb = Output, "for_list", _("Send again"), _("Send")
    form_class = RetryForm
    document_page = success_page = "documents:output-retry"
    success_message = _("%(document)s is on its way.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the addresses of the last attempt."""
        return {"to": ", ".join(document.mail.get("to", []))}

    def perform(self, document: Any, form: Any) -> Any:
        """Queue the output again, to the addresses that were typed."""
        addresses = [part.strip() for part in form.cleaned_data["to"].replace(";", ",").split(",") if part.strip()]
        return retry_outputs(self.entity, [document.pk], user=self.request.user, to=addresses)

    @property
    def document_url(self) -> str:
        """Lead back to the list: an output has no page of its own."""
        return self.url("documents:outputs")

    def success_url(self, _done: Any) -> str:
        """Lead back to the list."""
        return self.document_url
