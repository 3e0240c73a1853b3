"""The list of sales agreements (sales.md §20, L22)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import ListPage
from sales.agreements.filters import AgreementFilter, LinkedLineFilter
from sales.agreements.forms.agreements import ClassificationForm
from sales.agreements.models import AgreementClassification, AgreementLink, SalesAgreement
from sales.agreements.tables import AgreementTable, ClassificationTable, LinkedLineTable

VIEW, CHANGE = "agreements.view_salesagreement", "agreements.change_salesagreement"


class AgreementList(ListPage):
    """All sales agreements, those that expire first on top."""

    permission_required = export_permission = VIEW
    title = _("Sales agreements")
    model, rows = SalesAgreement, "for_list"
    table_class = AgreementTable
    filterset_class = AgreementFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs = (
        Tab("all", _("All")),
        Tab("effective", _("Effective"), rows="effective"),
        Tab("on_hold", _("On hold"), rows="on_hold"),
        Tab("closed", _("Closed"), rows="closed"),
        Tab("expiring", _("Expiring in 30 days"), rows="expiring"),
        Tab("below_plan", _("Below plan"), rows="below_plan"),
    )
    order_by = "expiration_date"
    reads = ()
    create_page, create_permission, create_label = "agreements:agreement-new", CHANGE, _("New agreement")
    bulk_actions = (
        BulkAction("make_effective", _("Make effective"), "agreements:agreements-make-effective", CHANGE, icon="player-play"),
        BulkAction("hold", _("Put on hold"), "agreements:agreements-hold", CHANGE, icon="player-pause"),
        BulkAction("close", _("Close"), "agreements:agreements-close", CHANGE, icon="circle-x"),
    )
    empty_text = _("What customers commit to buy over a time stands here, with the prices they get for it.")

    def row_tone(self, record: Any) -> str:
        """Mark effective agreements that expired or soon will."""
        today = self.entity.today()
        if record.expires_soon(today):
            return "warning"
        return "danger" if record.is_live and record.is_expired(today) else ""


class LinkedLineList(ListPage):
    """Order lines that count on commitments."""

    permission_required = export_permission = VIEW
    title = _("Release order lines")
    model, rows = AgreementLink, "for_display"
    table_class = LinkedLineTable
    filterset_class = LinkedLineFilter
    search = Search(prefix=("line__order__number", "commitment__agreement__number", "line__item__number"))
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("To deliver"), rows="open_ones"),
        Tab("invoiced", _("Invoiced"), rows="invoiced"),
    )
    order_by = "-pk"
    empty_text = _("Order lines stand here once they are linked to a commitment of an agreement.")


CLASSIFICATIONS = SetUpPages(
    app="agreements",
    part="classifications",
    one="classification",
    model=AgreementClassification,
    title=_("Agreement classifications"),
    record_title=_("Agreement classification"),
    table=ClassificationTable,
    form=ClassificationForm,
    empty_text=_("Sort agreements by what they are for, such as yearly contracts and campaigns."),
    see=VIEW,
    change=CHANGE,
)
