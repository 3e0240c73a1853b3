"""Security events: who came in, who was refused, whose rights changed."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import ListTable, MomentColumn, Search, StatusColumn, TextColumn
from foundation.backoffice.views import ListPage
from foundation.security.models import EventKind, SecurityEvent

TONES = {
    EventKind.SIGN_IN_FAILED: "amber",
    EventKind.CODE_FAILED: "amber",
    EventKind.SIGN_IN_LOCKED: "red",
    EventKind.REFUSED: "amber",
    EventKind.TOO_OFTEN: "red",
    EventKind.RECOVERY_USED: "amber",
    EventKind.SIGNED_IN: "green",
}


class SecurityEventFilter(filters.FilterSet):
    """What happened, when, by whom."""

    at = filters.DateFromToRangeFilter(label=_("Date"))
    kind = filters.MultipleChoiceFilter(choices=EventKind.choices, label=_("Event"))
    user = filters.CharFilter(field_name="user__name", lookup_expr="icontains", label=_("User"))
    subject = filters.CharFilter(field_name="subject__name", lookup_expr="icontains", label=_("Account"))
    address = filters.CharFilter(lookup_expr="istartswith", label=_("Network address"))

    class Meta:
        model = SecurityEvent
        fields: tuple[str, ...] = ()


class SecurityEventTable(ListTable):
    """Events, one per row."""

    at = MomentColumn(_("At"))
    kind = StatusColumn(_("Event"), tones={str(kind): tone for kind, tone in TONES.items()})
    user = TextColumn(_("User"), accessor="user.name")
    subject = TextColumn(_("Account"), accessor="subject.name")
    detail = TextColumn(_("Detail"))
    address = TextColumn(_("Network address"))
    request_id = TextColumn(_("Request"), hidden=True)


class SecurityEventList(ListPage):
    """What happened in the legal entity, and at the sign-in of its people."""

    permission_required = export_permission = "organization.view_security"
    model, table_class, title = SecurityEvent, SecurityEventTable, _("Security events")
    filterset_class = SecurityEventFilter
    search = Search(prefix=("address",), contains=("user__name", "subject__name"))
    order_by = "-at"
    empty_text = _("Sign-ins, refusals and changes of rights are written down here.")

    def get_rows(self) -> Any:
        """Return what concerns this legal entity."""
        return SecurityEvent.objects.of_entity(self.entity)
