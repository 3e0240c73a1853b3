"""The forms of quotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.buyers import BuyerKey
from customers.models import Customer, Prospect
from foundation.backoffice.forms import (
    EntityChoiceField,
    EntityChoicesField,
    EntityForm,
    EntityModelForm,
    EntryDateField,
    EntryDecimalField,
    LookupField,
    PostingForm,
)
from foundation.errors import BusinessRuleError
from sales.forms.actions import CalculateForm
from sales.forms.chosen_address import CHOSEN
from sales.forms.credit import OVERRULING
from sales.forms.line_details import ANSWERS, VALUES, LineDetailsForm
from sales.forms.orders import DELIVERY, SalesOrderForm, SalesOrderLineForm
from sales.models.terms import PricedLine
from sales.quotations.errors import AlternativesWillBeLost, ExpiryPassed, StartRevision
from sales.quotations.models import (
    NEED_COST,
    OF_HEADER,
    OF_LINE,
    PrognosisCode,
    Quotation,
    QuotationLine,
    QuotationParameters,
    QuotationReason,
    SimulationTarget,
)
from sales.quotations.statuses import QuotationStatus

GENERAL = ("customer", "prospect", "customer_reference", "quotation_date", "expiry_date", "follow_up_date", "requested_ship_date")
TERMS = (
    "invoice_account",
    "currency",
    "payment_terms",
    "payment_method",
    "cash_discount",
    "price_group",
    "line_discount_group",
    "total_discount_percent",
    "total_discount_amount",
)
REMARKS = ("contact_name", "customer_requisition", "responsible", "text", "internal_note")
COST = "sales.view_cost"
OWN_DATES = ("follow_up_date", "expiry_date")
LINE_VALUES = tuple(name for name in VALUES if name in {field.name for field in PricedLine._meta.local_fields})
"""What a line of a quotation says beyond its grid."""
ONLY_ORDERS = {*VALUES, *OVERRULING} - {*LINE_VALUES}


class QuotationForm(SalesOrderForm):
    """The header of a quotation; what is left empty on a new one comes from its customer and the parameters."""

    start_revision = forms.BooleanField(
        label=_("Start a new revision"),
        required=False,
        help_text=_("The customer has this quotation; the version that was sent stays readable."),
    )

    not_of_header = SalesOrderForm.not_of_header | {"start_revision", "prospect"}

    class Meta:
        model = Quotation
        fields = [*GENERAL, *DELIVERY, *TERMS, *REMARKS]

    sections = [
        (_("Quotation"), GENERAL),
        (_("Delivery"), (CHOSEN, *DELIVERY)),
        (_("Price and payment"), TERMS),
        (_("Texts and responsibility"), REMARKS),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "customer" in self.fields:
            self.fields["customer"].required = bool(self.instance.pk)

    def _buyer(self) -> Any:
        """Return the customer or prospect whose addresses are offered."""
        return self.instance.to if self.instance.pk and self.instance.is_to_prospect else self._typed("prospect") or super()._buyer()

    def _get_validation_exclusions(self) -> set[str]:
        """The service chooses the invoice account, so that what the database holds of it cannot be checked before."""
        return super()._get_validation_exclusions() | {"invoice_account"}

    def unasked(self) -> Iterator[str]:
        """Nothing of a quotation was confirmed; prices can only be searched again when there are any."""
        yield "delete_confirmed"
        yield "delete_attached"
        if not self.instance.pk:
            yield "overwrite_prices"
        if self.instance.status != QuotationStatus.SENT:
            yield "start_revision"
        if self.instance.pk:
            yield from ("prospect", "customer", "invoice_account") if self.instance.is_to_prospect else ("prospect",)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a last day before the first one, on its field (QUO-02), and ask for a customer or a prospect."""
        cleaned = super().clean()
        if not self.instance.pk and bool(self.cleaned_data.get("customer")) == bool(self.cleaned_data.get("prospect")):
            self.add_error("customer", _("Choose a customer or a prospect."))
        first, last = (self.cleaned_data.get(name) for name in ("quotation_date", "expiry_date"))
        if first and last and last < first:
            self.add_error("expiry_date", str(ExpiryPassed(d=last)))
        return cleaned

    def party(self, name: str) -> BuyerKey | None:
        """Return the key of the customer, prospect or invoice account."""
        prospect: Prospect | None = self.cleaned_data.get("prospect")
        return prospect.key if name == "customer" and prospect is not None else super().party(name)

    @property
    def is_complete(self) -> bool:
        """Whether the form showed the defaults of its customer or prospect."""
        prospect = self.cleaned_data.get("prospect")
        return super().is_complete if prospect is None else self.cleaned_data.get("shown_for") == str(prospect.key)

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put the question for a new revision on the field that answers it."""
        if refusal.code == StartRevision.code and "start_revision" in self.fields:
            self.add_error("start_revision", str(refusal))
            return
        super().refuse(refusal)

    def header(self) -> dict[str, Any]:
        """Return what was entered, by field of the order that the quotation stands for."""
        entered = {name: value for name, value in super().header().items() if name not in OWN_DATES}
        if "quotation_date" in entered:
            entered["order_date"] = entered.pop("quotation_date")
        return entered

    def dates(self) -> dict[str, date]:
        """Return the dates that only quotations have, as far as they were entered."""
        return {name: self.cleaned_data[name] for name in OWN_DATES if self.cleaned_data.get(name)}


class QuotationLineForm(SalesOrderLineForm):
    """One line of a quotation: an item, or a sales category with a text and a price where the item does not exist yet."""

    item = LookupField("inventory.sold-item", label=_("Item"), required=False)
    category = LookupField("inventory.category-code", label=_("Category"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """Ask for an item or a category."""
        cleaned = super().clean()
        is_wrong = bool({"item", "category"} & set(self.errors)) or self.cleaned_data.get("DELETE")
        if not is_wrong and bool(self.cleaned_data.get("item")) == bool(self.cleaned_data.get("category")):
            self.add_error("item", _("Choose an item or a sales category."))
        return cleaned


class CopyQuotationForm(EntityForm):
    """How the prices of a copy come about."""

    search_prices = forms.BooleanField(
        label=_("Search prices again"),
        required=False,
        help_text=_("Otherwise prices and discounts are those of the quotation. What was typed by hand stays in any case."),
    )


class SendForm(PostingForm):
    """How quotations go to their customers."""

    deliver = forms.BooleanField(
        label=_("Send the paper"),
        required=False,
        initial=True,
        help_text=_("By e-mail or as print management says. Otherwise it is only kept, to be printed or sent by hand."),
    )
    accept_zero_prices = forms.BooleanField(label=_("Lines without a price are meant so"), required=False)


class ReasonForm(EntityForm):
    """Why a quotation came to nothing."""

    reason = EntityChoiceField(QuotationReason, label=_("Reason"), empty_label="–")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].queryset = QuotationReason.of(self.entity)  # type: ignore[attr-defined]


class LostForm(ReasonForm):
    """Why, and to whom."""

    competitor = forms.CharField(label=_("Competitor"), max_length=60, required=False)


class ReasonsForm(ReasonForm, PostingForm):
    """Why quotations came to nothing."""


class LostQuotationsForm(LostForm, PostingForm):
    """Why quotations were lost, and to whom."""


class ConfirmQuotationForm(ReasonForm):
    """Why the alternatives of a quotation are lost once it is won; nothing is asked where there are none."""

    def __init__(self, *args: Any, alternatives: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if alternatives:
            self.fields["reason"].help_text = str(AlternativesWillBeLost(n=alternatives))
        else:
            del self.fields["reason"]


class AlternativesForm(EntityForm):
    """Which quotations are alternatives of this one."""

    quotations = EntityChoicesField(Quotation, label=_("Alternative quotations"), required=False)

    def __init__(self, *args: Any, quotation: Quotation, **options: Any) -> None:
        super().__init__(*args, **options)
        candidates = Quotation.of(self.entity).may_be_alternatives_of(quotation)
        self.fields["quotations"].queryset = candidates  # type: ignore[attr-defined]


class SimulationForm(EntityForm):
    """Which figure is changed to what, of the whole quotation or of a line."""

    line = forms.ChoiceField(label=_("Of"), required=False)
    target = forms.ChoiceField(label=_("Change"), choices=SimulationTarget.choices)
    value = EntryDecimalField(label=pgettext_lazy("new value", "To"), max_digits=18, decimal_places=6)

    def __init__(self, *args: Any, lines: Sequence[QuotationLine], **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [(str(line.line_number), f"{line.line_number} · {line.item or line.category} · {line.name}") for line in lines]
        self.fields["line"].choices = [("", _("the whole quotation")), *shown]  # type: ignore[attr-defined]
        if self.access is None or not self.access.may(COST):
            offered = [choice for choice in SimulationTarget.choices if choice[0] not in NEED_COST]
            self.fields["target"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Refuse figures that the whole quotation or a line does not have."""
        cleaned = super().clean()
        allowed = OF_LINE if self.cleaned_data.get("line") else OF_HEADER
        if self.cleaned_data.get("target") not in (None, "", *allowed):
            self.add_error("target", _("Choose a line for a unit price or its discount, the whole quotation for the total discount."))
        return cleaned


