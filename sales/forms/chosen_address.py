"""A choice of the buyer's addresses that fills the address fields of its form (sales.md §7.1, §7.2)."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sales.chosen_addresses import OfferedAddress
from sales.delivery_places import ADDRESS

CHOSEN = "delivery_address"


class AddressSelect(forms.Select):
    """A choice whose options carry what they fill, for the script; the server fills the same."""

    offered: dict[str, OfferedAddress]

    def __init__(self, offered: Sequence[OfferedAddress] = (), **options: Any) -> None:
        self.offered = {known.key: known for known in offered}
        super().__init__(**options)

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Put the address on its option."""
        option = super().create_option(*args, **options)
        known = self.offered.get(str(option["value"]))
        if known is not None:
            option["attrs"]["data-fill"] = json.dumps(known.place.fields, ensure_ascii=False)
        return option


class ChosenAddress(forms.Form):
    """Choosing an address is typing it: an address that was chosen stands in the fields, whether a script put it there or not."""

    delivery_address = forms.ChoiceField(label=_("Address of the customer"), required=False)

    def offer_addresses(self, offered: Sequence[OfferedAddress]) -> None:
        """Offer addresses; there is no choice where there are none."""
        if not offered:
            del self.fields[CHOSEN]
            return
        field: Any = self.fields[CHOSEN]
        attrs = {**field.widget.attrs, "class": "form-select", "data-fills": " ".join(ADDRESS)}
        field.widget = AddressSelect(offered, attrs=attrs)
        field.choices = [("", ""), *((known.key, known.label) for known in offered)]
        self._fill(field.widget)

    def _fill(self, widget: AddressSelect) -> None:
        known = widget.offered.get(str(self.data.get(self.add_prefix(CHOSEN), ""))) if self.is_bound else None
        if known is None:
            return
        filled: Any = copy.copy(self.data)
        for name, value in known.place.fields.items():
            filled[self.add_prefix(name)] = value
        self.data = filled
