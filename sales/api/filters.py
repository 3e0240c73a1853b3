"""Which sales documents a list request asks for."""

from __future__ import annotations

from typing import Any, ClassVar

from django_filters import rest_framework as filters

from foundation.backoffice.api.filters import MomentFilter
from foundation.backoffice.lists.filters import NamedFilter
from sales.models import OrderConfirmation, PackingSlip, SalesOrder, TradeAgreement, TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation
from sales.statuses import DocumentStatus, SalesOrderType, SalesStatus, SlipStatus


class SalesOrderApiFilter(filters.FilterSet):
    """Filters of the list of sales orders."""

    number = filters.CharFilter(field_name="number")
    number_starts = filters.CharFilter(field_name="number", lookup_expr="startswith")
    customer = filters.CharFilter(field_name="customer__account")
    invoice_account = filters.CharFilter(field_name="invoice_account__account")
    status = filters.MultipleChoiceFilter(choices=SalesStatus.choices)
    document_status = filters.ChoiceFilter(choices=DocumentStatus.choices)
    order_type = filters.ChoiceFilter(choices=SalesOrderType.choices)
    customer_reference = filters.CharFilter(field_name="customer_reference")
    external_id = filters.CharFilter(field_name="external_id")
    order_date_from = filters.DateFilter(field_name="order_date", lookup_expr="gte")
    order_date_to = filters.DateFilter(field_name="order_date", lookup_expr="lte")
    ship_date_to = filters.DateFilter(field_name="requested_ship_date", lookup_expr="lte")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment")
    item = filters.CharFilter(method="filter_item", label="Orders with a line of this item number")
    category = filters.CharFilter(method="filter_category", label="Orders with a line of an item of this sales category")
    on_hold = filters.BooleanFilter(field_name="do_not_process")
    shipped_not_invoiced = filters.BooleanFilter(method="filter_shipped", label="`true`: delivered goods that no invoice covers yet")
    unconfirmed = filters.BooleanFilter(method="filter_unconfirmed", label="`true`: open, and never confirmed or changed since")
    late = filters.BooleanFilter(method="filter_late", label="`true`: a line should have been shipped before today")

    class Meta:
        model = SalesOrder
        fields: ClassVar[list[str]] = []

    def filter_item(self, orders: Any, _name: str, number: str) -> Any:
        """Keep orders with a line of the item."""
        return orders.with_item(number)

    def filter_category(self, orders: Any, _name: str, code: str) -> Any:
        """Keep orders with a line of an item of the sales category."""
        return orders.with_category(code)

    def filter_shipped(self, orders: Any, _name: str, wanted: bool) -> Any:
        """Keep orders with something to invoice that was delivered."""
        return orders.shipped_not_invoiced() if wanted else orders

    def filter_unconfirmed(self, orders: Any, _name: str, wanted: bool) -> Any:
        """Keep orders that wait for a confirmation."""
        return orders.unconfirmed() if wanted else orders

    def filter_late(self, orders: Any, _name: str, wanted: bool) -> Any:
        """Keep orders that should have left."""
        return orders.late() if wanted else orders


class ConfirmationApiFilter(filters.FilterSet):
    """Filters of the list of order confirmations."""

    order = filters.CharFilter(field_name="order__number")
    customer = filters.CharFilter(field_name="order__customer__account")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")

    class Meta:
        model = OrderConfirmation
        fields: ClassVar[list[str]] = []


class PackingSlipApiFilter(filters.FilterSet):
    """Filters of the list of packing slips."""

    number = filters.CharFilter(field_name="number")
    order = filters.CharFilter(method="filter_order", label="An order that the slip delivers lines of")
    status = filters.MultipleChoiceFilter(choices=SlipStatus.choices)
    customer = filters.CharFilter(field_name="customer__account")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")
    to_invoice = filters.BooleanFilter(method="filter_to_invoice", label="`true`: a quantity that no invoice covers yet")

    class Meta:
        model = PackingSlip
        fields: ClassVar[list[str]] = []

    def filter_order(self, slips: Any, _name: str, number: str) -> Any:
        """Keep slips that deliver lines of an order, whichever stands first on them."""
        return slips.delivering(number)

    def filter_to_invoice(self, slips: Any, _name: str, wanted: bool) -> Any:
        """Keep slips that are not fully invoiced."""
        return slips.to_invoice() if wanted else slips


class AgreementJournalApiFilter(filters.FilterSet):
    """Filters of the list of trade agreement journals."""

    status = filters.ChoiceFilter(choices=TradeAgreementJournal.Status.choices)

    class Meta:
        model = TradeAgreementJournal
        fields: ClassVar[list[str]] = []


class TradeAgreementApiFilter(filters.FilterSet):
    """Filters of the list of agreed prices and discounts."""

    relation = filters.ChoiceFilter(choices=AgreementRelation.choices)
    item = NamedFilter("item__number", "exact", label="Item number; of a master its variants")
    account = filters.CharFilter(field_name="account_key", label="Customer account or customer discount group")
    currency = filters.CharFilter(field_name="currency_id")
    for_customer = filters.CharFilter(method="filter_customer", label="What this customer can get, by account")
    for_item = filters.CharFilter(method="filter_item", label="What counts for this item, by number")
    valid_on = filters.DateFilter(method="filter_valid", label="In force on this day")

    class Meta:
        model = TradeAgreement
        fields: ClassVar[list[str]] = []

    def filter_customer(self, agreements: Any, _name: str, account: str) -> Any:
        """Keep what a customer can get."""
        return agreements.for_customer(account)

    def filter_item(self, agreements: Any, _name: str, number: str) -> Any:
        """Keep what counts for an item."""
        return agreements.for_item(number)

    def filter_valid(self, agreements: Any, _name: str, day: Any) -> Any:
        """Keep what is in force on a day."""
        return agreements.valid_on(day)
