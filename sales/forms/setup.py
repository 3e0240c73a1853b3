"""What the set-up pages of sales ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.errors import Text
from foundation.organization.models import Role
from sales.agreement_search import ALL, GROUP, LEVELS, TABLE
from sales.models import AutoCharge, ChargeCode, ClosedDay, HoldCode, OrderEntryDeadline, ReasonCode, SalesParameters
from sales.models.hold import BlockedDocument
from sales.models.parameters import AgreementSearch
from sales.models.promising import Weekday
from sales.models.trade_agreement import AgreementRelation

_STOPPED = [BlockedDocument.PACKING_SLIP.value, BlockedDocument.INVOICE.value]


ORDERS = [
    *("default_order_type", "default_warehouse", "reservation", "reserve_ordered_items"),
    *("credit_check_on_lines", "credit_check_on_rest", "cancel_reason_mandatory", "keep_voided_orders"),
    *("update_line_dates", "update_line_warehouse", "update_line_tax", "update_line_address", "update_line_mode"),
]
PRICES = [
    *("price_date", "discount", "auto_multiline", "auto_total_discount"),
    *("generic_currency", "recalculate_on_import", "suggestions"),
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
            *ORDERS,
            *PRICES,
            *("auto_charges_header", "auto_charges_line", "charge_value_base"),
            *("accept_overdelivery", "accept_underdelivery", "prevent_partial_default"),
            *SLIPS,
            "agreement_searches",
            *PROMISING,
        ]

    sections = [
        (_("Orders"), ORDERS),
        (_("Prices and discounts"), PRICES),
        (_("Charges"), ["auto_charges_header", "auto_charges_line", "charge_value_base"]),
        (_("Deliveries"), ["accept_overdelivery", "accept_underdelivery", "prevent_partial_default"]),
        (_("Delivery dates"), PROMISING),
        (_("Packing slips"), SLIPS),
        (_("Sales agreements"), ["agreement_searches"]),
    ]


def _cells(relation: AgreementRelation) -> list[tuple[str, Text]]:
    """Return the combinations of account code and item code that agreements of a relation may have."""
    items = {AgreementRelation.PRICE: (TABLE,), AgreementRelation.MULTILINE: (GROUP, ALL), AgreementRelation.TOTAL: (ALL,)}
    return [(f"{account}:{item}", _cell_label(account, item)) for account in LEVELS for item in items.get(relation, LEVELS)]


def _cell_label(account: str, item: str) -> Text:
    accounts = {TABLE: _("One customer"), GROUP: _("Group of customers"), ALL: _("All customers")}
    items = {TABLE: _("one item"), GROUP: _("group of items"), ALL: _("all items")}
    return format_lazy("{}, {}", accounts[account], items[item])


class AgreementActivationForm(EntityModelForm):
    """Which combinations of customer and item the search for prices looks at; all of them until somebody says otherwise (sales.md §3.1)."""

    class Meta:
        model = SalesParameters
        fields: list[str] = []

    sections = [(relation.label, [f"search_{relation.value}"]) for relation in AgreementRelation]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        off = {tuple(entry) for entry in self.instance.agreement_activation}
        for relation in AgreementRelation:
            field = self.fields[f"search_{relation.value}"]
            choices = field.choices  # type: ignore[attr-defined]
            field.initial = [key for key, _label in choices if (relation.value, *key.split(":")) not in off]

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a list of combinations per kind of agreement."""
        return {
            f"search_{relation.value}": forms.MultipleChoiceField(
                label=_("Search agreements for"), choices=_cells(relation), required=False, widget=forms.CheckboxSelectMultiple
            )
            for relation in AgreementRelation
        }

    def clean(self) -> dict[str, Any]:
        """Keep what is switched off."""
        data = super().clean() or {}
        self.instance.agreement_activation = [
            [relation.value, *key.split(":")]
            for relation in AgreementRelation
            for key, _label in _cells(relation)
            if key not in data.get(f"search_{relation.value}", ())
        ]
        return data


class HoldCodeForm(EntityModelForm):
    """A kind of hold: what it stops, and who may clear it."""

    blocks = forms.MultipleChoiceField(label=_("Stops"), choices=[], initial=_STOPPED, widget=forms.CheckboxSelectMultiple)
    role = forms.ChoiceField(label=_("Role that may clear it"), required=False)

    class Meta:
        model = HoldCode
        fields = ["code", "name", "colour", "blocks", "role", "remove_reservations", "is_default", "is_active"]

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
    """A charge: its tax, who pays it, and the accounts it is booked on."""

    class Meta:
        model = ChargeCode
        fields = [
            *("code", "names", "item_sales_tax_group", "debit", "debit_account", "credit", "credit_account"),
            *("prorate", "once_per_invoice", "untdid_code"),
        ]
        labels = {"untdid_code": _("Code on e-invoices")}
        help_texts = {
            "untdid_code": _("UNTDID 7161, for example FC for freight."),
            "debit": _("With the customer here, he pays the charge."),
            "credit": _("With the customer here, he pays less by it."),
        }

    sections = [
        (_("Charge"), ["code", "names", "item_sales_tax_group", "untdid_code"]),
        (_("Debit"), ["debit", "debit_account"]),
        (_("Credit"), ["credit", "credit_account"]),
        (_("Invoices"), ["prorate", "once_per_invoice"]),
    ]

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service what the sides must be: it says on which field."""
        return super()._get_validation_exclusions() | {"debit", "debit_account", "credit", "credit_account"}


class AutoChargeForm(EntityModelForm):
    """A charge that orders or lines get by themselves."""

    class Meta:
        model = AutoCharge
        fields = [
            *("level", "code", "category", "value", "unit", "currency", "item_sales_tax_group"),
            *("customer_relation", "customer_key", "item_relation", "item_key", "delivery_mode", "delivery_group"),
            *("from_amount", "to_amount", "position", "keep", "compound"),
        ]

    sections = [
        (_("Charge"), ["level", "code", "category", "value", "unit", "currency", "item_sales_tax_group"]),
        (_("For whom and what"), ["customer_relation", "customer_key", "item_relation", "item_key", "delivery_mode", "delivery_group"]),
        (_("Order amount"), ["from_amount", "to_amount"]),
        (_("Calculation"), ["position", "keep", "compound"]),
    ]

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service what category and unit must be: it says on which field, and empties a unit that is not asked for."""
        return super()._get_validation_exclusions() | {"category", "unit", "delivery_group"}


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
