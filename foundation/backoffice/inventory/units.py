"""Units of measure and how they convert; all legal entities share them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityModelForm, EntryDecimalField, LineForm, LookupField
from foundation.backoffice.inventory.items import CHANGE, VIEW
from foundation.backoffice.lists import LinkColumn, ListTable, NamesColumn, NumberColumn, Search, TextColumn
from foundation.backoffice.views import ListPage, RecordDeleteView, RecordWithLinesView
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


class UnitList(ListPage):
    """All units."""

    permission_required = export_permission = VIEW
    model, table_class, title = Unit, UnitTable, _("Units")
    search = Search(prefix=("code", "unece_code"), contains=("names",))
    order_by = "code"
    create_page, create_permission = "inventory:unit-new", CHANGE
    empty_text = _("Units say what a quantity counts: pieces, boxes, kilograms.")


class UnitEdit(RecordWithLinesView):
    """Make or change a unit with its conversions: those of all items, and those of items of this legal entity."""

    permission_required, permission_to_change = VIEW, CHANGE
    model, form_class, title = Unit, UnitForm, _("Unit")
    line_form_class, lines_title = ConversionForm, _("One of this unit")
    child_model, child_rows, parent_field = UnitConversion, "for_form", "from_unit"
    success_page = cancel_page = "inventory:units"
    delete_page = "inventory:unit-delete"


class UnitDelete(RecordDeleteView):
    """Delete a unit."""

    permission_required = CHANGE
    model, title = Unit, _("Delete unit")
    list_page, document_page = "inventory:units", "inventory:unit-edit"
