"""The form of a sales order and of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from customers.buyers import BuyerKey
from foundation.backoffice.forms import EntityModelForm, EntryDateField, EntryDecimalField, LineForm, LookupField
from foundation.documents.formatting import language_choices
from foundation.errors import BusinessRuleError
from sales.agreed_terms import offers
from sales.chosen_addresses import addresses_of
from sales.forms.chosen_address import CHOSEN, ChosenAddress
from sales.forms.credit import OVERRULING, OverruleCredit
from sales.forms.subscription import CYCLES, CycleFields
from sales.models import SalesOrder, SalesOrderLine, SalesParameters
from sales.services.entry_credit import CreditAnswer
from sales.services.total_discounts import TOTAL_DISCOUNT
from sales.statuses import TRAITS, SalesOrderType, offered_types
from sales.subscriptions import SubscriptionTerms

PARTIES = frozenset({"customer", "invoice_account", "order_type"})
ANSWERS = frozenset(
    {
        *("agreement", "agreement_terms", "overwrite_prices", "delete_confirmed", "end_terms", "delete_attached"),
        *(CHOSEN, "shown_for", "update_lines", *OVERRULING),
    }
)
GENERAL = ("customer", "customer_reference", "order_date", "requested_ship_date", "order_type")
DELIVERY = (
    "delivery_name",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "delivery_country",
    "delivery_mode",
    "delivery_terms",
    "warehouse",
    "requested_receipt_date",
    "prevent_partial_delivery",
)
PROMISE = ("delivery_date_control",)
STOCK = ("automatic_reservation",)
CONFIRMED = ("confirmed_ship_date", "confirmed_receipt_date")
TAX = ("sales_tax_group",)
"""Found by where the goods go, unless somebody chooses it."""
TERMS = (
    "invoice_account",
    "language",
    "currency",
    "fixed_exchange_rate",
    "prices_include_tax",
    "payment_terms",
    "payment_method",
    "cash_discount",
    "price_group",
    "line_discount_group",
    "multiline_discount_group",
    "total_discount_group",
    "total_discount_percent",
    "total_discount_amount",
    "summary_update_allowed",
    "exclude_from_batch_invoicing",
    "exclude_from_credit_check",
)
AGREED = ("invoice_account", "payment_terms", "payment_method", "cash_discount", "sales_tax_group", "exclude_from_credit_check")
PRICED = ("prices_include_tax", "fixed_exchange_rate")
REMARKS = ("contact_name", "customer_requisition", "responsible", "priority", "text", "internal_note")
_REFUSED_ON = {
    "ORD-35": "delete_confirmed",
    "DIR-04": "delete_attached",
    "ORD-32": "overwrite_prices",
    "ORD-55": "update_lines",
    "AGR-14": "end_terms",
    "AGR-15": "end_terms",
    "CU-050": "overrule_credit",
    "ORD-01": "customer",
    "ORD-01S": "customer",
    "ORD-19": "customer",
}


_YES_NO = {"yes": True, "no": False}
_SHOWN_WHEN_ASKED = frozenset({"end_terms", "agreement_terms", "update_lines"})


class SalesOrderForm(OverruleCredit, CycleFields, ChosenAddress, EntityModelForm):
    """The header of an order; what is left empty on a new order comes from its customer.

    Whether the order goes on above the credit limit is asked once that was exceeded.
    """

    overwrite_prices = forms.BooleanField(
        label=_("Search typed prices again"),
        required=False,
        help_text=_("Otherwise prices and discounts that were typed stay when item, quantity or customer change."),
    )
    delete_confirmed = forms.BooleanField(
        label=_("Remove lines that were confirmed"), required=False, help_text=_("The customer has these lines on paper.")
    )

    end_terms = forms.ChoiceField(
        label=_("Lines that leave their agreement"),
        choices=[("", "–"), ("yes", _("Remove the link and recalculate")), ("no", _("Remove the link and keep the new values"))],
        required=False,
        widget=forms.HiddenInput,
    )
    delete_attached = forms.BooleanField(
        label=_("Cancel purchase lines of removed lines"), required=False, help_text=_("A vendor was to deliver them directly.")
    )
    agreement_terms = forms.ChoiceField(
        label=_("Terms of the sales agreement"),
        choices=[("", "–"), ("yes", _("Apply them to the order")), ("no", _("Keep the terms of the order"))],
        required=False,
        widget=forms.HiddenInput,
    )
    agreement = forms.ChoiceField(
        label=_("Sales agreement"), required=False, help_text=_("Lines that fit one of its commitments get what was agreed.")
    )
    update_lines = forms.ChoiceField(
        label=_("Update order lines"),
        choices=[("", "–"), ("yes", _("Take it over to the lines")), ("no", _("Leave the lines as they are"))],
        required=False,
        widget=forms.HiddenInput,
    )
    shown_for = forms.CharField(required=False, widget=forms.HiddenInput)
    not_of_header: ClassVar[frozenset[str]] = PARTIES | ANSWERS

    class Meta:
        model = SalesOrder
        fields = [*GENERAL, *DELIVERY, *PROMISE, *STOCK, *CONFIRMED, *TERMS, *TAX, *REMARKS]
        help_texts = {
            "sales_tax_group": _("Empty on a new order: by where the goods go."),
            "fixed_exchange_rate": _("Empty: the rate of the day of each invoice."),
        }

    sections = [
        (_("Order"), GENERAL),
        (_("Delivery"), (CHOSEN, *DELIVERY, *PROMISE, *CONFIRMED, *STOCK)),
        (_("Price and payment"), ("agreement", "agreement_terms", *TERMS, *TAX)),
        (_("Texts and responsibility"), REMARKS),
        (_("Cycles of a subscription"), CYCLES),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, known in self.fields.items():
            known.required = name == "customer"
        self.fields["customer"].widget.attrs["autofocus"] = not self.instance.pk
        for names, permission in ((AGREED, "sales.change_invoice_account"), (PRICED, "sales.change_price")):
            if self.access is None or not self.access.may(permission):
                self._close(names)
        self._ask_header()
        for name in self.unasked():
            del self.fields[name]
        for name in OVERRULING:
            if name in self.fields:
                self.fields[name].widget = forms.HiddenInput()
        if "order_type" in self.fields:
            self._offer_types(options.get("initial") or {})
        if self.instance.pk or "order_type" not in self.fields:
            self._leave_out("order_type", "agreement", "agreement_terms", *CYCLES)
        else:
            self._offer_agreements()
        self.offer_addresses(addresses_of(self._buyer(), self.today, self.access))

    def _close(self, names: Iterable[str]) -> None:
        for name in self.fields.keys() & set(names):
            self.fields[name].disabled = True

    def _ask_header(self) -> None:
        """Offer the languages of documents, and no rate of zero."""
        if "language" in self.fields:
            closed = self.fields["language"].disabled
            self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=language_choices(), required=False, disabled=closed)
        if "fixed_exchange_rate" in self.fields:
            self.fields["fixed_exchange_rate"].validators.append(MinValueValidator(Decimal("0.000000001")))
        if not self.instance.pk:
            self._leave_out(*CONFIRMED)

    def _leave_out(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def unasked(self) -> Iterator[str]:
        """Yield the questions that make no sense for this document."""
        if not self.instance.confirmed_version:
            yield "delete_confirmed"
        if not self.instance.pk or not SalesOrderLine.of(self.entity).direct().of_order(self.instance.pk).exists():
            yield "delete_attached"
        if not self.instance.pk:
            yield "overwrite_prices"

    def _offer_types(self, given: Mapping[str, Any]) -> None:
        """Offer the order types to a new order; that of a known one has an action of its own."""
        types = offered_types()
        self.fields["order_type"].choices = types  # type: ignore[attr-defined]
        default = SalesParameters.of(self.entity).default_order_type
        wanted = given.get("order_type", default)
        self.initial["order_type"] = wanted if wanted in dict(types) else SalesOrderType.SALES_ORDER.value

    def _offer_agreements(self) -> None:
        """Offer a new order the agreements of its customer; there is no choice where there are none."""
        known = self._typed("customer")
        offered = offers(self.entity, known.pk) if known is not None and self.entity is not None else []
        if not offered:
            self._leave_out("agreement", "agreement_terms")
            return
        self.fields["agreement"].choices = [("", _("No agreement")), *((str(offer.key), offer.name) for offer in offered)]  # type: ignore[attr-defined]

    def _typed(self, name: str) -> Any:
        """Return the record that a look-up names, as it was sent or as the form starts; None for none."""
        if name not in self.fields:
            return None
        field: Any = self.fields[name]
        typed = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        return field.record_of(typed)

    def _buyer(self) -> Any:
        """Return whose addresses are offered."""
        return self._typed("customer")

    def ask_overruling(self) -> None:
        """Show what was hidden until a credit limit was exceeded."""
        self.fields["overrule_credit"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
        self.fields["credit_reason"].widget = forms.TextInput(attrs={"class": "form-control", "maxlength": 200})

    @property
    def credit(self) -> CreditAnswer:
        """Return what an exceeded credit limit does."""
        data = self.cleaned_data
        return CreditAnswer(overruled=bool(data.get("overrule_credit")), reason=data.get("credit_reason") or "")

    @property
    def agreement_id(self) -> int | None:
        """Return the agreement that was chosen for a new order."""
        chosen = self.cleaned_data.get("agreement")
        return int(chosen) if chosen else None

    @property
    def agreed_header_answer(self) -> bool | None:
        """Return whether the terms of the agreement are those of the order; None while that was not asked."""
        return _YES_NO.get(self.cleaned_data.get("agreement_terms", ""))

    @property
    def order_type(self) -> str:
        """Return the type of a new order; that of an order whose form did not say is a sales order."""
        return self.cleaned_data.get("order_type") or SalesOrderType.SALES_ORDER.value

    @property
    def subscription(self) -> SubscriptionTerms | None:
        """Return the cycles of a new order whose type has them."""
        return self.terms if TRAITS[self.order_type].reopens_after_invoice else None

    @property
    def terms_answer(self) -> bool | None:
        """Return what becomes of lines that leave what was agreed for them; None while that was not asked."""
        return _YES_NO.get(self.cleaned_data.get("end_terms", ""))

    @property
    def lines_answer(self) -> bool | None:
        """Return whether the lines follow the header; None while that was not asked."""
        return _YES_NO.get(self.cleaned_data.get("update_lines", ""))

    @property
    def is_complete(self) -> bool:
        """Whether the form showed the defaults of its customer, so that what is empty is meant to be empty."""
        customer = self.cleaned_data.get("customer")
        return bool(self.instance.pk) or (customer is not None and self.cleaned_data.get("shown_for") == str(customer.key))

    def clean(self) -> dict[str, Any] | None:
        """Let a total discount that was typed take the place of the one of the other kind."""
        cleaned = super().clean()
        typed = [name for name in TOTAL_DISCOUNT if name in self.changed_data]
        if self.instance.pk and len(typed) == 1:
            self.cleaned_data |= {name: Decimal(0) for name in TOTAL_DISCOUNT if name not in typed and name in self.fields}
        return cleaned

    def header(self) -> dict[str, Any]:
        """Return what was entered, by field of the order: what changed of a known one, what is filled in of a new one."""
        names = self.changed_data if self.instance.pk else self._open_fields()
        entered = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data and name not in self.not_of_header}
        never_empty = {*PROMISE, "language"} | (set() if self.instance.pk else set(TAX))
        entered = {name: value for name, value in entered.items() if value or name not in never_empty}
        if not self.is_complete:
            entered = {name: value for name, value in entered.items() if value not in (None, "", False)}
        if not self.instance.pk and not any(entered.get(name) for name in TOTAL_DISCOUNT):
            entered = {name: value for name, value in entered.items() if name not in TOTAL_DISCOUNT}
        fields = {name: self._meta.model._meta.get_field(name) for name in entered}
        return {
            str(getattr(fields[name], "attname", name)): getattr(value, "pk", value)
            for name, value in entered.items()
            if value is not None or getattr(fields[name], "null", False)
        }

    def _open_fields(self) -> list[str]:
        return [name for name in self._meta.fields or () if name in self.fields and not self.fields[name].disabled]

    def party(self, name: str) -> BuyerKey | None:
        """Return the key of the customer or invoice account, None when it is not given or did not change."""
        chosen = self.cleaned_data.get(name)
        if chosen is None or (self.instance.pk and name not in self.changed_data):
            return None
        return int(chosen.pk)

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a question on the field that answers it, another refusal on the field it names."""
        name = _REFUSED_ON.get(refusal.code, refusal.field)
        if name in _SHOWN_WHEN_ASKED and name in self.fields:
            answer: Any = self.fields[name]
            answer.widget = forms.Select(choices=answer.choices, attrs={"class": "form-select"})
        if name in OVERRULING and name in self.fields:
            self.ask_overruling()
        self.add_error(name if name in self.fields else None, str(refusal))


