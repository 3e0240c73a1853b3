"""The audit trail: who did what to which record, with the values before and after."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import ListTable, MomentColumn, Search, TextColumn
from foundation.backoffice.organization.filters import AuditFilter
from foundation.backoffice.views import ListPage
from foundation.organization.models import AuditEntry


class AuditTable(ListTable):
    """What was done."""

    at = MomentColumn(_("At"))
    user = TextColumn(_("User"), accessor="user.name")
    action = TextColumn(_("Action"))
    object_type = TextColumn(_("Kind of record"))
    object_label = TextColumn(_("Record"))
    changes = TextColumn(_("Changes"), accessor="changes_text", sortable=False)
    reason = TextColumn(_("Reason"))
    origin = TextColumn(_("Origin"), hidden=True)


class AuditTrail(ListPage):
    """Everything that was done in the legal entity."""

    permission_required, export_permission = "organization.view_audit", "organization.export_audit"
    model, rows, table_class, title = AuditEntry, "for_list", AuditTable, _("Audit trail")
    filterset_class = AuditFilter
    search = Search(prefix=("object_label",), contains=("user__name", "reason"))
    order_by = "-at"
    empty_text = _("Everything that people do is written down here.")
