"""Agreement confirmations as they were posted, and their paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.deliveries.printing import PrintView
from foundation.backoffice.documents import Field, Related, Section, Total
from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView, DocumentPage, EntityView
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import email_document
from sales.agreements.models import AgreementVersion
from sales.agreements.services.print_agreements import PRINTING, copy_of, original_of, printable
from sales.agreements.tables import AgreementVersionLineTable
from sales.views.paper import SendForm
from sales.views.posted_documents import paper_actions, printed_address

VIEW = "agreements.view_salesagreement"


class VersionPage(DocumentPage):
    """One version of what was agreed with the customer."""

    permission_required = VIEW
    model, rows, title = AgreementVersion, "for_display", _("Agreement confirmation")
    list_page = "agreements:agreements"
    lines_table_class = AgreementVersionLineTable
    lines_title = _("Commitments")
    actions = paper_actions("agreements:version", VIEW)

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer as printed."""
        return document.header["customer_name"], self.url("customers:customer", pk=document.agreement.customer_id)

    def sections(self, document: Any) -> list[Section]:
        """Return the header as printed."""
        header = document.header
        general = [
            Field(_("Date"), document.date),
            Field(_("Version"), document.version),
            Field(_("Effective date"), document.effective_date),
            Field(_("Expiration date"), document.expiration_date),
            Field(_("External reference"), header.get("external_reference")),
            Field(_("Posted by"), document.posted_by),
            Field(_("Posted at"), document.posted_at),
        ]
        terms = [
            Field(_("Terms of payment"), header.get("payment_terms")),
            Field(_("Address"), printed_address(header), wide=True),
            Field(_("Mode of delivery"), header.get("delivery_mode")),
            Field(_("Delivery terms"), header.get("delivery_terms")),
        ]
        return [Section(_("General"), general), Section(_("Terms"), terms)]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return what was agreed."""
        return document.lines.select_related("agreement_version")

    def totals(self, document: Any) -> list[Total]:
        """Return what was committed."""
        return [Total(_("Committed"), document.total_amount, document.currency_id, strong=True)]

    def related(self, document: Any) -> list[Related]:
        """Return the agreement and its other versions."""
        agreement = document.agreement
        url = self.url("agreements:agreement", pk=agreement.pk)
        found = [Related(_("Sales agreement"), agreement.number, url, agreement.effective_date, agreement.get_status_display(), "blue")]
        for version in AgreementVersion.of(self.entity).of_agreement(agreement.pk):
            if version.pk != document.pk:
                link = self.url("agreements:version", pk=version.pk)
                found.append(Related(_("Agreement confirmation"), str(version), link, version.date))
        return found


class VersionPdf(EntityView):
    """The archived original; each time it is handed out counts as a print."""

    permission_required = VIEW
    model, rows, rate = AgreementVersion, "for_print", "pdf"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the original."""
        version, user = find(self.get_rows(), int(kwargs["pk"])), self.request.user
        return self.pdf(archive.open_original(original_of(version, user=user), user=user), version.number)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Print and show a copy with the mark COPY."""
        version = find(self.get_rows(), int(kwargs["pk"]))
        return self.pdf(archive.read(copy_of(version, user=self.request.user)), f"{version.number}-copy")

    def pdf(self, content: bytes, name: str) -> HttpResponse:
        """Answer with a PDF that the browser shows."""
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class VersionPrint(PrintView):
    """The print dialog of a version."""

    permission_required = VIEW
    model, document_page = AgreementVersion, "agreements:version"
    printing = PRINTING


class VersionSend(DocumentActionView):
    """Send the archived original to addresses that are typed."""

    permission_required = "invoicing.send_document"
    model, rows, document_page = AgreementVersion, "for_print", "agreements:version"
    title, verb = _("Send by e-mail"), _("Send")
    form_class = SendForm
    success_message = _("%(document)s is on its way.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the customer's own address."""
        return {"to": ", ".join(printable(document).addresses.get("", []))}

    def perform(self, document: Any, form: Any) -> Any:
        """Queue the e-mail."""
        found, user = self.get_rows().get(pk=document.pk), self.request.user
        return email_document(self.entity, printable(found), original_of(found, user=user), to=form.addresses(), user=user)
