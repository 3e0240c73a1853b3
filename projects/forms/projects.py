"""What the pages of projects ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityForm, EntityModelForm, EntryDateField, EntryDecimalField, LookupField
from projects.models import Project, ProjectParameters
from projects.services.enter_projects import CHANGEABLE
from projects.services.sell_items import ItemSale
from sales.models import ReasonCode


class ProjectForm(EntityModelForm):
    """A project: who pays, how, and where its items come from."""

    sections = [
        (_("Project"), ("name", "project_type", "customer", "responsible", "start_date", "end_date")),
        (_("Items"), ("warehouse", "currency", "price_group")),
    ]

    class Meta:
        model = Project
        fields = [*CHANGEABLE]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["customer"].help_text = _("An internal project without one takes the internal customer of the parameters.")
        self.fields["currency"].required = False
        self.fields["currency"].help_text = _("Blank is the currency of the customer.")

    @property
    def values(self) -> dict[str, Any]:
        """Return what was entered, by field of CHANGEABLE."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE}


class ItemSaleForm(EntityForm):
    """An item that the project needs."""

    item = LookupField("inventory.sold-item", label=_("Item"))
    quantity = EntryDecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    wanted_on = EntryDateField(label=_("Requested ship date"), required=False)
    warehouse = LookupField(
        "inventory.warehouse-code", label=_("Warehouse"), required=False, help_text=_("Blank is the warehouse of the project.")
    )

    @property
    def sale(self) -> ItemSale:
        """Return what was entered."""
        data = self.cleaned_data
        return ItemSale(data["item"].pk, data["quantity"], data["wanted_on"], data["warehouse"].pk if data["warehouse"] else None)


class FinishForm(EntityForm):
    """Whether what waits to be delivered is cancelled, and why."""

    cancel_open = forms.BooleanField(label=_("Cancel open requirements"), required=False)
    reason = EntityChoiceField(ReasonCode, label=_("Reason"), required=False, empty_label="–")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].queryset = ReasonCode.of(self.entity).for_cancelling()  # type: ignore[attr-defined]


class ProjectParametersForm(EntityModelForm):
    """Defaults of projects in one legal entity (sales.md §22)."""

    class Meta:
        model = ProjectParameters
        fields = ["internal_customer"]
