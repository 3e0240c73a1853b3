"""Units of measure and how they convert; all legal entities share them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityModelForm, EntryDecimalField, LineForm, LookupField
from foundation.backoffice.inventory.set_up import inventory_pages
from foundation.backoffice.lists import LinkColumn, ListTable, NamesColumn, NumberColumn, Search, TextColumn
from foundation.backoffice.views import RecordWithLinesView
from foundation.inventory.models import Unit, UnitConversion


class UnitTable(ListTable):
    """Units of measure."""

    code = LinkColumn(_("Code"), page="inventory:unit-edit")
    names = NamesColumn(_("Name"))
    decimals = NumberColumn(_("Decimals"))
    unece_code = TextColumn(_("UN/ECE code"))


class UnitForm(EntityModelForm):
    """A unit of measure."""

    class Meta:
        model = Unit
        fields = ["code", "names", "decimals", "unece_code"]


class ConversionForm(LineForm):
    """How many of another unit make one of this, in general or of one item."""

    factor = EntryDecimalField(label=_("Is as many"), max_digits=18, decimal_places=9, min_value=0)
    to_unit = EntityChoiceField(Unit, label=_("Unit"))
    item = LookupField("inventory.item", label=_("Only of item"), required=False)


class UnitEdit(RecordWithLinesView):
    """Make or change a unit with its conversions: those of all items, and those of items of this legal entity."""

    line_form_class, lines_title = ConversionForm, _("One of this unit")
    child_model, child_rows, parent_field = UnitConversion, "for_form", "from_unit"


UNITS = inventory_pages(
    part="units",
    one="unit",
    model=Unit,
    title=_("Units"),
    record_title=_("Unit"),
    table=UnitTable,
    form=UnitForm,
    empty_text=_("Units say what a quantity counts: pieces, boxes, kilograms."),
    search=Search(prefix=("code", "unece_code"), contains=("names",)),
    order_by="code",
    form_page=UnitEdit,
)
