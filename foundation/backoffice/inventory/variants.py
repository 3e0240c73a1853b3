"""Release the variants of a master: the values of its dimensions, from which all combinations are made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.backoffice.forms import EntityForm
from foundation.backoffice.inventory.dimensions import LABELS
from foundation.backoffice.inventory.items import CHANGE
from foundation.backoffice.views import DocumentActionView
from foundation.inventory.models import DIMENSIONS, Item
from foundation.inventory.services.release_variants import release_variants


class ValuesField(forms.CharField):
    """Several values, separated by commas; they come as a list, each once."""

    longest = 30

    def clean(self, value: Any) -> Any:
        """Return the values in the order in which they were entered; refuses one that is too long."""
        values = [one.strip() for one in super().clean(value).split(",")]
        for one in values:
            if len(one) > self.longest:
                raise forms.ValidationError(_("“%(value)s” is longer than %(most)s characters.") % {"value": one, "most": self.longest})
        return list(dict.fromkeys(one for one in values if one))


class VariantsForm(EntityForm):
    """The values of each active dimension."""

    configuration = ValuesField()
    size = ValuesField()
    colour = ValuesField()
    style = ValuesField()

    def __init__(self, *args: Any, dimensions: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in DIMENSIONS:
            if name not in dimensions:
                del self.fields[name]
                continue
            self.fields[name].label = capfirst(str(LABELS[name]))
            self.fields[name].help_text = _("Values separated by commas, such as S, M, L.")


class ReleaseVariants(DocumentActionView):
    """Make the variants of a master that it does not have yet."""

    permission_required = CHANGE
    model, form_class, title, verb = Item, VariantsForm, _("Variants of"), _("Make variants")
    document_page = "inventory:item"

    def make_form(self, data: Any = None) -> VariantsForm:
        """Offer the dimensions of the master, each with the values that its variants have."""
        return VariantsForm(
            data, entity=self.entity, access=self.request.access, initial=self.get_initial(self.object), dimensions=self.object.dimensions
        )

    def get_initial(self, document: Item) -> dict[str, Any]:
        """Return the values that variants have, in the order in which they were made."""
        known = list(Item.of(self.entity).filter(master=document).order_by("pk"))
        return {name: ", ".join(dict.fromkeys(getattr(item, name) for item in known)) for name in document.dimensions}

    def perform(self, document: Item, form: VariantsForm) -> Any:
        """Make them and say how many."""
        made = release_variants(self.entity, document, form.cleaned_data, user=self.request.user)
        said = ngettext("%(count)s variant was made.", "%(count)s variants were made.", len(made)) % {"count": len(made)}
        messages.success(self.request, said if made else _("The item has all of these variants already."))
        return document
