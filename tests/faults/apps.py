"""Brings the kind of job of the tests into the workers that these tests start."""

import os

from django.apps import AppConfig


class FaultsConfig(AppConfig):
    """An app of processes that are made to be killed."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        """Register the kind of job that receives stock."""
        from foundation.batch.handlers import register_handler
        from tests.batch.stock_job import ReceiveStock
        from tests.faults.slow_invoices import SlowInvoices

        register_handler(ReceiveStock())
        register_handler(SlowInvoices(float(os.environ.get("FAULT_SECONDS_PER_ORDER", "0"))))
