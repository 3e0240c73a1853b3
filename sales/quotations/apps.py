"""The app configuration of sales quotations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotationsConfig(AppConfig):
    """The room of quotations above the core of sales."""

    name = "sales.quotations"
    label = "quotations"
    verbose_name = _("Sales quotations")

    def ready(self) -> None:
        """Tell the floors below how quotations are printed, and that orders copy lines of them."""
        from foundation.documents.services.outbox import register_outbox_handler
        from sales.copying import register_copy_source
        from sales.quotations import subscribers  # noqa: F401 -- they subscribe
        from sales.quotations.services.copy_source import QuotationSource
        from sales.quotations.services.print_quotations import archive_quotation
        from sales.quotations.services.send_quotations import ARCHIVE_QUOTATION

        register_copy_source(QuotationSource())
        register_outbox_handler(ARCHIVE_QUOTATION, archive_quotation)
