"""The lists of order lines of sales whose lines may be promised anew, told of, and served like those that wait for goods."""

from __future__ import annotations

from foundation.backoffice.views import ListPage
from sales.views.order_lists import DelayedLineList, OpenLineList, PastDueList, ReadyToShipList

LINE_LISTS: dict[str, type[ListPage]] = {
    "open-lines": OpenLineList,
    "ready-to-ship": ReadyToShipList,
    "past-due": PastDueList,
    "delayed": DelayedLineList,
}
"""By the last part of the name of their page."""
