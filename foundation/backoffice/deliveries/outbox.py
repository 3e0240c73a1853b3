"""The outbox as administrators see it: what waits to be done outside the database, what failed and why, and doing it again."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.backoffice.lists import BulkAction, ListTable, MomentColumn, Search, StatusColumn, Tab, TextColumn
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.views import ListPage
from foundation.documents.models import OutboxMessage
from foundation.documents.services.retry_outputs import retry_messages
from foundation.documents.statuses import OutboxState

ADMINISTER = "documents.change_printmanagement"


class OutboxTable(ListTable):
    """Messages by how far they came."""

    kind = TextColumn(_("Kind"))
    number = TextColumn(_("Document"))
    state = StatusColumn(_("State"), tones={"queued": "blue", "sending": "blue", "done": "green", "failed": "red", "unknown": "amber"})
    attempts = TextColumn(_("Attempts"))
    problem = TextColumn(_("Problem"), sortable=False)
    created_at = MomentColumn(_("Created"))
    next_attempt_at = MomentColumn(_("Next attempt"))
    finished_at = MomentColumn(_("Finished"))


class OutboxFilter(filters.FilterSet):
    """Messages by state and day."""

    state = filters.ChoiceFilter(choices=OutboxState.choices, label=_("State"))
    created_at = filters.DateFromToRangeFilter(label=_("Created"))

    class Meta:
        model = OutboxMessage
        fields: tuple[str, ...] = ()


class OutboxList(ListPage):
    """Every message of the legal entity, those first that a person has to look at."""

    permission_required = export_permission = ADMINISTER
    title = _("Outbox")
    model, table_class, filterset_class = OutboxMessage, OutboxTable, OutboxFilter
    search = Search(prefix=("number", "kind"))
    tabs = (
        Tab("failed", _("Failed"), rows="not_done"),
        Tab("waiting", _("Waiting"), rows="waiting"),
        Tab("all", _("All")),
    )
    bulk_actions = (BulkAction("retry", _("Try again"), "documents:outbox-retry", ADMINISTER, icon="refresh"),)
    empty_text = _("Nothing failed. What is still to be done stands under Waiting.")


class OutboxRetry(OutboxList):
    """Try the selected messages again."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Queue what failed or is unknown; the rest stays as it is."""
        keys = Listing(self, self.request, request.POST).selected_keys(1000)
        done = retry_messages(self.entity, keys, user=self.request.user)
        text = ngettext("%(count)s message is tried again.", "%(count)s messages are tried again.", done)
        messages.success(request, text % {"count": done})
        return self.go(self.url("documents:outbox"))
