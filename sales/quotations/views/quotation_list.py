"""The list of quotations (sales.md §20, L18)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.registry import BulkAction
from foundation.backoffice.views import ListPage
from sales.quotations.filters import QuotationFilter
from sales.quotations.models import Quotation
from sales.quotations.statuses import LIVE
from sales.quotations.tables import QuotationTable

VIEW, CHANGE = "quotations.view_quotation", "quotations.change_quotation"
SETTLE = "quotations.settle_quotation"


class QuotationList(ListPage):
    """All quotations."""

    permission_required = export_permission = VIEW
    title = _("All quotations")
    model, rows = Quotation, "for_display"
    table_class = QuotationTable
    filterset_class = QuotationFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("Open"), rows="open"),
        Tab("sent", _("Sent"), rows="sent"),
        Tab("expired", _("Expired"), rows="expired"),
        Tab("follow_up", _("Follow-up due"), rows="follow_up_due"),
        Tab("confirmed", _("Confirmed"), rows="confirmed"),
        Tab("lost", _("Lost"), rows="lost"),
        Tab("cancelled", _("Cancelled"), rows="cancelled"),
        Tab("templates", _("Templates"), rows="templates"),
    )
    order_by = "-number_folded"
    reads = ()
    create_page, create_permission, create_label = "quotations:quotation-new", CHANGE, _("New quotation")
    bulk_actions = (
        BulkAction("send", _("Send"), "quotations:quotations-send", "quotations.send_quotation", icon="send"),
        BulkAction("extend", _("Extend"), "quotations:quotations-extend", "quotations.extend_quotation", icon="calendar"),
        BulkAction("lose", _("Mark as lost"), "quotations:quotations-lose", SETTLE, icon="x"),
        BulkAction("cancel", _("Cancel quotation"), "quotations:quotations-cancel", SETTLE, icon="ban"),
    )
    empty_text = _("What you offer to customers stands here, until they order it.")

    def row_tone(self, record: Any) -> str:
        """Mark quotations that expired, and those to follow up."""
        today = self.entity.today()
        if record.is_expired(today):
            return "danger"
        due = record.status in LIVE and record.follow_up_date <= today and not record.template_active
        return "warning" if due else ""
