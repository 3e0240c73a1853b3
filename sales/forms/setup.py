"""What the set-up pages of sales ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.organization.models import Role
from sales.models import AutoCharge, ChargeCode, ClosedDay, HoldCode, OrderEntryDeadline, ReasonCode, SalesParameters
from sales.models.hold import BlockedDocument
from sales.models.parameters import AgreementSearch
from sales.models.promising import Weekday

_STOPPED = [BlockedDocument.PACKING_SLIP.value, BlockedDocument.INVOICE.value]


ORDERS = [
    *("default_order_type", "default_warehouse", "reservation", "reserve_ordered_items"),
    *("credit_check_on_lines", "credit_check_on_rest", "cancel_reason_mandatory"),
]
PROMISING = [
    *("delivery_date_control", "sales_lead_time", "working_days", "atp_horizon"),
    *("atp_demand_fence", "atp_supply_fence", "atp_demand_offset", "atp_supply_offset"),
]

SLIPS = [
    *("split_by_delivery_address", "split_by_warehouse", "backorder_tracking"),
    *("prices_on_packing_slip", "delivery_reason_on_slip"),
]


class SalesParametersForm(EntityModelForm):
    """Rules and defaults of sales in one legal entity (sales.md §22)."""

    agreement_searches = forms.MultipleChoiceField(
        label=_("Search sales agreements by itself for"),
        choices=AgreementSearch.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    working_days = forms.TypedMultipleChoiceField(
        label=_("Goods are shipped on"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SalesParameters
        fields = [
            *(
                "default_warehouse",
                "reservation",
                "reserve_ordered_items",
                "credit_check_on_lines",
                "credit_check_on_rest",
                "cancel_reason_mandatory",
            ),
            *("price_date", "discount", "auto_multiline", "auto_total_discount", "generic_currency", "suggestions"),
            *("auto_charges_header", "auto_charges_line", "charge_value_base"),
            *("accept_overdelivery", "accept_underdelivery", "prevent_partial_default"),
            *SLIPS,
            "agreement_searches",
            *PROMISING,
        ]

    sections = [
        (
            _("Orders"),
            [
                "default_warehouse",
                "reservation",
                "reserve_ordered_items",
                "credit_check_on_lines",
                "credit_check_on_rest",
                "cancel_reason_mandatory",
            ],
        ),
        (_("Prices and discounts"), ["price_date", "discount", "auto_multiline", "auto_total_discount", "generic_currency", "suggestions"]),
        (_("Charges"), ["auto_charges_header", "auto_charges_line", "charge_value_base"]),
        (_("Deliveries"), ["accept_overdelivery", "accept_underdelivery", "prevent_partial_default"]),
        (_("Delivery dates"), PROMISING),
        (_("Packing slips"), SLIPS),
        (_("Sales agreements"), ["agreement_searches"]),
    ]


class HoldCodeForm(EntityModelForm):
    """A kind of hold: what it stops, and who may clear it."""

    blocks = forms.MultipleChoiceField(label=_("Stops"), choices=[], initial=_STOPPED, widget=forms.CheckboxSelectMultiple)
    role = forms.ChoiceField(label=_("Role that may clear it"), required=False)

    class Meta:
        model = HoldCode
        fields = ["code", "name", "blocks", "role", "remove_reservations", "is_default", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["blocks"].choices = BlockedDocument.choices  # type: ignore[attr-defined]
        roles = [(role.code, str(role)) for role in Role.objects.all()]
        self.fields["role"].choices = [("", _("Every role")), *roles]  # type: ignore[attr-defined]


class ReasonCodeForm(EntityModelForm):
    """Why something is cancelled or credited."""

    class Meta:
        model = ReasonCode
        fields = ["code", "names"]


class ChargeCodeForm(EntityModelForm):
    """A charge that the customer pays, its tax, and the account it is booked on."""

    class Meta:
        model = ChargeCode
        fields = ["code", "names", "item_sales_tax_group", "credit_account", "prorate", "once_per_invoice", "untdid_code"]
        labels = {"credit_account": _("Ledger account"), "untdid_code": _("Code on e-invoices")}
        help_texts = {"untdid_code": _("UNTDID 7161, for example FC for freight.")}

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"credit_account"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credit_account"].required = True


class AutoChargeForm(EntityModelForm):
    """A charge that orders or lines get by themselves."""

    class Meta:
        model = AutoCharge
        fields = [
            *("level", "code", "category", "value", "unit", "currency"),
            *("customer_relation", "customer_key", "item_relation", "item_key", "delivery_mode"),
            *("from_amount", "to_amount", "position", "keep", "compound"),
        ]

    sections = [
        (_("Charge"), ["level", "code", "category", "value", "unit", "currency"]),
        (_("For whom and what"), ["customer_relation", "customer_key", "item_relation", "item_key", "delivery_mode"]),
        (_("Order amount"), ["from_amount", "to_amount"]),
        (_("Calculation"), ["position", "keep", "compound"]),
    ]

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service what category and unit must be: it says on which field, and empties a unit that is not asked for."""
        return super()._get_validation_exclusions() | {"category", "unit"}


class ClosedDayForm(EntityModelForm):
    """A day on which nothing is shipped."""

    class Meta:
        model = ClosedDay
        fields = ["day", "name"]


class DeadlineForm(EntityModelForm):
    """Until when an order counts as received the same day, for whom and from where."""

    class Meta:
        model = OrderEntryDeadline
        fields = ["weekday", "time", "customer_group", "site"]
