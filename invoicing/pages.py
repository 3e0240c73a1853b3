"""What invoicing adds to the shell and to the pages of other apps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.charts import Bar, Chart, bars_per_week, monday_of, register_chart
from foundation.backoffice.checklist import Step, register_step
from foundation.backoffice.documents import Action
from foundation.backoffice.lists import BulkAction
from foundation.backoffice.registry import (
    PaletteItem,
    register_action,
    register_bulk_action,
    register_menu,
    register_palette,
    register_related,
    register_tile,
)
from foundation.errors import Text
from foundation.organization.access import Access
from invoicing import customer_parts, story
from invoicing.models import CustomerInvoice
from invoicing.views.crediting import invoices_to_credit, related_credits
from invoicing.views.invoices import VIEW, invoice_of_slip, invoice_of_voucher, nothing_to_invoice, related_invoices, slip_is_invoiced
from sales import menu_groups
from sales.explanations import posts_nothing


class InvoicePalette:
    """Finds invoices by number, reference or customer."""

    label: Text = _("Invoices")
    permission = VIEW
    numbers = "customer_invoice"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for invoice in CustomerInvoice.of(access.legal_entity).matching(term)[:6]:
            url = entity_url(access.legal_entity, "invoicing:invoice", pk=invoice.pk)
            detail = " · ".join(part for part in (invoice.buyer.get("name", ""), invoice.your_reference) if part)
            yield PaletteItem(invoice.number, url, detail, "file-invoice")


register_menu("invoice", _("All invoices"), "invoicing:invoices", VIEW, icon="file-invoice", order=20)
register_menu("get_paid", _("Open invoices"), "invoicing:open-invoices", VIEW, icon="cash", order=10)
register_menu("set_up_ledger", _("Invoicing parameters"), "invoicing:parameters", "invoicing.view_parameters", icon="settings", order=60)
register_tile(
    "overdue_invoices",
    _("Overdue invoices"),
    rows=lambda access: CustomerInvoice.of(access.legal_entity).overdue_now(),
    page="invoicing:open-invoices",
    query="tab=overdue",
    permission=VIEW,
    tone="danger",
    icon="alert-circle",
    order=40,
)
register_palette(InvoicePalette())
register_related("sales.salesorder", related_invoices)
register_related("sales.salesorder", related_credits)
register_related("ledger.voucher", invoice_of_voucher)

POST, PRO_FORMA = "invoicing.post_customerinvoice", "invoicing.print_proforma"
ORDER = "sales.salesorder"
register_action(
    ORDER,
    Action("invoice", _("Invoice"), "invoicing:order-invoice", POST, icon="file-invoice", blocked=nothing_to_invoice, key="i", order=40),
)
register_action(
    ORDER,
    Action(
        "pro_forma",
        _("Pro forma invoice"),
        "invoicing:order-pro-forma",
        PRO_FORMA,
        icon="printer",
        blocked=posts_nothing,
        order=60,
        menu=True,
        group=menu_groups.PRO_FORMA,
    ),
)
register_action(
    ORDER,
    Action(
        "credit_note",
        _("Credit note"),
        "invoicing:invoices",
        "invoicing.credit_customerinvoice",
        icon="receipt",
        address=invoices_to_credit,
        order=65,
        menu=True,
        group=menu_groups.HOLD_AND_END,
    ),
)
register_action(
    "sales.packingslip",
    Action(
        "invoice",
        _("Invoice"),
        "invoicing:order-invoice",
        POST,
        icon="file-invoice",
        blocked=slip_is_invoiced,
        address=invoice_of_slip,
        key="i",
        order=5,
    ),
)
for page, dialog in (
    ("sales:orders", "invoicing:orders-invoice"),
    ("sales:shipped-not-invoiced", "invoicing:shipped-invoice"),
    ("sales:partly-shipped", "invoicing:partly-shipped-invoice"),
    ("sales:subscriptions", "invoicing:subscriptions-invoice"),
    ("sales:packing-slips", "invoicing:packing-slips-invoice"),
):
    register_bulk_action(page, BulkAction("invoice", _("Invoice"), dialog, POST, icon="file-invoice"))
register_bulk_action("sales:orders", BulkAction("pro_forma", _("Pro forma"), "invoicing:orders-pro-forma", PRO_FORMA, icon="printer"))


def invoiced(access: Access) -> list[Bar]:
    """Return what was invoiced in each of the last twelve weeks, in accounting currency."""
    today = access.legal_entity.today()
    first = monday_of(today) - timedelta(weeks=11)
    amounts = CustomerInvoice.of(access.legal_entity).amounts_per_week(first, first + timedelta(weeks=12, days=-1))
    return bars_per_week(amounts, first, 12, today=today, date_filter="invoice_date")


register_chart(
    Chart(
        "invoiced",
        _("Invoiced"),
        invoiced,
        page="invoicing:invoices",
        permission=VIEW,
        unit=lambda access: _("%(currency)s per week") % {"currency": access.legal_entity.currency_id},
        order=10,
    )
)
customer_parts.register()
story.register()
register_step(
    Step(
        "invoice_shipped",
        _("Invoice what was shipped"),
        _("Select the orders and press Invoice; a preview shows lines, taxes and entries before anything is posted."),
        "sales:shipped-not-invoiced",
        POST,
        "invoice posted",
        "invoicing.customerinvoice",
        order=40,
    )
)
register_step(
    Step(
        "open_pdf",
        _("Look at the PDF of an invoice"),
        _("Open any invoice and press PDF: it is kept as it was sent."),
        "invoicing:invoices",
        VIEW,
        "documents.print",
        "invoicing.customerinvoice",
        order=50,
    )
)
