"""What the API shows and takes of return orders: types and required properties only; the rules stand in the services."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.models import Customer
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, NoticeSerializer, ReadSerializer, list_of
from foundation.inventory.models import Item, Unit, Warehouse
from foundation.organization.access import Access
from foundation.statemachine import StateMachine
from invoicing.models import CustomerInvoiceLine
from returns.models import DispositionCode, QuarantineOrder, ReturnLine, ReturnOrder, ReturnReasonCode, StockLoss
from returns.statuses import return_line_states, return_states
from sales.models import ReasonCode

MOST_LINES = 200


class ReturnOrderSummarySerializer(ReadSerializer):
    """A return order as lists show it; the amount is before tax, below zero for a credit."""

    order = serializers.CharField(source="order.number")
    customer = serializers.CharField(source="order.customer.account")
    customer_reference = serializers.CharField(source="order.customer_reference")
    customer_name = serializers.CharField(source="order.customer.party.name")
    currency = serializers.CharField(source="order.currency_id")
    order_amount = AmountField(source="order.order_amount")
    reason = serializers.CharField(source="reason.code", default=None, allow_null=True)
    replacement_order = serializers.CharField(source="replacement_order.number", default=None, allow_null=True)

    class Meta:
        model = ReturnOrder
        fields: ClassVar[list[str]] = [
            "rma_number",
            "status",
            "order",
            "customer",
            "customer_name",
            "customer_reference",
            "currency",
            "order_amount",
            "reason",
            "deadline",
            "customer_packing_slip",
            "replacement_order",
        ]


ACTION_PERMISSIONS = {
    "change": "returns.change_returnorder",
    "cancel": "returns.cancel_returnorder",
    "delete": "returns.cancel_returnorder",
    "register": "returns.register_arrival",
    "reverse": "returns.register_arrival",
    "remove": "returns.change_returnorder",
    "split": "returns.change_returnorder",
}
"""What each action of a return or of its lines asks for."""


def _allowed(states: StateMachine, document: Any, access: Access) -> list[str]:
    """Return the actions that the status of a document allows and the caller may take."""
    return [action for action in states.allowed_actions(document) if access.may(ACTION_PERMISSIONS[action])]


class ReturnLineSerializer(ReadSerializer):
    """A line: quantity in its unit, below zero."""

    line_number = serializers.IntegerField(source="order_line.line_number")
    item = serializers.CharField(source="order_line.item.number")
    name = serializers.CharField(source="order_line.name")
    quantity = QuantityField(source="order_line.ordered_quantity")
    unit = serializers.CharField(source="order_line.unit.code")
    warehouse = serializers.CharField(source="order_line.warehouse.code", default=None, allow_null=True)
    unit_price = PriceField(source="order_line.unit_price")
    discount_percent = PercentField(source="order_line.discount_percent")
    net_amount = AmountField(source="order_line.net_amount")
    invoice = serializers.CharField(source="origin_invoice_line.invoice.number", default=None, allow_null=True)
    invoice_line = serializers.IntegerField(source="origin_invoice_line.line_number", default=None, allow_null=True)
    disposition = serializers.CharField(source="disposition.code", default=None, allow_null=True)
    replacement_item = serializers.CharField(source="replacement_item.number", default=None, allow_null=True)
    replacement_quantity = QuantityField(allow_null=True)
    replacement_unit = serializers.CharField(source="replacement_unit.code", default=None, allow_null=True)
    replacement_order = serializers.CharField(
        source="replacement_line.order.number", default=None, allow_null=True, help_text="The order that the packing slip made for it."
    )
    allowed_actions = serializers.SerializerMethodField(help_text="What status and the caller's permissions allow now.")

    class Meta:
        model = ReturnLine
        fields: ClassVar[list[str]] = [
            "line_number",
            "item",
            "name",
            "quantity",
            "unit",
            "warehouse",
            "unit_price",
            "discount_percent",
            "net_amount",
            "return_cost_price",
            "status",
            "disposition",
            "arrived_on",
            "replacement_item",
            "replacement_quantity",
            "replacement_unit",
            "replacement_order",
            "invoice",
            "invoice_line",
            "allowed_actions",
        ]

    def get_allowed_actions(self, line: ReturnLine) -> list[str]:
        """Return what can be done with the line."""
        return _allowed(return_line_states, line, self.context["view"].access)

    def to_representation(self, instance: ReturnLine) -> dict[str, Any]:
        """Leave out what the goods are worth where the caller may not see costs."""
        shown: dict[str, Any] = super().to_representation(instance)
        if not self.context["view"].access.may("sales.view_cost"):
            del shown["return_cost_price"]
        return shown


class ReturnOrderSerializer(ReturnOrderSummarySerializer):
    """A return order with its lines."""

    lines = ReturnLineSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField(
        help_text="What status and the caller's permissions allow now; what can be done with a line stands there."
    )
    notices = serializers.SerializerMethodField()

    class Meta(ReturnOrderSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*ReturnOrderSummarySerializer.Meta.fields, "lines", "allowed_actions", "notices"]

    def get_allowed_actions(self, returned: ReturnOrder) -> list[str]:
        """Return what can be done with the return."""
        return _allowed(return_states, returned, self.context["view"].access)

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _returned: Any) -> list[Any]:
        """Return nothing: only what has just happened has something to tell."""
        return []


class ListedReturnLineSerializer(ReturnLineSerializer):
    """A line as the list of all lines shows it."""

    rma_number = serializers.CharField(source="return_order.rma_number")
    customer = serializers.CharField(source="return_order.order.customer.account")
    deadline = serializers.DateField(source="return_order.deadline")
    quarantine_order = serializers.CharField(source="quarantine_number", allow_null=True)

    class Meta(ReturnLineSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *("rma_number", "customer", "deadline", "quarantine_order"),
            *ReturnLineSerializer.Meta.fields,
        ]


class ReturnableLineSerializer(ReadSerializer):
    """An invoice line of which something can still come back: what was invoiced, came back and is left, in its unit."""

    invoice = serializers.CharField(source="invoice.number")
    invoice_line = serializers.IntegerField(source="line_number")
    invoice_date = serializers.DateField(source="invoice.invoice_date")
    customer = serializers.CharField(source="invoice.order_account.account")
    order = serializers.CharField(source="order.number", default=None, allow_null=True)
    item = serializers.CharField(source="item_number")
    returned_quantity = QuantityField()
    left_quantity = QuantityField()
    currency = serializers.CharField(source="invoice.currency_id")

    class Meta:
        model = CustomerInvoiceLine
        fields: ClassVar[list[str]] = [
            *("invoice", "invoice_line", "invoice_date", "customer", "order", "item", "description"),
            *("quantity", "returned_quantity", "left_quantity", "unit", "line_net", "currency"),
        ]


class StockLossSerializer(ReadSerializer):
    """Goods that were credited and thrown away: a quantity in inventory units, and what it cost in accounting currency."""

    rma_number = serializers.CharField(source="line.return_order.rma_number")
    item = serializers.CharField(source="item.number")
    unit = serializers.CharField(source="item.inventory_unit.code")
    warehouse = serializers.CharField(source="warehouse.code", default=None, allow_null=True)
    disposition = serializers.CharField(source="disposition.code")

    class Meta:
        model = StockLoss
        fields: ClassVar[list[str]] = ["rma_number", "item", "quantity", "unit", "amount", "warehouse", "disposition", "date"]


class ReturnSending(CommandSerializer):
    """To whom the paper of a return goes by e-mail."""

    to = serializers.ListField(child=serializers.EmailField(), min_length=1, max_length=20)
    acknowledgement = serializers.BooleanField(default=False, help_text="What arrived, instead of what may come back.")


class ReturnLineFields(CommandSerializer):
    """Properties of a line; unit, price, discount and cost of a line of an invoice are those of its sale."""

    invoice = serializers.CharField(max_length=20, required=False)
    invoice_line = serializers.IntegerField(min_value=1, required=False)
    item = serializers.CharField(max_length=40, required=False, help_text="The item number; not beside an invoice.")
    quantity = QuantityField(required=False, help_text="Either sign; it is kept below zero.")
    unit = serializers.CharField(max_length=10, required=False)
    unit_price = PriceField(min_value=0, required=False, help_text="Searched unless given.")
    discount_percent = PercentField(min_value=0, max_value=100, required=False, help_text="Searched unless given.")
    return_cost_price = PriceField(min_value=0, required=False, help_text="The item's current cost unless given; needs sales.view_cost.")
    warehouse = serializers.CharField(max_length=20, required=False)


class NewReturnLine(ReturnLineFields):
    """A line of a new return: an invoice with its line, or an item by hand. Quantities may have either sign."""

    quantity = QuantityField()


class ReturnLineChange(ReturnLineFields):
    """A line that is expected, by its number, as it should be, or removed; without a number a new one."""

    line_number = serializers.IntegerField(min_value=1, required=False)
    remove = serializers.BooleanField(default=False)


class NewReturn(CommandSerializer):
    """A new return order."""

    customer = CodeField(Customer, "account", help_text="The account of the customer.")
    reason = CodeField(ReturnReasonCode, required=False)
    deadline = serializers.DateField(required=False, help_text="Today with the return period of the parameters unless given.")
    customer_reference = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    lines = list_of(NewReturnLine(), max_length=MOST_LINES, allow_empty=False)


class ReturnChange(CommandSerializer):
    """Changes of a return; another reason adds its charge. Lines that are not named stay."""

    deadline = serializers.DateField(required=False)
    reason = CodeField(ReturnReasonCode, required=False, allow_null=True)
    customer_packing_slip = serializers.CharField(max_length=60, required=False, allow_blank=True)
    lines = list_of(ReturnLineChange(), max_length=MOST_LINES, required=False)


class ArrivedLine(CommandSerializer):
    """What arrived of a line: without a quantity all of it."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False)
    disposition = CodeField(DispositionCode, required=False, help_text="Not for what goes to quarantine.")
    warehouse = CodeField(Warehouse, required=False)
    quarantine = serializers.BooleanField(default=False)


