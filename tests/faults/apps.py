"""Brings the kind of job of the tests into the workers that these tests start."""

from django.apps import AppConfig


class FaultsConfig(AppConfig):
    """An app of processes that are made to be killed."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        """Register the kind of job that receives stock."""
        from foundation.batch.handlers import register_handler
        from tests.batch.stock_job import ReceiveStock

        register_handler(ReceiveStock())
