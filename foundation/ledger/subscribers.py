"""What the ledger asks before a period is closed permanently."""

from __future__ import annotations

from foundation.events import subscribe
from foundation.ledger.checks import violations
from foundation.organization.errors import BooksNotClean
from foundation.organization.events import PeriodClosing


@subscribe(PeriodClosing)
def require_clean_books(event: PeriodClosing) -> None:
    """Raise BooksNotClean (PER-02) when any check of the books finds something (invoicing.md 11.1)."""
    found = violations()
    if found:
        raise BooksNotClean(period=event.period, count=len(found), example=f"{found[0].check} {found[0].detail}")