class SalesOrderLineForm(LineForm):
    """One line. ``found_price`` and ``found_discount`` keep what the search found, so that a typed price tells itself apart."""

    item = LookupField("inventory.sold-item", label=_("Item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4, required=False)
    unit = LookupField("inventory.unit-code", label=_("Unit"), required=False)
    unit_price = EntryDecimalField(label=_("Unit price"), max_digits=18, decimal_places=6, required=False)
    discount_percent = EntryDecimalField(label=_("Discount %"), max_digits=7, decimal_places=4, required=False, min_value=0, max_value=100)
    requested_ship_date = EntryDateField(label=_("Ship date"), required=False)
    warehouse = LookupField("inventory.warehouse-code", label=_("Warehouse"), required=False)
    name = forms.CharField(label=_("Description"), max_length=200, required=False)
    found_price = EntryDecimalField(required=False)
    found_discount = EntryDecimalField(required=False)
    outputs = {"available": _("Available"), "amount": _("Net amount")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("found_price", "found_discount"):
            self.fields[name].widget = forms.HiddenInput()
        if self.prefix == "lines-0":
            self.fields["item"].widget.attrs |= {"data-key": "alt+l", "data-key-label": _("Lines")}

    def has_changed(self) -> bool:
        """Tell whether anything was typed; what the search filled in does not count."""
        return bool(set(self.changed_data) - {"found_price", "found_discount"})


class SalesOrderLineEditForm(SalesOrderLineForm):
    """One line of an order that exists: what of it is to be delivered now can be said too."""

    deliver_now = EntryDecimalField(label=_("Deliver now"), max_digits=16, decimal_places=4, required=False)
    field_order = ["pk", "item", "quantity", "unit", "unit_price", "discount_percent", "requested_ship_date", "warehouse", "deliver_now"]


def line_values(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cleaned line by field of an order line; a price or discount that only repeats what was found is left out."""
    values: dict[str, Any] = {
        "item_id": (line["item"] or line["category"]).key,
        "quantity": line["quantity"],
        "unit_id": line["unit"].pk if line["unit"] else None,
        "name": line["name"],
        "requested_ship_date": line["requested_ship_date"],
        "warehouse_id": line["warehouse"].pk if line["warehouse"] else None,
    }
    if line.get("deliver_now") is not None:
        values["deliver_now"] = line["deliver_now"]
    for name, found in (("unit_price", "found_price"), ("discount_percent", "found_discount")):
        if line[name] is not None and line[name] != line[found]:
            values[name] = line[name]
    return values
