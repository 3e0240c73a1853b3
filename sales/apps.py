"""The app configuration of sales."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    """The sales app."""

    name = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        """Tell the floors below what sales knows, and what must hold of it."""
        from foundation.batch.handlers import register_handler
        from foundation.documents.services.outbox import register_outbox_handler
        from sales import ledger_checks, subscribers  # noqa: F401 -- they register and subscribe
        from sales.batch import SubscriptionJob
        from sales.posting_jobs import ConfirmJob, PackingSlipJob
        from sales.services import copy_sources, exposure
        from sales.services.print_documents import archive_order_document
        from sales.services.queue_output import ARCHIVE_ORDER_DOCUMENT

        copy_sources.register()
        exposure.register()
        for handler in (SubscriptionJob(), ConfirmJob(), PackingSlipJob()):
            register_handler(handler)
        ledger_checks.register()
        register_outbox_handler(ARCHIVE_ORDER_DOCUMENT, archive_order_document)
