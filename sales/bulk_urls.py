"""Addresses of what is done with selected rows of the lists of orders and lines: one dialog per list, which selects from its rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from foundation.backoffice.views import ListPage, PostingDialogView
from sales.views.hold_orders import PlaceHoldsDialog
from sales.views.line_postings import LinesSlipDialog
from sales.views.order_lists import JournalOrderList, OpenLineList, PartlyShippedList, PastDueList, ReadyToShipList
from sales.views.posting import ConfirmDialog, PackingSlipDialog
from sales.views.subscriptions import SubscriptionList

CONFIRM, SLIP, HOLD = ("confirm", ConfirmDialog), ("post-packing-slip", PackingSlipDialog), ("hold", PlaceHoldsDialog)
SLIP_OF_LINES = ("post-packing-slip", LinesSlipDialog)
DIALOGS: tuple[tuple[str, type[ListPage], tuple[tuple[str, type[PostingDialogView]], ...]], ...] = (
    ("partly-shipped", PartlyShippedList, (CONFIRM, SLIP, HOLD)),
    ("subscriptions", SubscriptionList, (CONFIRM, SLIP, HOLD)),
    ("journals", JournalOrderList, (HOLD,)),
    ("open-lines", OpenLineList, (SLIP_OF_LINES,)),
    ("ready-to-ship", ReadyToShipList, (SLIP_OF_LINES,)),
    ("past-due", PastDueList, (SLIP_OF_LINES,)),
)


def _patterns() -> Iterator[URLPattern]:
    for part, listed, dialogs in DIALOGS:
        for action, dialog in dialogs:
            view = dialog.as_view(list_class=listed, list_page=f"sales:{part}")
            yield path(f"orders/{part}/{action}/", view, name=f"{part}-{action}")


bulk_patterns = list(_patterns())