class ReturnArrival(CommandSerializer):
    """What arrived of a return; the rest of a part becomes a line of its own."""

    lines = list_of(ArrivedLine(), max_length=MOST_LINES, allow_empty=False)


class LineDisposition(CommandSerializer):
    """Another disposition code for a registered line."""

    line_number = serializers.IntegerField(min_value=1)
    disposition = CodeField(DispositionCode)


class QuarantineOrderSerializer(ReadSerializer):
    """The inspection of what arrived of a line."""

    rma_number = serializers.CharField(source="line.return_order.rma_number")
    line_number = serializers.IntegerField(source="line.order_line.line_number")
    item = serializers.CharField(source="line.order_line.item.number")
    quantity = QuantityField(source="line.order_line.ordered_quantity")
    warehouse = serializers.CharField(source="warehouse.code")
    quarantine_warehouse = serializers.CharField(source="quarantine_warehouse.code")
    disposition = serializers.CharField(source="disposition.code", default=None, allow_null=True)

    class Meta:
        model = QuarantineOrder
        fields: ClassVar[list[str]] = [
            "number",
            "status",
            "rma_number",
            "line_number",
            "item",
            "quantity",
            "warehouse",
            "quarantine_warehouse",
            "disposition",
            "note",
            "started_on",
        ]


class QuarantineDecision(CommandSerializer):
    """What is done with inspected goods."""

    disposition = CodeField(DispositionCode)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class QuarantineReport(CommandSerializer):
    """What the inspector found."""

    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class LineReplacement(CommandSerializer):
    """What is sent instead of a line: an item in a quantity."""

    line_number = serializers.IntegerField(min_value=1)
    item = CodeField(Item, "number")
    quantity = QuantityField()
    unit = CodeField(Unit, required=False, help_text="The sales unit of the item unless given.")


class RegistrationReversal(CommandSerializer):
    """Which registered lines are expected again; without lines all of them."""

    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_LINES, required=False)


class ReturnLineCancellation(CommandSerializer):
    """Which expected lines never come, and why."""

    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_LINES, allow_empty=False)
    reason = CodeField(ReasonCode, only={"kind": ReasonCode.Kind.CANCELLATION}, required=False)


class ReturnLineSplit(CommandSerializer):
    """How much of an expected line goes on a line of its own."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(help_text="The quantity of the new line, above zero and below what is expected.")


class ReturnCancellation(CommandSerializer):
    """Why nobody waits for the goods any more."""

    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
