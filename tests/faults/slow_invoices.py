"""The job that invoices, with a pause for every order before its transaction ends: time enough to be killed in the middle."""

from __future__ import annotations

import time
from collections.abc import Iterable

from foundation.batch.handlers import ChunkContext, ItemResult
from invoicing.batch import CustomerInvoiceJob


class SlowInvoices(CustomerInvoiceJob):
    """Invoices as usual and then waits, with everything written and nothing committed."""

    def __init__(self, seconds_per_order: float) -> None:
        self._seconds = seconds_per_order

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Post the chunk and wait for every result."""
        for result in super().post(chunk):
            time.sleep(self._seconds)
            yield result
