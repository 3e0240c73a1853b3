"""The pages of one purchase order and of its receipts, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Total
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.views import DocumentActionView, DocumentPage, LinesFormView
from purchasing.forms.purchase_orders import CancelPurchaseForm, ConfirmDatesForm, PurchaseLineForm, PurchaseOrderForm, ReceiptForm
from purchasing.models import ProductReceipt, ProductReceiptLine, PurchaseOrder, PurchaseOrderLine
from purchasing.services.change_purchase_order import cancel_purchase_remainder, confirm_dates
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.receive_goods import ReceiptRequest, receive_goods
from purchasing.statuses import PurchaseStatus, purchase_order_states
from purchasing.tables import PURCHASE_TONES, LinesOfPurchaseTable, ProductReceiptTable, ReceiptLineTable
from sales.delivery_places import address_of
from sales.models import SalesOrder

VIEW, CHANGE, RECEIVE = "purchasing.view_purchaseorder", "purchasing.change_purchaseorder", "purchasing.receive_purchaseorder"
SALES = "sales.view_salesorder"


class PurchaseOrderPage(DocumentPage):
    """One purchase order: what is still to come, and when."""

    permission_required = VIEW
    model, rows, title = PurchaseOrder, "for_list", _("Purchase order")
    list_page = "purchasing:purchase-orders"
    states = purchase_order_states
    status_tones = PURCHASE_TONES
    lines_table_class = LinesOfPurchaseTable
    actions = (
        Action("receive", _("Receive"), "purchasing:purchase-order-receive", RECEIVE, icon="package", key="p", order=10),
        Action("confirm_dates", _("Confirm dates"), "purchasing:purchase-order-dates", CHANGE, icon="calendar", key="c", order=20),
        Action("cancel_remainder", _("Cancel remainder"), "purchasing:purchase-order-cancel", CHANGE, icon="ban", order=70, menu=True),
    )

    def party(self, document: Any) -> tuple[str, str]:
        """Return the vendor."""
        return f"{document.vendor.name} ({document.vendor.account})", self.url("purchasing:vendor-edit", pk=document.vendor_id)

    def notices(self, document: Any) -> list[Notice]:
        """Say that something should have come."""
        late = document.status == PurchaseStatus.OPEN and document.first_due and document.first_due < self.entity.today()
        return [Notice("amber", _("Something of this order should have come already."))] if late else []

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        fields = [
            Field(_("Order date"), document.order_date),
            Field(_("Expected"), document.first_due),
            Field(_("Vendor's reference"), document.vendor_reference),
            Field(_("Entered by"), document.created_by),
        ]
        if document.delivery_name:
            fields.append(Field(_("Deliver to"), "\n".join(address_of(document).lines), wide=True))
        return [Section(_("General"), fields)]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines."""
        return PurchaseOrderLine.of(self.entity).of_order(document.pk)

    def totals(self, document: Any) -> list[Total]:
        """Return what the order is worth."""
        return [Total(_("Amount excl. tax"), document.worth or Decimal(0), document.currency_id, strong=True)]

    def tables(self, document: Any) -> list[Any]:
        """Return what came in."""
        return [(_("Product receipts"), ProductReceiptTable, ProductReceipt.of(self.entity).of_order(document.pk))]

    def related(self, document: Any) -> list[Related]:
        """Return the sales orders that the goods are for."""
        if not self.may(SALES):
            return []
        keys = PurchaseOrderLine.of(self.entity).sales_order_keys([document.pk])
        return [
            Related(
                _("Sales order"), order.number, self.url("sales:order", pk=order.pk), order.order_date, order.get_status_display(), "blue"
            )
            for order in SalesOrder.of(self.entity).filter(pk__in=keys)
        ]