class RevisionForm(EntityForm):
    """Whether a quotation that was sent becomes its next revision."""

    start_revision = forms.BooleanField(label=_("Start a new revision"), required=False)

    def __init__(self, *args: Any, quotation: Quotation, **options: Any) -> None:
        super().__init__(*args, **options)
        if quotation.status != QuotationStatus.SENT:
            del self.fields["start_revision"]


class CalculateQuotationForm(CalculateForm, RevisionForm):
    """What of a quotation is calculated again, and whether one that was sent becomes its next revision."""


class QuotationLineDetailsForm(LineDetailsForm):
    """One line of a quotation: what only orders know of a line, such as deliveries and what is promised, is not asked."""

    start_revision = forms.BooleanField(label=_("Start a new revision"), required=False)

    sections = [*LineDetailsForm.sections[:-1], (_("Answers"), (*ANSWERS, "start_revision"))]

    def __init__(self, *args: Any, quotation: Quotation, **options: Any) -> None:
        super().__init__(*args, buyer=quotation.to, **options)
        for name in ONLY_ORDERS & self.fields.keys():
            del self.fields[name]
        if quotation.status != QuotationStatus.SENT:
            del self.fields["start_revision"]
        self.fields["delivery_mode"].empty_label = _("As the quotation")  # type: ignore[attr-defined]
        self.fields["delivery_name"].help_text = _("Without an address the line goes where the quotation goes.")

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put the question for a new revision on the field that answers it."""
        if refusal.code == StartRevision.code and "start_revision" in self.fields:
            self.add_error("start_revision", str(refusal))
            return
        super().refuse(refusal)


class ProbabilityForm(EntityForm):
    """How likely the quotation is and when; its lines may differ."""

    probability_percent = EntryDecimalField(
        label=_("Probability %"), max_digits=7, decimal_places=4, min_value=0, max_value=100, required=False
    )
    prognosis = EntityChoiceField(PrognosisCode, label=_("Prognosis"), required=False, empty_label="–")

    def __init__(self, *args: Any, quotation: Quotation, lines: Sequence[QuotationLine], **options: Any) -> None:
        self.lines, self.quotation = lines, quotation
        super().__init__(*args, **options)
        self.fields["prognosis"].queryset = PrognosisCode.of(self.entity)  # type: ignore[attr-defined]
        self.initial = {"probability_percent": quotation.probability_percent, "prognosis": quotation.prognosis_id}
        self.initial |= {_percent_of(line): line.probability_percent for line in lines}

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a percentage per line."""
        label = _("Probability of line %(number)s, %(name)s")
        limits: dict[str, Any] = {"max_digits": 7, "decimal_places": 4, "min_value": 0, "max_value": 100}
        return {
            _percent_of(line): EntryDecimalField(label=label % {"number": line.line_number, "name": line.name}, required=False, **limits)
            for line in self.lines
        }

    def chosen(self) -> dict[str, Any]:
        """Return what was changed, by argument of the service; a new percentage of the header overwrites the lines."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if self.cleaned_data.get(name) is not None}
        lines = {line.pk: changed[_percent_of(line)] for line in self.lines if _percent_of(line) in changed}
        return {name: changed[name] for name in ("probability_percent", "prognosis") if name in changed} | {"lines": lines}


def _percent_of(line: QuotationLine) -> str:
    return f"percent_{line.pk}"


class PrognosisCodeForm(EntityModelForm):
    """In how many days from its creation a quotation is expected to be ordered."""

    class Meta:
        model = PrognosisCode
        fields = ["code", "name", "from_days", "to_days"]


class TemplateForm(EntityModelForm):
    """Under which name a quotation is a template."""

    class Meta:
        model = Quotation
        fields = ["template_group", "template_name", "template_active"]

    def clean(self) -> dict[str, Any] | None:
        """Ask an active template for group and name."""
        cleaned = super().clean()
        for name in ("template_group", "template_name"):
            if self.cleaned_data.get("template_active") and not self.cleaned_data.get(name):
                self.add_error(name, _("An active template has a group and a name."))
        return cleaned


class FromTemplateForm(EntityForm):
    """For whom a quotation is made from a template, and at which prices."""

    customer = LookupField("customers.customer", label=_("Customer"), required=False)
    prospect = LookupField("customers.prospect", label=_("Prospect"), required=False)
    search_prices = forms.BooleanField(
        label=_("Search prices again"), required=False, help_text=_("Otherwise prices and discounts are those of the template.")
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for a customer or a prospect."""
        cleaned = super().clean()
        if bool(self.cleaned_data.get("customer")) == bool(self.cleaned_data.get("prospect")):
            self.add_error("customer", _("Choose a customer or a prospect."))
        return cleaned

    @property
    def key(self) -> BuyerKey:
        """Return the key of the customer or prospect."""
        chosen: Customer | Prospect = self.cleaned_data["customer"] or self.cleaned_data["prospect"]
        return chosen.key


