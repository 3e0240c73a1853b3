"""The dialog that posts invoices of sales orders, and its sister that only prints pro formas (invoicing.md 1.4, 1.5, 5.6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import Outcome, Preview, Refused, ResultLink
from foundation.backoffice.records import find
from foundation.backoffice.views import ListPage, PostingDialogView
from foundation.backoffice.views.base import EntityView
from foundation.documents.models import ArchivedDocument
from foundation.documents.services import archive
from invoicing.credit_corrections import proposed_correction
from invoicing.errors import CreditLimitExceeded
from invoicing.forms import PostInvoicesForm, ProFormaForm
from invoicing.forms.posting import LINE, SLIP_LINE
from invoicing.models import InvoicingParameters, QuantityOption
from invoicing.planning import InvoicePlan, InvoiceRequest
from invoicing.preview import InvoicePreview
from invoicing.services.plan_invoices import plan_invoices
from invoicing.services.post_invoices import post_in_transaction
from invoicing.services.preview_invoices import preview_invoices
from invoicing.services.print_invoices import PRO_FORMA, print_pro_formas
from invoicing.suggested_date import suggested_invoice_date
from invoicing.views.paper import pdf_answer
from sales.models import PackingSlipLine, SalesOrder
from sales.statuses import TRAITS
from sales.views.order_lists import SalesOrderList, ShippedNotInvoicedList
from sales.views.posted_documents import PackingSlipList

CORRECTION_ANSWERS: dict[bool | None, str] = {True: "yes", False: "no"}


class PostInvoices(PostingDialogView):
    """Invoices one order, or the orders selected in All sales orders."""

    permission_required = "invoicing.post_customerinvoice"
    title, verb, posted_text = _("Invoice"), _("Post invoices"), _("Invoiced")
    model, rows = SalesOrder, "for_delivery"
    form_class: ClassVar[type[PostingForm]] = PostInvoicesForm
    list_class: ClassVar[type[ListPage] | None] = SalesOrderList
    list_page, document_page = "sales:orders", "sales:order"
    batch_kind = "customer_invoice"
    starting_quantity = ""

    def get_initial(self, documents: list[Any]) -> dict[str, Any]:
        """Return the defaults of the parameters; the quantity also depends on where the dialog is opened from."""
        parameters = InvoicingParameters.of(self.entity)
        by_slip = all(TRAITS[order.order_type].invoiced_by_slip for order in documents)
        return {
            "quantity": self.starting_quantity or (QuantityOption.PACKING_SLIP if by_slip else parameters.default_quantity),
            "summary_update": parameters.default_summary_update,
            "invoice_date": suggested_invoice_date(self.entity, parameters, [order.pk for order in documents]),
            "print_invoice": parameters.print_invoice,
            "credit_correction": CORRECTION_ANSWERS.get(proposed_correction(self.entity, (order.order_type for order in documents)), ""),
        }

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> InvoicePlan:
        """Plan the invoices; what was typed over is kept for the preview."""
        self.choices = self.request_of(parameters)
        return self.plan_of(documents, parameters)

    def request_of(self, parameters: dict[str, Any]) -> InvoiceRequest:
        """Return what was chosen."""
        return request_of(parameters)

    def plan_of(self, documents: list[Any], parameters: dict[str, Any]) -> InvoicePlan:
        """Plan the invoices, and ask those who may object to posting them."""
        return preview_invoices(self.entity, [order.pk for order in documents], self.choices, access=self.request.access)

    def describe(self, plan: InvoicePlan) -> Preview:
        """Return every future invoice with lines, totals, taxes and ledger entries."""
        preview = InvoicePreview(self.entity, self.url, editable=len(self.documents) == 1, choices=self.choices)
        return preview.of(plan, self.refused(plan))

    def to_remember(self, plan: InvoicePlan) -> dict[str, Any]:
        """Return quantity, amount and invoice per order, so that an order that changed meanwhile is refused (INV-121)."""
        amounts, terms = plan.amounts(), plan.terms()
        return {str(order): [str(quantity), str(amounts[order]), terms[order]] for order, quantity in plan.quantities().items()}

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Post, and lead to the invoices and their PDFs."""
        shown = {int(order): values for order, values in self.shown_for(parameters).items()}
        request = replace(
            self.request_of(parameters),
            expected={order: Decimal(quantity) for order, (quantity, _amount, _terms) in shown.items()} or None,
            expected_amounts={order: Decimal(amount) for order, (_quantity, amount, _terms) in shown.items()} or None,
            expected_invoices={order: terms for order, (_quantity, _amount, terms) in shown.items()} or None,
        )
        orders = [order.pk for order in documents]
        result = post_in_transaction(self.entity, orders, request, user=self.request.user, access=self.request.access)
        links = [
            ResultLink(
                str(invoice),
                self.url("invoicing:invoice", pk=invoice.pk),
                self.url("invoicing:invoice-pdf", pk=invoice.pk),
                invoice.buyer.get("name", ""),
                invoice.invoice_amount,
                invoice.currency_id,
            )
            for invoice in result.invoices
        ]
        return Outcome(links, self.refused(result.plan))

    def refused(self, plan: InvoicePlan) -> list[Refused]:
        """Return the orders that are left out, each with every reason."""
        return [
            Refused(plan.order_numbers.get(order, gettext("Order")), self.url("sales:order", pk=order), error.as_refusal())
            for order, errors in plan.refused.items()
            for error in errors
        ]