class ProductReceiptPage(DocumentPage):
    """One delivery by a vendor as it came in."""

    permission_required = VIEW
    model, rows, title = ProductReceipt, "for_list", _("Product receipt")
    list_page = "purchasing:product-receipts"
    lines_table_class = ReceiptLineTable

    def party(self, document: Any) -> tuple[str, str]:
        """Return the vendor."""
        vendor = document.order.vendor
        return f"{vendor.name} ({vendor.account})", self.url("purchasing:vendor-edit", pk=vendor.pk)

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        fields = [
            Field(_("Receipt date"), document.date),
            Field(_("Purchase order"), document.order.number, self.url("purchasing:purchase-order", pk=document.order_id)),
            Field(_("Vendor's packing slip"), document.vendor_packing_slip),
            Field(_("Posted by"), document.posted_by),
            Field(_("Posted at"), document.posted_at),
        ]
        return [Section(_("General"), fields)]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return what came in."""
        return ProductReceiptLine.of(self.entity).of_receipt(document.pk)


class PurchaseOrderNew(LinesFormView):
    """Enter a purchase order."""

    permission_required = CHANGE
    model, rows, title = PurchaseOrder, "for_display", _("Purchase order")
    form_class, line_form_class = PurchaseOrderForm, PurchaseLineForm
    success_page, cancel_page = "purchasing:purchase-order", "purchasing:purchase-orders"
    save_label = _("Save purchase order")

    def calculate(self, form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Show the unit that a quantity counts."""
        return Calculation([RowResult(outputs={"unit": line["item"].inventory_unit.code}) if line else None for line in lines])

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> PurchaseOrder:  # type: ignore[override]
        """Enter the order."""
        data = form.cleaned_data
        drafts = [draft_of(line) for line in lines if not line.get("DELETE")]
        return enter_purchase_orders(self.entity, [PurchaseDraft(data["vendor"], drafts, data["vendor_reference"])], self.request.user)[0]


def draft_of(line: dict[str, Any]) -> PurchaseLineDraft:
    """Return a line as it was typed."""
    item, warehouse = line["item"], line.get("warehouse")
    key = warehouse.pk if warehouse else item.default_warehouse_id
    return PurchaseLineDraft(item, line["quantity"], key, line.get("expected_date"), line.get("unit_price"))


class PurchaseLinesAction(DocumentActionView):
    """An action that asks something of every open line."""

    model, rows = PurchaseOrder, "for_display"
    document_page = "purchasing:purchase-order"

    def make_form(self, data: Any = None) -> Any:
        """Return the form with a field per open line."""
        lines = list(PurchaseOrderLine.of(self.entity).open().of_order(self.object.pk))
        initial = self.get_initial(self.object)
        return self.form_class(data, lines=lines, entity=self.entity, access=self.request.access, initial=initial)  # type: ignore[call-arg]


class ReceiveAction(PurchaseLinesAction):
    """Post what came in."""

    permission_required = RECEIVE
    title, verb = _("Receive"), _("Post receipt")
    form_class = ReceiptForm
    success_message = _("What came in of %(document)s is posted.")

    def get_initial(self, _document: Any) -> dict[str, Any]:
        """Start with today."""
        return {"receipt_date": self.entity.today()}

    def perform(self, document: Any, form: Any) -> Any:
        """Post the receipt."""
        data = form.cleaned_data
        request = ReceiptRequest(document.pk, form.quantities, data["receipt_date"], data["vendor_packing_slip"])
        return receive_goods(self.entity, request, self.request.user)


class ConfirmDatesAction(PurchaseLinesAction):
    """Enter the dates that the vendor confirmed."""

    permission_required = CHANGE
    title, verb = _("Confirm dates"), _("Confirm dates")
    form_class = ConfirmDatesForm
    success_message = _("The dates of %(document)s are confirmed.")

    def perform(self, document: Any, form: Any) -> Any:
        """Set the dates."""
        return confirm_dates(self.entity, document.pk, form.dates, self.request.user)


class CancelPurchaseAction(PurchaseLinesAction):
    """Give up what will not come."""

    permission_required = CHANGE
    title, verb = _("Cancel remainder"), _("Cancel remainder")
    form_class = CancelPurchaseForm
    success_message = _("What was left of %(document)s is cancelled.")

    def perform(self, document: Any, form: Any) -> Any:
        """Cancel the quantities."""
        return cancel_purchase_remainder(
            self.entity, document.pk, self.request.user, wanted=form.quantities, reason=form.cleaned_data["reason"]
        )
