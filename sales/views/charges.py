"""Maintaining the charges of an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm
from foundation.backoffice.views import LinesFormView
from sales.forms.charges import ChargeLineForm
from sales.models import SalesOrder, SalesOrderCharge
from sales.services.change_charges import ChargeEntry, change_charges


class OrderCharges(LinesFormView):
    """Freight, fees and other amounts of one order and of its lines."""

    permission_required = "sales.change_price"
    model, rows, title = SalesOrder, "for_page", _("Charges")
    form_class, line_form_class = EntityForm, ChargeLineForm
    lines_title = _("Charges")
    success_page = "sales:order"

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the charges as they are."""
        return [
            {
                "pk": charge.pk,
                "code": charge.code,
                "line_number": charge.line.line_number if charge.line else None,
                "category": charge.category,
                "value": charge.value,
                "unit": charge.unit,
                "keep": charge.keep,
            }
            for charge in SalesOrderCharge.of(self.entity).of_order(record.pk)
        ]

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the charges that are left."""
        entries = [
            ChargeEntry(
                code=line["code"],
                value=line["value"],
                category=line["category"],
                key=line["pk"],
                line_number=line["line_number"],
                unit=line["unit"],
                keep=line["keep"],
                remove=line["DELETE"],
            )
            for line in lines
        ]
        return change_charges(self.entity, self.object.pk, entries, self.request.user).order
