"""The app configuration of invoicing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicingConfig(AppConfig):
    """The invoicing app."""

    name = "invoicing"
    verbose_name = _("Invoicing")

    def ready(self) -> None:
        """Say who archives posted invoices, what a batch job of invoices does, what credits go back to, and what must hold in the books."""
        from foundation.batch.handlers import register_handler
        from foundation.documents.services.outbox import register_outbox_handler
        from invoicing import ledger_checks, subscribers  # noqa: F401 -- they register and subscribe
        from invoicing.batch import CustomerInvoiceJob
        from invoicing.copy_source import InvoiceSource
        from invoicing.credit_book import credit_book
        from invoicing.originals import register_originals
        from invoicing.services.credit_invoice import credited_lines
        from invoicing.services.print_invoices import archive_invoice
        from invoicing.services.queue_output import ARCHIVE_INVOICE
        from sales.copying import register_copy_source
        from sales.services.credited_totals import register_credit_book

        register_outbox_handler(ARCHIVE_INVOICE, archive_invoice)
        register_handler(CustomerInvoiceJob())
        register_originals(credited_lines)
        register_credit_book(credit_book)
        register_copy_source(InvoiceSource())
        ledger_checks.register()
