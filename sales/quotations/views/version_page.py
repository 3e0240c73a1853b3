"""The page of one version of a quotation as it was sent, and its paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.deliveries.printing import PrintView
from foundation.backoffice.documents import Field, Related, Section
from sales.quotations.models import QuotationVersion
from sales.quotations.services.print_quotations import PRINTING
from sales.quotations.statuses import STATUS_TONES
from sales.quotations.tables import VersionLineTable
from sales.views.paper import DocumentPdf, SendView
from sales.views.posted_documents import OrderConfirmationPage, paper_actions

VIEW = "quotations.view_quotation"


class QuotationVersionPage(OrderConfirmationPage):
    """One version of what was offered to the customer."""

    permission_required = VIEW
    model, rows, title = QuotationVersion, "for_display", _("Quotation version")
    list_page = "quotations:quotations"
    lines_table_class = VersionLineTable
    actions = paper_actions("quotations:version", VIEW)

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer as printed."""
        page = "customers:prospect" if document.quotation.is_to_prospect else "customers:customer"
        return document.header["customer_name"], self.url(page, pk=document.quotation.to.pk)

    def sections(self, document: Any) -> list[Section]:
        """Return the header as printed, with the last day of the offer."""
        general, *others = super().sections(document)
        return [Section(general.title, [Field(_("Expiry date"), document.expiry_date), *general.fields]), *others]

    def lines(self, document: Any) -> Any:
        """Return what was offered."""
        return document.lines.select_related("document")

    def related(self, document: Any) -> list[Related]:
        """Return the quotation and its other versions."""
        known = document.quotation
        url, tone = self.url("quotations:quotation", pk=known.pk), STATUS_TONES.get(known.status, "grey")
        found = [Related(_("Quotation"), known.number, url, known.quotation_date, known.get_status_display(), tone)]
        for version in QuotationVersion.of(self.entity).of_quotation(known.pk):
            if version.pk != document.pk:
                found.append(Related(_("Quotation version"), str(version), self.url("quotations:version", pk=version.pk), version.date))
        return found


class QuotationVersionPdf(DocumentPdf):
    """The paper of a version."""

    permission_required = VIEW
    model = QuotationVersion
    printing = PRINTING


class QuotationVersionPrint(PrintView):
    """The print dialog of a version."""

    permission_required = VIEW
    model, document_page = QuotationVersion, "quotations:version"
    printing = PRINTING


class QuotationVersionSend(SendView):
    """Send a version to addresses that are typed."""

    model = QuotationVersion
    document_page = "quotations:version"
    printing = PRINTING
