"""Crediting lines of an invoice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Related
from foundation.backoffice.views import DocumentActionView
from invoicing.forms.crediting import CreditForm
from invoicing.models import CustomerInvoice
from invoicing.models.credit_line import charges_to_credit, credited_invoices, lines_to_credit
from invoicing.services.credit_invoice import credit_invoice


class CreditInvoice(DocumentActionView):
    """Make the order whose invoice is the credit note."""

    permission_required = "invoicing.credit_customerinvoice"
    model, document_page = CustomerInvoice, "invoicing:invoice"
    title, verb = _("Credit note"), _("Make credit order")
    success_message = _("%(document)s is credited by this order. Invoice it to post the credit note.")

    def make_form(self, data: Any = None) -> CreditForm:
        """Return the form with a quantity per line."""
        key, access = self.object.pk, self.request.access
        lines, charges = lines_to_credit(self.entity, key), charges_to_credit(self.entity, key)
        return CreditForm(data, entity=self.entity, access=access, lines=lines, charges=charges)

    def perform(self, document: Any, form: Any) -> Any:
        """Make the order."""
        return credit_invoice(self.entity, document.pk, form.crediting, self.request.user)

    def success_url(self, done: Any) -> str:
        """Lead to the order."""
        return self.url("sales:order", pk=done.pk)


def invoices_to_credit(order: Any, access: Any) -> str:
    """Return where the invoices of the order's invoice account stand, each of which can be credited."""
    return entity_url(access.legal_entity, "invoicing:invoices", {"customer": order.invoice_account.account})


def related_credits(order: Any, access: Any) -> Iterable[Related]:
    """Return the invoices that an order credits, for its page."""
    if not access.may("invoicing.view_customerinvoice"):
        return
    for invoice in credited_invoices(access.legal_entity, order.pk):
        url = entity_url(access.legal_entity, "invoicing:invoice", pk=invoice.pk)
        yield Related(_("Credits"), invoice.number, url, invoice.invoice_date)
