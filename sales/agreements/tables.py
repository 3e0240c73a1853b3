"""Columns of the lists of sales agreements, of their commitments and versions (sales.md §20, L22)."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount, format_percent, format_price, format_quantity
from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from foundation.money import CENT, round_to_step
from sales.agreements.statuses import STATUS_TONES


class FulfilmentColumn(TextColumn):
    """How much of what was committed was ordered, as a bar with its percentage."""

    css_class = "number"

    def render(self, value: Any) -> str:
        """Return bar and number; what was ordered beyond fills the bar."""
        shown = format_percent(round_to_step(value, CENT))
        bar = '<progress class="fulfilment" max="100" value="{}" aria-hidden="true"></progress> {}'
        return format_html(bar, int(min(max(value, 0), 100)), shown)

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the percentage."""
        return self.read(record, accessor)


class MeasureColumn(TextColumn):
    """A quantity with its unit or an amount, as the commitment counts."""

    css_class = "number"

    def render(self, value: Any, record: Any) -> str:
        """Return the number in the reader's notation."""
        if record.unit:
            return format_html('{} <small class="currency">{}</small>', format_quantity(value), record.unit)
        return format_html('{} <small class="currency">{}</small>', format_amount(value, record.currency), record.currency)


class AgreementTable(ListTable):
    """All sales agreements."""

    number = LinkColumn(_("Agreement"), page="agreements:agreement", order_by="number_folded")
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    classification = TextColumn(_("Classification"), accessor="classification.code", order_by="classification__code", sortable=SHORT)
    status = StatusColumn(_("Status"), sortable=SHORT, tones=STATUS_TONES)
    effective_date = DateColumn(_("Effective date"), sortable=SHORT)
    expiration_date = DateColumn(_("Expiration date"))
    committed_amount = AmountColumn(_("Committed"), currency="currency_id", total=True, sortable=SHORT)
    released_amount = AmountColumn(_("Released"), currency="currency_id", total=True, sortable=SHORT)
    remaining_amount = AmountColumn(_("Remaining"), currency="currency_id", total=True, sortable=SHORT)
    fulfilled = FulfilmentColumn(_("Fulfilled"), accessor="fulfilled_percent", sortable=False)
    changed_since_confirmation = BooleanColumn(_("Changed"), sortable=SHORT)
    confirmed_version = NumberColumn(_("Version"), hidden=True, sortable=SHORT)
    document_title = TextColumn(_("Document title"), hidden=True, sortable=SHORT)
    external_reference = TextColumn(_("External reference"), hidden=True, sortable=SHORT)
    responsible = TextColumn(_("Responsible"), accessor="responsible.name", order_by="responsible__name", hidden=True, sortable=SHORT)


class AgreementLineTable(ListTable):
    """The commitments on the page of one agreement, with what was ordered of each in its own measure."""

    line_number = LinkColumn(_("Line"), page="agreements:line", target="line.pk", accessor="line.line_number")
    commitment = TextColumn(_("Commitment"), accessor="line.get_commitment_display")
    subject = TextColumn(_("Item or category"), accessor="line", empty_values=())
    terms = TextColumn(_("Price and discount"), accessor="line", empty_values=())
    committed = MeasureColumn(_("Committed"))
    on_order = MeasureColumn(_("On order"), accessor="released.on_order")
    delivered = MeasureColumn(_("Delivered"), accessor="released.delivered")
    invoiced = MeasureColumn(_("Invoiced"), accessor="released.invoiced")
    remaining = MeasureColumn(_("Remaining"))
    fulfilled = FulfilmentColumn(_("Fulfilled"), accessor="percent")
    ends_on = DateColumn(_("Until"), accessor="line.ends_on", hidden=True)

    def render_subject(self, record: Any) -> str:
        """Return item or category, or that everything counts."""
        line = record.line
        if line.item:
            return f"{line.item.number} {line.item.name}"
        return line.category.name if line.category else str(_("All products"))

    def render_terms(self, record: Any) -> str:
        """Return price and discount as they are agreed, and whether they or the maximum are fixed."""
        line, parts = record.line, []
        if record.unit:
            parts.append(format_price(line.unit_price))
        if line.discount_percent:
            parts.append(f"−{format_percent(line.discount_percent)}")
        parts += [str(_("fixed"))] if line.price_and_discount_fixed else []
        parts += [str(_("maximum"))] if line.max_is_enforced else []
        return " · ".join(parts)


class LinkedLineTable(ListTable):
    """Order lines that count on commitments, with their quantities."""

    order = LinkColumn(_("Sales order"), page="sales:order", target="line.order_id", accessor="line.order.number", sortable=False)
    line_number = NumberColumn(_("Line"), accessor="line.line_number", sortable=False)
    agreement = LinkColumn(
        _("Agreement"),
        page="agreements:agreement",
        target="commitment.agreement_id",
        accessor="commitment.agreement.number",
        sortable=False,
        hidden=True,
    )
    commitment = NumberColumn(_("Commitment"), accessor="commitment.line_number", sortable=False)
    item = TextColumn(_("Item"), accessor="line.item.number", sortable=False)
    ordered = QuantityColumn(_("Ordered"), accessor="line.ordered_quantity", sortable=False)
    delivered = QuantityColumn(_("Delivered"), accessor="line.delivered_quantity", sortable=False)
    invoiced = QuantityColumn(_("Invoiced"), accessor="line.invoiced_quantity", sortable=False)
    unit = TextColumn(_("Unit"), accessor="line.unit.code", sortable=False)
    net_amount = AmountColumn(_("Net amount"), accessor="line.net_amount", currency="line.order.currency_id", sortable=False)
    ship_date = DateColumn(_("Ship date"), accessor="line.requested_ship_date", sortable=False)
    created_at = MomentColumn(_("Linked at"), hidden=True)


class AgreementVersionLineTable(ListTable):
    """The commitments of one version, as printed."""

    line_number = NumberColumn(_("Line"))
    commitment = TextColumn(_("Commitment"))
    item_number = TextColumn(_("Item or category"))
    name = TextColumn(_("Name"))
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"))
    unit_price = PriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    net_amount = AmountColumn(_("Committed"), currency="agreement_version.currency_id", show_currency=False)
    effective_date = DateColumn(_("Effective date"))
    expiration_date = DateColumn(_("Expiration date"))


class ClassificationTable(ListTable):
    """What agreements are sorted by."""

    code = LinkColumn(_("Code"), page="agreements:classification-edit")
    name = TextColumn(_("Name"))
