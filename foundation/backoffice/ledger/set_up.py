"""What the set-up pages of the ledger share."""

from __future__ import annotations

from foundation.backoffice.lists import Search
from foundation.backoffice.views import ListPage, RecordDeleteView, RecordFormView, RecordWithLinesView

VIEW, CHANGE = "ledger.view_setup", "ledger.change_setup"


class LedgerSetUpList(ListPage):
    """A list of the ledger's set-up."""

    permission_required = export_permission = VIEW
    search = Search(prefix=("code",), contains=("name",))
    order_by = "code"
    create_permission = CHANGE


class LedgerSetUpForm(RecordFormView):
    """A form of the ledger's set-up."""

    permission_required, permission_to_change = VIEW, CHANGE


class LedgerSetUpLines(RecordWithLinesView):
    """A form with lines of the ledger's set-up."""

    permission_required, permission_to_change = VIEW, CHANGE


class LedgerSetUpDelete(RecordDeleteView):
    """Deleting in the ledger's set-up."""

    permission_required = CHANGE
