"""The paper of posted invoices: show the original, print copies and many at once, send by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from customers.addresses import AddressBook
from foundation.backoffice.deliveries.printing import PrintView
from foundation.backoffice.forms import EntityForm
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView
from foundation.backoffice.views.base import EntityView
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import email_document
from foundation.documents.services.printer_queue import merge_pdfs
from foundation.organization.access import Access
from invoicing.models import CustomerInvoice
from invoicing.services.print_invoices import PRINTING, copy_of, original_of, printable
from invoicing.views.invoices import VIEW, CustomerInvoiceList

MOST_AT_ONCE = 200
PRINT = "invoicing.print_document"


def require_view(access: Access) -> None:
    """Raise PermissionDenied for those who may print documents but not see invoices."""
    if not access.may(VIEW):
        raise PermissionDenied(VIEW)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that the browser shows."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class InvoicePdf(EntityView):
    """The archived original, byte for byte."""

    rate = "pdf"
    permission_required = "invoicing.view_customerinvoice"
    model, rows = CustomerInvoice, "for_print"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the original; each time is counted."""
        invoice = find(self.get_rows(), int(kwargs["pk"]))
        user = self.request.user
        return pdf_answer(archive.open_original(original_of(invoice, user=user), user=user), invoice.number)


class InvoicePrint(PrintView):
    """The print dialog of an invoice."""

    permission_required, permission_to_print = "invoicing.view_customerinvoice", PRINT
    model, document_page = CustomerInvoice, "invoicing:invoice"
    printing = PRINTING


class InvoicesPdf(CustomerInvoiceList):
    """The originals of the selected invoices as one file."""

    rate = "pdf"
    permission_required = PRINT

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the merged file, in the order of the numbers."""
        return self.merged(Listing(self, self.request, request.GET))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the merged file of the rows that a list sent."""
        return self.merged(Listing(self, self.request, request.POST))

    def merged(self, listing: Listing) -> HttpResponseBase:
        """Return one PDF of the selected invoices, or to the list when none is selected."""
        require_view(self.request.access)
        invoices = list(CustomerInvoice.of(self.entity).chosen_for_print(listing.selected())[: MOST_AT_ONCE + 1])
        if not invoices or len(invoices) > MOST_AT_ONCE:
            nothing, many = _("Select the invoices to print first."), _("Select at most %(most)d invoices to print at once.")
            messages.error(self.request, str(many) % {"most": MOST_AT_ONCE} if invoices else nothing)
            return self.go(self.url("invoicing:invoices"))
        user = self.request.user
        contents = [archive.open_original(original_of(invoice, user=user), user=user) for invoice in invoices]
        return pdf_answer(merge_pdfs(contents), f"{self.entity.code}-{invoices[0].number}-{invoices[-1].number}")


class InvoiceCopy(EntityView):
    """A copy with the mark COPY."""

    rate = "pdf"
    permission_required = PRINT
    model, rows = CustomerInvoice, "for_print"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Print and show the copy."""
        require_view(self.request.access)
        invoice = find(self.get_rows(), int(kwargs["pk"]))
        return pdf_answer(archive.read(copy_of(invoice, user=self.request.user)), f"{invoice.number}-copy")


class SendInvoiceForm(EntityForm):
    """To whom an invoice goes."""

    to = forms.CharField(label=_("To"), max_length=500, help_text=_("One or more addresses, separated by commas."))


class InvoiceSend(DocumentActionView):
    """Send the archived original to addresses that are typed."""

    permission_required = "invoicing.send_document"
    model, rows, title, verb = CustomerInvoice, "for_print", _("Send by e-mail"), _("Send")
    form_class = SendInvoiceForm
    document_page = "invoicing:invoice"
    success_message = _("%(document)s is on its way.")

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Propose the customer's address for invoices."""
        party = document.invoice_account.party_id
        return {"to": AddressBook.load({party}, self.entity.today()).email(party, "invoice")}

    def perform(self, document: Any, form: Any) -> Any:
        """Queue the e-mail."""
        invoice = self.get_rows().get(pk=document.pk)
        addresses = [part.strip() for part in form.cleaned_data["to"].replace(";", ",").split(",") if part.strip()]
        user = self.request.user
        return email_document(self.entity, printable(invoice), original_of(invoice, user=user), to=addresses, user=user)
