"""The app configuration of picking."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PickingConfig(AppConfig):
    """The room of picking lists above the core of sales."""

    name = "sales.picking"
    label = "picking"
    verbose_name = _("Picking")

    def ready(self) -> None:
        """Tell the floors below of picking lists: what stands of an order's documents, how they are printed, what follows a slip."""
        from foundation.documents.services.outbox import register_outbox_handler
        from sales.document_status import register_document
        from sales.picking import subscribers  # noqa: F401 -- it subscribes
        from sales.picking.services.picked import orders_with_list
        from sales.picking.services.print_picking_lists import ARCHIVE_PICKING_LIST, archive_picking_list
        from sales.statuses import DocumentStatus

        register_document(DocumentStatus.PICKING_LIST, orders_with_list)
        register_outbox_handler(ARCHIVE_PICKING_LIST, archive_picking_list)
