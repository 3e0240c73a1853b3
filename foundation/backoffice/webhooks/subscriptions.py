"""Webhooks: which receivers there are, their events and secrets, and a test of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.accounts.base import ConfirmedRecently
from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, MomentColumn, Search, TextColumn
from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView, EntityFormView, ListPage, RecordDeleteView
from foundation.backoffice.views.form_view import REFUSED
from foundation.errors import BusinessRuleError
from foundation.webhooks.models import WebhookSubscription
from foundation.webhooks.services import subscriptions
from foundation.webhooks.statuses import WebhookEvent

VIEW, CHANGE = "webhooks.view_webhook", "webhooks.change_webhook"
SECRET_PAGE = "backoffice/webhooks/secret.html"  # noqa: S105 -- a template


class SubscriptionTable(ListTable):
    """Receivers, and whether they answer."""

    name = LinkColumn(_("Name"), page="webhooks:subscription-edit")
    url = TextColumn(_("Address"))
    events_text = TextColumn(_("Events"), sortable=False)
    active = BooleanColumn(_("Switched on"))
    failing_since = MomentColumn(_("Failing since"))
    previous_until = MomentColumn(_("Old secret holds until"), hidden=True)
    created_at = MomentColumn(_("Made at"), hidden=True)


class SubscriptionList(ListPage):
    """All receivers of the legal entity."""

    permission_required = export_permission = VIEW
    model, table_class, title = WebhookSubscription, SubscriptionTable, _("Webhooks")
    search = Search(contains=("name", "url"))
    order_by = "name"
    create_page, create_permission = "webhooks:subscription-new", CHANGE
    empty_text = _("A webhook tells another system at once what is confirmed, delivered and invoiced here. Make one per system.")

    def row_tone(self, record: Any) -> str:
        """Mark what was switched off and what does not answer."""
        return "danger" if not record.active else "warning" if record.failing_since else ""


class SubscriptionForm(EntityModelForm):
    """Where messages go, and which."""

    class Meta:
        model = WebhookSubscription
        fields = ["name", "url", "events", "active"]

    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("A public address that begins with https://, without user name and password."),
    )
    events = forms.MultipleChoiceField(label=_("Events"), choices=WebhookEvent.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].help_text = _("What listens, such as the web shop.")
        self.fields["active"].help_text = _("What waits is sent as soon as it is on.")


class SubscriptionNew(ConfirmedRecently, EntityFormView):
    """Make a webhook; its secret is shown this once."""

    permission_required = CHANGE
    model, form_class, title = WebhookSubscription, SubscriptionForm, _("Webhook")
    success_page = "webhooks:subscription-edit"
    cancel_page = "webhooks:subscriptions"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Make the webhook and show its secret."""
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                made, secret = subscriptions.create_subscription(self.entity, user=self.request.user, **form.cleaned_data)
                return self.page({"object": made, "secret": secret}, SECRET_PAGE)
            except BusinessRuleError as refusal:
                form.refuse(refusal)
        return self.show(form, status=REFUSED)


class SubscriptionEdit(EntityFormView):
    """Change a webhook, and what else can be done with it."""

    permission_required, permission_to_change = VIEW, CHANGE
    template_name = "backoffice/webhooks/subscription.html"
    model, form_class, title = WebhookSubscription, SubscriptionForm, _("Webhook")
    success_page = cancel_page = "webhooks:subscriptions"
    delete_page = "webhooks:subscription-delete"

    def perform(self, form: Any) -> Any:
        """Save what was changed."""
        return subscriptions.change_subscription(form.instance, user=self.request.user, **form.cleaned_data)


class SubscriptionDelete(RecordDeleteView):
    """Delete a webhook with its log."""

    permission_required = CHANGE
    model, title = WebhookSubscription, _("Delete webhook")
    question = _("Delete %(document)s with the log of its deliveries?")
    list_page, document_page = "webhooks:subscriptions", "webhooks:subscription-edit"

    def perform(self, document: Any, _form: Any) -> None:
        """Delete the webhook."""
        subscriptions.delete_subscription(document, user=self.request.user)


class ReplaceSecret(ConfirmedRecently, DocumentActionView):
    """Make a new secret and show it this once."""

    permission_required = CHANGE
    model, title, verb = WebhookSubscription, _("Replace the secret of"), _("Replace secret")
    question = _("Make a new secret for %(document)s? For one day messages carry the signatures of the old and the new one.")
    document_page = "webhooks:subscription-edit"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Replace the secret and show the new one."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        secret = subscriptions.rotate_secret(self.object, user=self.request.user)
        return self.page({"object": self.object, "secret": secret}, SECRET_PAGE)


class SendTest(DocumentActionView):
    """Send a test message and look at the log."""

    permission_required = CHANGE
    model, title, verb = WebhookSubscription, _("Send a test message to"), _("Send test message")
    question = _("Send a test message to %(document)s?")
    document_page = "webhooks:subscription-edit"
    success_message = _("A test message to %(document)s is on its way; the log shows the answer.")

    def perform(self, document: Any, _form: Any) -> Any:
        """Queue the message."""
        return subscriptions.send_test(document, user=self.request.user)

    def success_url(self, _done: Any) -> str:
        """Lead to the log."""
        return self.url("webhooks:deliveries")
