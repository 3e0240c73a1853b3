"""What the set-up pages of the ledger share."""

from __future__ import annotations

from functools import partial

from foundation.backoffice.set_up_pages import SetUpPages

VIEW, CHANGE = "ledger.view_setup", "ledger.change_setup"

ledger_pages = partial(SetUpPages, app="ledger", see=VIEW, change=CHANGE)
