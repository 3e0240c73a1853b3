"""The form that links the lines of an order to commitments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import EntityForm
from sales.agreements.models import AgreementLine
from sales.agreements.services.link_lines import Offer
from sales.models import SalesOrderLine

KEEP = [("", "–"), ("yes", _("Search their price again")), ("no", _("Keep their price"))]


@dataclass(frozen=True)
class Wish:
    """A line with the commitment it counts on and those it could."""

    line: SalesOrderLine
    linked: AgreementLine | None
    offers: Sequence[Offer]

    def choices(self) -> list[tuple[str, str]]:
        """Return what can be chosen: nothing, what there is, and what fits."""
        known = {str(offer.commitment.pk): _named(offer) for offer in self.offers}
        if self.linked is not None:
            known.setdefault(str(self.linked.pk), _named(Offer(self.linked)))
        return [("", gettext("No agreement")), *known.items()]


class OrderLinksForm(EntityForm):
    """One choice per line, and what becomes of the price of lines whose link goes; ``wishes`` are among the initial values."""

    recalculate_answer = forms.ChoiceField(
        label=_("Lines whose link is removed"), choices=KEEP, required=False, help_text=_("Needed only when you remove a link.")
    )

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a choice for every line."""
        return {
            f"line_{wish.line.pk}": forms.ChoiceField(
                label=f"{wish.line.line_number} · {wish.line.item.number} {wish.line.name} · {format_quantity(wish.line.ordered_quantity)}",
                choices=wish.choices(),
                initial=str(wish.linked.pk) if wish.linked else "",
                required=False,
            )
            for wish in self.initial.get("wishes", ())
        }

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.placed = frozenset()

    @property
    def recalculate(self) -> bool | None:
        """Return whether prices are searched again; None while that was not answered."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("recalculate_answer", ""))

    def changes(self) -> dict[int, int | None]:
        """Return the chosen commitment of every line whose choice changed, None for a link that goes."""
        names = [name for name in self.changed_data if name.startswith("line_")]
        return {int(name.removeprefix("line_")): int(self.cleaned_data[name]) if self.cleaned_data[name] else None for name in names}


def _named(offer: Offer) -> str:
    row = offer.commitment
    name = f"{row.agreement.number} / {row.line_number} {row.get_commitment_display()}"
    if offer.left is None:
        return name
    return gettext("%(commitment)s, %(left)s remaining") % {"commitment": name, "left": format_quantity(offer.left)}
