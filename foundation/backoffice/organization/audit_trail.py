"""The audit trail: who did what to which record, with the values before and after."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import ListTable, MomentColumn, Search, TextColumn
from foundation.backoffice.organization.filters import AuditFilter
from foundation.backoffice.registry import hidden_among
from foundation.backoffice.views import ListPage
from foundation.organization.models import AuditEntry


class ChangesColumn(TextColumn):
    """What changed, with the values of those fields only that the reader may see on the record itself."""

    def render(self, record: Any, table: Any) -> str:
        """Return the changes in one line."""
        hidden = hidden_among(record.object_type, record.changes, table.request.access)
        return str(record.changes_text(hidden))

    def exported(self, record: Any, _accessor: Any, table: Any) -> str:
        """Return the same for a file."""
        return self.render(record, table)


class AuditTable(ListTable):
    """What was done."""

    at = MomentColumn(_("At"))
    user = TextColumn(_("User"), accessor="user.name")
    action = TextColumn(_("Action"))
    object_type = TextColumn(_("Kind of record"))
    object_label = TextColumn(_("Record"))
    changes = ChangesColumn(_("Changes"), sortable=False)
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
