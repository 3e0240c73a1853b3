"""The header fields of an order, as its page shows them (sales.md §7.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Field, Section
from foundation.documents.formatting import language_choices
from sales.delivery_places import address_of
from sales.models import SalesOrder
from sales.views.texts import name_of


def general_section(document: SalesOrder) -> Section:
    """Return who ordered, what for, and what the papers say."""
    return Section(
        _("General"),
        [
            Field(_("Order type"), document.get_order_type_display()),
            *([Field(_("Project"), document.project_number)] if document.project_number else []),
            *([Field(_("RMA number"), document.rma_number)] if document.rma_number else []),
            Field(_("Order date"), document.order_date),
            Field(_("Customer reference"), document.customer_reference),
            Field(_("Requisition"), document.customer_requisition),
            Field(_("Contact"), document.contact_name),
            Field(_("Responsible"), document.responsible),
            Field(_("Order taker"), document.created_by),
            Field(_("Entered at"), document.created_at),
            Field(_("Priority"), document.priority),
            Field(_("Language"), dict(language_choices()).get(document.language, document.language)),
            Field(_("Text on documents"), document.text, wide=True),
            Field(_("Internal note"), document.internal_note, wide=True),
        ],
    )


def delivery_section(document: SalesOrder) -> Section:
    """Return when and how it goes where."""
    return Section(
        _("Delivery"),
        [
            Field(_("Requested ship date"), document.requested_ship_date),
            Field(_("Confirmed ship date"), document.confirmed_ship_date),
            Field(_("Requested receipt date"), document.requested_receipt_date),
            Field(_("Confirmed receipt date"), document.confirmed_receipt_date),
            Field(_("Delivery date control"), document.get_delivery_date_control_display()),
            Field(_("Address"), "\n".join(address_of(document).lines), wide=True),
            Field(_("Mode of delivery"), name_of(document.delivery_mode)),
            Field(_("Delivery terms"), name_of(document.delivery_terms)),
            Field(_("Site"), document.site),
            Field(_("Warehouse"), document.warehouse),
            Field(_("Deliver complete only"), document.prevent_partial_delivery),
            Field(_("Automatic reservation"), document.automatic_reservation),
        ],
    )


def payment_section(document: SalesOrder, invoice_account_url: str) -> Section:
    """Return what decides on prices, tax and payment."""
    return Section(
        _("Price and payment"),
        [
            Field(
                _("Invoice account"),
                f"{document.invoice_account.account} {document.invoice_account.name}",
                invoice_account_url,
            ),
            Field(_("Currency"), document.currency_id),
            Field(_("Fixed exchange rate"), document.fixed_exchange_rate and f"{document.fixed_exchange_rate.normalize():f}"),
            Field(_("Prices include sales tax"), document.prices_include_tax),
            Field(_("Terms of payment"), name_of(document.payment_terms)),
            Field(_("Cash discount"), document.cash_discount.name if document.cash_discount else ""),
            Field(_("Method of payment"), name_of(document.payment_method)),
            Field(_("Price group"), document.price_group),
            Field(_("Line discount group"), document.line_discount_group),
            Field(_("Multiline discount group"), document.multiline_discount_group),
            Field(_("Total discount group"), document.total_discount_group),
            Field(_("Sales tax group"), document.sales_tax_group, "#why-tax"),
            Field(_("Combine invoices"), document.summary_update_allowed),
            Field(_("Exclude from credit check"), document.exclude_from_credit_check),
        ],
    )
