"""The paper of confirmations and packing slips: the original, byte for byte, copies, and e-mail."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.deliveries.printing import PrintView
from foundation.backoffice.forms import EntityForm
from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView, EntityView
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import email_document, print_copy
from foundation.documents.services.print_documents import Printing
from sales.models import OrderConfirmation, PackingSlip
from sales.services.print_documents import PRINTING


class DocumentPdf(EntityView):
    """The archived original; each time it is handed out counts as a print."""

    rate = "pdf"
    rows = "for_print"
    printing: ClassVar[Printing] = PRINTING

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the original."""
        document = find(self.get_rows(), int(kwargs["pk"]))
        user = self.request.user
        return self.pdf(archive.open_original(self.printing.original(document, user=user), user=user), document.number)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Print and show a copy with the mark COPY."""
        document = find(self.get_rows(), int(kwargs["pk"]))
        printable, render = self.printing.printable(document), partial(self.printing.render, document)
        copy = print_copy(self.entity, printable, render, user=self.request.user)
        return self.pdf(archive.read(copy), f"{document.number}-copy")

    def pdf(self, content: bytes, name: str) -> HttpResponse:
        """Answer with a PDF that the browser shows."""
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class OrderConfirmationPdf(DocumentPdf):
    """The paper of a confirmation."""

    permission_required = "sales.view_salesorder"
    model = OrderConfirmation


class PackingSlipPdf(DocumentPdf):
    """The paper of a packing slip."""

    permission_required = "sales.view_packingslip"
    model = PackingSlip


class OrderConfirmationPrint(PrintView):
    """The print dialog of a confirmation."""

    permission_required = "sales.view_salesorder"
    model, document_page = OrderConfirmation, "sales:confirmation"
    printing = PRINTING


class PackingSlipPrint(PrintView):
    """The print dialog of a packing slip."""

    permission_required = "sales.view_packingslip"
    model, document_page = PackingSlip, "sales:packing-slip"
    printing = PRINTING


class SendForm(EntityForm):
    """To whom a document goes."""

    to = forms.CharField(label=_("To"), max_length=500, help_text=_("One or more addresses, separated by commas."))

    def addresses(self) -> list[str]:
        """Return the addresses one by one."""
        return [part.strip() for part in self.cleaned_data["to"].replace(";", ",").split(",") if part.strip()]


class SendView(DocumentActionView):
    """Send the archived original to addresses that are typed."""

    permission_required = "invoicing.send_document"
    rows = "for_print"
    title, verb = _("Send by e-mail"), _("Send")
    form_class = SendForm
    success_message = _("%(document)s is on its way.")
    printing: ClassVar[Printing] = PRINTING

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the customer's own address."""
        return {"to": ", ".join(self.printing.printable(document).addresses.get("", []))}

    def perform(self, document: Any, form: Any) -> Any:
        """Queue the e-mail."""
        found = self.get_rows().get(pk=document.pk)
        user = self.request.user
        original = self.printing.original(found, user=user)
        return email_document(self.entity, self.printing.printable(found), original, to=form.addresses(), user=user)


class OrderConfirmationSend(SendView):
    """Send a confirmation."""

    model = OrderConfirmation
    document_page = "sales:confirmation"


class PackingSlipSend(SendView):
    """Send a packing slip."""

    model = PackingSlip
    document_page = "sales:packing-slip"