class TemplateChoiceField(EntityChoiceField):
    """A template, shown by group and name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return group, name and number."""
        return f"{obj.template_group} · {obj.template_name} ({obj.number})"


class MassCreateForm(PostingForm):
    """Which template many customers get a quotation from, and at which prices."""

    template = TemplateChoiceField(Quotation, label=_("Template"), empty_label="–")
    search_prices = forms.BooleanField(
        label=_("Search prices again"), required=False, help_text=_("Otherwise prices and discounts are those of the template.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["template"].queryset = Quotation.of(self.entity).templates().order_by("template_group", "template_name")  # type: ignore[attr-defined]


class ExtendForm(EntityForm):
    """Until when the offer stands."""

    expiry_date = EntryDateField(label=_("Expiry date"))


class ExtendQuotationsForm(ExtendForm, PostingForm):
    """Until when offers stand."""


class QuotationReasonForm(EntityModelForm):
    """A reason for which quotations are lost or cancelled."""

    class Meta:
        model = QuotationReason
        fields = ["code", "names"]


class QuotationParametersForm(EntityModelForm):
    """Rules and defaults of quotations in one legal entity (sales.md §22)."""

    class Meta:
        model = QuotationParameters
        fields = ["follow_up_days", "expiry_days", "confirm_only_after_sending"]
