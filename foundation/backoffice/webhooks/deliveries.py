"""The log of webhooks: every message with its answer, and sending it again."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import LinkColumn, ListTable, MomentColumn, Search, StatusColumn, Tab, TextColumn
from foundation.backoffice.views import DocumentActionView, ListPage
from foundation.webhooks.models import WebhookDelivery
from foundation.webhooks.services.subscriptions import resend

VIEW, CHANGE = "webhooks.view_webhook", "webhooks.change_webhook"


class DeliveryTable(ListTable):
    """Messages with what was answered."""

    event = LinkColumn(_("Event"), page="webhooks:delivery-resend")
    subscription = TextColumn(_("Webhook"), accessor="subscription.name", order_by="subscription__name")
    state = StatusColumn(_("State"), tones={"queued": "blue", "sending": "blue", "done": "green", "failed": "red"})
    attempts = TextColumn(_("Attempts"), css_class="number")
    response_status = TextColumn(_("Answer"), css_class="number")
    last_error = TextColumn(_("Last error"))
    created_at = MomentColumn(_("Created"))
    next_attempt_at = MomentColumn(_("Next attempt"))
    finished_at = MomentColumn(_("Ended"), hidden=True)
    event_id = TextColumn(_("Event id"), hidden=True)


class DeliveryFilter(filters.FilterSet):
    """Messages by day."""

    created_at = filters.DateFromToRangeFilter(label=_("Created"))

    class Meta:
        model = WebhookDelivery
        fields: tuple[str, ...] = ()


class DeliveryList(ListPage):
    """Every message of the last ninety days."""

    permission_required = export_permission = VIEW
    model, rows, table_class, title = WebhookDelivery, "for_display", DeliveryTable, _("Webhook deliveries")
    filterset_class = DeliveryFilter
    search = Search(prefix=("event_id",), contains=("event", "subscription__name"))
    tabs = (
        Tab("all", _("All")),
        Tab("waiting", _("Waiting"), rows="waiting"),
        Tab("failed", _("Failed"), rows="failed"),
    )
    empty_text = _("Nothing was sent yet. A test message can be sent from the page of a webhook.")


class DeliveryResend(DocumentActionView):
    """Read a message, and send it again as it was."""

    permission_required = CHANGE
    template_name = "backoffice/webhooks/delivery.html"
    model, rows, title, verb = WebhookDelivery, "for_display", _("Send again"), _("Send again")
    question = _("Send %(document)s again, with the same event id?")
    document_page = success_page = "webhooks:delivery-resend"
    success_message = _("%(document)s is on its way.")

    def perform(self, document: Any, _form: Any) -> Any:
        """Queue the message again."""
        return resend(document, user=self.request.user)

    @property
    def document_url(self) -> str:
        """Lead back to the list: a message has no page of its own."""
        return self.url("webhooks:deliveries")

    def success_url(self, _done: Any) -> str:
        """Lead back to the list."""
        return self.document_url