class PostShippedInvoices(PostInvoices):
    """Invoices the packing slips of orders selected in Shipped but not invoiced."""

    list_class = ShippedNotInvoicedList
    list_page = "sales:shipped-not-invoiced"
    starting_quantity = QuantityOption.PACKING_SLIP


class InvoiceSlips(PostInvoices):
    """Invoices selected packing slips, and nothing else of their orders."""

    list_class = PackingSlipList
    list_page = "sales:packing-slips"
    batch_kind = ""
    starting_quantity = QuantityOption.PACKING_SLIP

    @cached_property
    def slips(self) -> list[int]:
        """Return the keys of the selected packing slips."""
        return super().keys

    @cached_property
    def keys(self) -> list[int]:
        """Return the keys of the orders on the slips."""
        lines = PackingSlipLine.of(self.entity).filter(packing_slip__in=self.slips).order_by("order_line__order")
        return list(lines.values_list("order_line__order", flat=True).distinct())

    @property
    def selected_text(self) -> str:
        """Return the keys of the slips as the form carries them."""
        return ",".join(map(str, self.slips))

    def get_initial(self, documents: list[Any]) -> dict[str, Any]:
        """Tick the selected slips."""
        return super().get_initial(documents) | {"slips": self.slips}

    def request_of(self, parameters: dict[str, Any]) -> InvoiceRequest:
        """Return what was chosen, of the selected slips where none was unticked."""
        request = super().request_of(parameters)
        by_slip = request.quantity == QuantityOption.PACKING_SLIP
        return replace(request, slips=request.slips or tuple(self.slips)) if by_slip else request


class PrintProFormas(PostInvoices):
    """Prints what would be invoiced; nothing is posted and no number is drawn."""

    permission_required = "invoicing.print_proforma"
    title, verb, posted_text = _("Pro forma"), _("Print pro forma"), _("Printed")
    form_class = ProFormaForm
    batch_kind = ""

    def plan_of(self, documents: list[Any], parameters: dict[str, Any]) -> InvoicePlan:
        """Plan the invoices; what only stands in the way of posting them is not asked."""
        return plan_invoices(self.entity, [order.pk for order in documents], self.choices, access=self.request.access)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Print, and lead to the files."""
        orders = [order.pk for order in documents]
        files, plan = print_pro_formas(self.entity, orders, request_of(parameters), user=self.request.user, access=self.request.access)
        links = [
            ResultLink(f"{gettext('Pro forma')} {file.number}", pdf_url=self.url("invoicing:pro-forma-pdf", pk=file.pk)) for file in files
        ]
        return Outcome(links, self.refused(plan))


class ProFormaPdf(EntityView):
    """A printed pro forma."""

    permission_required = "invoicing.print_proforma"
    model = ArchivedDocument

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the file."""
        file = find(self.get_rows(), int(kwargs["pk"]))
        if file.document_type != PRO_FORMA:
            raise Http404
        return pdf_answer(archive.read(file), f"{file.number}-pro-forma")


def request_of(parameters: dict[str, Any]) -> InvoiceRequest:
    """Return what was chosen in the dialog as a request to the services."""
    by_slip = parameters["quantity"] == QuantityOption.PACKING_SLIP
    return InvoiceRequest(
        quantity=parameters["quantity"],
        summary_update=parameters["summary_update"],
        leading_order=parameters.get("leading_order"),
        invoice_date=parameters["invoice_date"],
        document_date=parameters.get("document_date"),
        credit_limit_type=parameters.get("credit_limit_type") or None,
        slips=tuple(parameters.get("slips") or ()) or None if by_slip else None,
        quantities={} if by_slip else _typed(parameters, LINE),
        slip_quantities=_typed(parameters, SLIP_LINE) if by_slip else {},
        print_invoice=bool(parameters.get("print_invoice")),
        credit_correction=_corrected(parameters),
        accept_warnings=frozenset([CreditLimitExceeded.code] if parameters.get("accept_credit") else []),
    )


def _corrected(parameters: dict[str, Any]) -> bool | None:
    """Return what was answered about corrections; None leaves it to the parameters."""
    return next((meant for meant, answer in CORRECTION_ANSWERS.items() if answer == parameters.get("credit_correction")), None)


def _typed(parameters: dict[str, Any], prefix: str) -> dict[int, Decimal]:
    return {int(name.removeprefix(prefix)): value for name, value in parameters.items() if name.startswith(prefix) and value is not None}
