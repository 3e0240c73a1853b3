"""The app configuration of returns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """The returns app."""

    name = "returns"
    verbose_name = _("Returns")

    def ready(self) -> None:
        """Hide returns that nothing arrived of from the lists of sales, judge their documents, and say what must hold of them."""
        from foundation.batch.handlers import register_handler
        from invoicing.credit_corrections import register_credit_correction
        from invoicing.originals import register_originals
        from returns import ledger_checks, subscribers  # noqa: F401 -- they register and subscribe
        from returns.batch import ExpiredReturnsJob
        from returns.models.codes import credits_are_corrections, replacements_are_charged
        from returns.models.return_order import created_orders
        from returns.origins import origins_of
        from returns.services.replace_goods import replaced_by
        from returns.services.return_type import ReturnTypeRoom
        from sales.deletion_warnings import register_warnings
        from sales.replacements import register_charged_replacements
        from sales.statuses import SalesOrderType
        from sales.type_rooms import register_type_room
        from sales.visibility import register_hidden

        register_warnings(replaced_by)
        register_hidden("returns", created_orders)
        register_type_room(SalesOrderType.RETURNED_ORDER, ReturnTypeRoom())
        register_credit_correction(SalesOrderType.RETURNED_ORDER, credits_are_corrections)
        register_originals(origins_of)
        register_charged_replacements(replacements_are_charged)
        register_handler(ExpiredReturnsJob())
        ledger_checks.register()
