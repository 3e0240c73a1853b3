"""Posted invoices: the lists All invoices and Open invoices, and the page of one invoice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Step, Total
from foundation.backoffice.formats import format_day
from foundation.backoffice.lists import BulkAction, ListTable, Search, Tab
from foundation.backoffice.views import DocumentPage, ListPage
from foundation.errors import Text
from foundation.organization.access import Access
from invoicing.filters import CustomerInvoiceFilter
from invoicing.models import CustomerInvoice, DocumentType, QuantityOption
from invoicing.models.credit_line import crediting_orders
from invoicing.tables import CustomerInvoiceLineTable, CustomerInvoiceTable, InvoiceTaxTable
from sales.explanations import posts_nothing
from sales.models import PackingSlip, PackingSlipLine, SalesOrderLine

VIEW = "invoicing.view_customerinvoice"
CREDIT = "invoicing.credit_customerinvoice"


class CustomerInvoiceList(ListPage):
    """All posted invoices."""

    permission_required = VIEW
    export_permission = "invoicing.export_customerinvoice"
    title = _("All invoices")
    model, rows = CustomerInvoice, "for_list"
    table_class = CustomerInvoiceTable
    filterset_class = CustomerInvoiceFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("open", _("Open"), rows="open"),
        Tab("overdue", _("Overdue"), rows="overdue_now"),
        Tab("credit", _("Credit notes"), rows="credit_notes"),
    )
    keys_first = True
    order_by = "-invoice_date"
    reads = ("number", "due_date")
    bulk_actions = (BulkAction("print", _("Print as one PDF"), "invoicing:invoices-print", "invoicing.print_document", icon="printer"),)
    empty_text = _("Invoices stand here once they are posted from sales orders or packing slips.")

    def row_tone(self, record: Any) -> str:
        """Mark overdue invoices."""
        return "warning" if record.open_balance and record.due_date < self.entity.today() else ""


def nothing_to_credit(invoice: Any, _access: Any) -> Text:
    """Return why an invoice cannot be credited."""
    return "" if invoice.invoice_amount >= 0 else _("This is a credit note itself.")


class OpenInvoiceList(CustomerInvoiceList):
    """Invoices of which something is still to be paid."""

    title = _("Open invoices")
    tabs = (Tab("open", _("Open"), rows="open"), Tab("overdue", _("Overdue"), rows="overdue_now"))
    order_by = "due_date"
    empty_text = _("Every invoice is paid.")


class CustomerInvoicePage(DocumentPage):
    """One posted invoice with everything that belongs to it."""

    permission_required = VIEW
    model, rows, title = CustomerInvoice, "for_page", _("Invoice")
    list_page = "invoicing:invoices"
    lines_table_class = CustomerInvoiceLineTable
    actions = (
        Action("pdf", _("PDF"), "invoicing:invoice-pdf", VIEW, icon="file-type-pdf", key="p", order=10, new_tab=True),
        Action("print", _("Print"), "invoicing:invoice-print", "invoicing.print_document", icon="printer", order=15),
        Action("credit", _("Credit note"), "invoicing:invoice-credit", CREDIT, icon="receipt", blocked=nothing_to_credit, order=17),
        Action("send", _("Send by e-mail"), "invoicing:invoice-send", "invoicing.send_document", icon="mail", order=20),
        Action(
            "copy",
            _("Print copy"),
            "invoicing:invoice-copy",
            "invoicing.print_document",
            icon="copy",
            method="post",
            order=30,
            new_tab=True,
        ),
    )

    @property
    def status(self) -> tuple[str, str]:
        """Return whether the invoice is paid."""
        if not self.object.open_balance:
            return str(_("Closed")), "green"
        if self.object.due_date < self.entity.today():
            return str(_("Overdue")), "red"
        return str(_("Open")), "blue"

    def party(self, document: Any) -> tuple[str, str]:
        """Return the invoice account."""
        return f"{document.buyer['name']} ({document.invoice_account.account})", self.url(
            "customers:customer", pk=document.invoice_account_id
        )

    def track(self, document: Any) -> list[Step]:
        """Return how far the invoice got."""
        paid = not document.open_balance
        part = bool(document.open_balance) and document.open_balance != document.invoice_amount
        return [Step(_("Posted"), "done"), Step(_("Paid"), "done" if paid else "partial" if part else "todo")]

    def notices(self, document: Any) -> list[Notice]:
        """Say what an invoice corrects or why it bears no tax."""
        return [Notice("blue", text) for text in document.vat_statements]

    def sections(self, document: Any) -> list[Section]:
        """Return the header as posted."""
        buyer, delivery = document.buyer, document.delivery
        return [
            Section(
                _("General"),
                [
                    Field(_("Document"), document.get_document_type_display()),
                    Field(_("Corrects invoice"), ", ".join(number for number, _day in document.corrected)),
                    Field(_("Invoice date"), document.invoice_date),
                    Field(_("Due date"), document.due_date),
                    Field(_("Date of supply"), _supply(document)),
                    Field(_("Terms of payment"), document.terms.get("text")),
                    Field(_("Payment reference"), document.payment_reference),
                ],
            ),
            Section(
                _("Customer"),
                [
                    Field(_("Order account"), document.order_account.account, self.url("customers:customer", pk=document.order_account_id)),
                    Field(_("Address"), _line(buyer.get("street"), buyer.get("postal_code"), buyer.get("city"), buyer.get("country"))),
                    Field(_("VAT number"), buyer.get("vat_number")),
                    Field(_("Your reference"), document.your_reference),
                    Field(_("Our reference"), document.our_reference),
                    Field(_("Delivery"), _line(delivery.get("name"), delivery.get("street"), delivery.get("city"))),
                ],
            ),
            Section(
                _("Posting"),
                [
                    Field(_("Voucher"), document.voucher.number, self._voucher_url(document)),
                    Field(_("Amount in accounting currency"), document.accounting_amount, currency=self.entity.currency_id),
                    Field(_("Credit correction"), _("Yes") if document.credit_correction else ""),
                    Field(_("Exchange rate"), document.exchange_rate if document.exchange_rate != 1 else ""),
                    Field(_("Posted by"), document.posted_by.name if document.posted_by else ""),
                ],
            ),
        ]

    def _voucher_url(self, document: Any) -> str:
        return self.url("ledger:voucher", pk=document.voucher_id) if self.may("ledger.view_voucher") else ""

    def _transactions_url(self, document: Any) -> str:
        if not self.may("customers.view_customertransaction"):
            return ""
        return self.url("customers:transactions", urlencode({"q": document.number}))

    def tables(self, document: Any) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return the taxes: code, rate, base and, where there is none, why."""
        return [(_("Why this tax?"), InvoiceTaxTable, document.taxes.select_related("tax_code"))]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines with their orders."""
        return document.lines.all()

    def totals(self, document: Any) -> list[Total]:
        """Return the total identity, row by row, with the base of each rate."""
        currency = document.currency_id
        rows = [Total(_("Lines"), document.sum_lines, url="#lines")]
        if document.total_discount:
            rows.append(Total(_("Total discount"), -document.total_discount))
        rows += [Total(charge.text, charge.amount) for charge in document.charges.all()]
        rows += [
            Total(
                _("Sales tax %(rate)s %%") % {"rate": f"{tax.rate.normalize():f}"}, tax.tax, url="#tables", note=_base(tax.base, currency)
            )
            for tax in document.taxes.all()
        ]
        if document.round_off:
            rows.append(Total(_("Rounding"), document.round_off))
        rows.append(Total(_("Invoice amount"), document.invoice_amount, currency, strong=True, url=self._voucher_url(document)))
        rows.append(Total(_("Open"), document.open_balance or Decimal(0), currency, url=self._transactions_url(document)))
        return rows

    def related(self, document: Any) -> list[Related]:
        """Return the orders and packing slips that the invoice covers, what it credits and what credits it."""
        found: dict[tuple[str, int], Related] = {}
        for source in document.sources.all():
            order = source.order_line.order
            url = entity_url(self.entity, "sales:order", pk=order.pk)
            found[("order", order.pk)] = Related(_("Sales order"), order.number, url, order.order_date, order.get_status_display())
            if source.packing_slip_line:
                slip = source.packing_slip_line.packing_slip
                url = entity_url(self.entity, "sales:packing-slip", pk=slip.pk)
                found[("slip", slip.pk)] = Related(_("Packing slip"), slip.number, url, slip.date)
        for order in crediting_orders(self.entity, document.pk):
            url = entity_url(self.entity, "sales:order", pk=order.pk)
            found[("credit", order.pk)] = Related(_("Credited by"), order.number, url, order.order_date, order.get_status_display())
        return [*found.values(), *self._corrections(document)]

    def _corrections(self, document: Any) -> Iterable[Related]:
        """Yield the invoices that an invoice corrects, and the credit notes that correct it."""
        invoices = CustomerInvoice.of(self.entity)
        for label, rows in (
            (_("Corrects invoice"), invoices.corrected_by(document.pk)),
            (_("Credit note"), invoices.correcting(document.pk)),
        ):
            for known in rows:
                url = entity_url(self.entity, "invoicing:invoice", pk=known.pk)
                yield Related(label, known.number, url, known.invoice_date)


def slip_is_invoiced(slip: Any, access: Access) -> Text:
    """Return why a packing slip cannot be invoiced now; blank when it can."""
    waits = PackingSlip.of(access.legal_entity).standing().to_invoice().filter(pk=slip.pk)
    return "" if waits.exists() else _("Nothing of this packing slip is left to invoice.")


def invoice_of_slip(slip: Any, access: Access) -> str:
    """Return where what a packing slip delivered is invoiced, of all orders that share it."""
    orders = PackingSlipLine.of(access.legal_entity).filter(packing_slip=slip.pk).values_list("order_line__order", flat=True)
    keys = sorted(set(orders)) or [slip.order_id]
    asked = {"quantity": QuantityOption.PACKING_SLIP.value}
    if len(keys) == 1:
        return entity_url(access.legal_entity, "invoicing:order-invoice", asked, pk=keys[0])
    return entity_url(access.legal_entity, "invoicing:orders-invoice", asked | {"selected": ",".join(map(str, keys))})


def nothing_to_invoice(order: Any, access: Any) -> Text:
    """Return why no invoice can be posted for an order; blank when something is left to invoice."""
    if posts_nothing(order, access):
        return posts_nothing(order, access)
    lines = list(SalesOrderLine.of(access.legal_entity).of_order(order.pk))
    if any(line.open_to_invoice for line in lines):
        return ""
    return _("Nothing is left to invoice: every line is invoiced or cancelled.") if lines else _("Nothing is left to invoice: no lines.")


def related_invoices(order: Any, access: Any) -> Iterable[Related]:
    """Return the invoices of a sales order, for its page."""
    if not access.may(VIEW):
        return
    yield from _as_related(CustomerInvoice.of(access.legal_entity).of_order(order.pk), access)


def invoice_of_voucher(voucher: Any, access: Any) -> Iterable[Related]:
    """Return the invoice that a voucher was posted with, for the voucher's page."""
    if access.may(VIEW):
        yield from _as_related(CustomerInvoice.of(access.legal_entity).of_voucher(voucher.pk), access)


def _as_related(invoices: Iterable[Any], access: Any) -> Iterable[Related]:
    for invoice in invoices:
        kind = _("Credit note") if invoice.document_type == DocumentType.CREDIT_NOTE else _("Invoice")
        url = entity_url(access.legal_entity, "invoicing:invoice", pk=invoice.pk)
        state, tone = (_("Open"), "blue") if invoice.open_balance else (_("Closed"), "green")
        yield Related(kind, invoice.number, url, invoice.invoice_date, state, tone, invoice.invoice_amount, invoice.currency_id)


def _supply(document: Any) -> str:
    if document.supply_from is None:
        return ""
    first, last = format_day(document.supply_from), format_day(document.supply_to)
    return first if first == last else f"{first} – {last}"


def _line(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _base(base: Any, currency: str) -> str:
    return str(_("of %(base)s %(currency)s") % {"base": f"{base:,.2f}", "currency": currency})
