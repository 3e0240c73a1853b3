"""Maintaining the charges of an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount
from foundation.backoffice.forms import EntityForm
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.views import LinesFormView
from sales.forms.charges import ChargeLineForm
from sales.models import SalesOrder, SalesOrderCharge
from sales.services.change_charges import ChargeEntry, ChargePreview, change_charges, preview_charges
from sales.views.totals import total_rows


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
                "currency": charge.currency_id,
                "tax_group": charge.item_sales_tax_group,
                "keep": charge.keep,
            }
            for charge in self.charges_of(record)
        ]

    def charges_of(self, record: Any) -> Iterable[Any]:
        """Return the charges as they are stored."""
        return SalesOrderCharge.of(self.entity).of_order(record.pk)

    def preview(self, entries: Mapping[int, ChargeEntry]) -> ChargePreview:
        """Return what the order comes to with the typed charges."""
        return preview_charges(self.entity, self.object.pk, entries)

    def calculate(self, _form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Show what every charge comes to, and the order with them."""
        entries = {row: entry_of(line) for row, line in enumerate(lines) if line}
        preview = self.preview(entries)
        order = preview.order
        rows = [self.row_result(preview, row) for row in range(len(lines))]
        return Calculation(rows, total_rows(preview.summary, order.currency_id, order.total_discount_percent, with_cost=False))

    def row_result(self, preview: ChargePreview, row: int) -> RowResult:
        """Return the amount of one charge, or what is wrong with it."""
        error = preview.refused.get(row)
        if error is not None:
            return RowResult(errors={error.field: str(error)})
        amount = preview.amounts.get(row)
        return RowResult(outputs={"amount": "" if amount is None else format_amount(amount, preview.order.currency_id)})

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the charges that are left."""
        entries, limit = [entry_of(line) for line in lines], self.request.access.manual_discount_limit
        return change_charges(self.entity, self.object.pk, entries, self.request.user, discount_limit=limit).order


def entry_of(line: dict[str, Any]) -> ChargeEntry:
    """Return a charge as it was typed."""
    return ChargeEntry(
        code=line["code"],
        value=line["value"],
        category=line["category"],
        key=line["pk"],
        line_number=line["line_number"],
        unit=line["unit"],
        currency=line["currency"],
        tax_group=line["tax_group"],
        keep=line["keep"],
        remove=bool(line.get("DELETE")),
    )
