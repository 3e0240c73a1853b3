"""The app configuration of sales agreements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The room of sales agreements."""

    name = "sales.agreements"
    label = "agreements"
    verbose_name = _("Sales agreements")

    def ready(self) -> None:
        """Tell the floors below what agreements know."""
        from foundation.documents.services.outbox import register_outbox_handler
        from sales.agreed_terms import register_terms
        from sales.agreements.services.agreement_terms import AgreementTerms
        from sales.agreements.services.print_agreements import ARCHIVE_AGREEMENT, archive_agreement

        register_terms(AgreementTerms())
        register_outbox_handler(ARCHIVE_AGREEMENT, archive_agreement)
