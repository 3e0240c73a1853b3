"""Columns of the lists of quotations and of their lines (sales.md §20, L18)."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.badges import status_badge
from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NamesColumn,
    NumberColumn,
    PercentColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from sales.quotations.statuses import STATUS_TONES, quotation_states
from sales.tables.orders import PriceBasedColumn, WhyPriceColumn
from sales.tables.packing_slips import OrderConfirmationLineTable


class ExpiredColumn(TextColumn):
    """Whether nobody decided before the last day."""

    def words(self, record: Any, table: Any) -> str:
        """Return the word, blank while the offer stands."""
        return gettext("Expired") if record.is_expired(table.request.entity.today()) else ""

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the word as a badge."""
        words = self.words(record, table)
        return status_badge(words, "red") if words else ""

    def exported(self, record: Any, _accessor: Any, table: Any) -> Any:
        """Return the word."""
        return self.words(record, table)


class QuotationTable(ListTable):
    """All quotations."""

    number = LinkColumn(_("Quotation"), page="quotations:quotation", order_by="number_folded")
    revision = NumberColumn(_("Revision"), sortable=SHORT, hidden=True)
    status = StatusColumn(_("Status"), sortable=SHORT, tones=STATUS_TONES)
    expired = ExpiredColumn(_("Expired"), accessor="status", sortable=False)
    account = TextColumn(_("Account"), order_by="customer__account")
    name = TextColumn(_("Name"), accessor="account_name", order_by="customer__party__name")
    quotation_date = DateColumn(_("Quotation date"))
    quotation_amount = PriceBasedColumn(_("Amount excl. tax"), currency="currency_id", total=True, sortable=SHORT)
    probability_percent = PercentColumn(_("Probability %"), sortable=SHORT)
    expected_amount = PriceBasedColumn(_("Expected value"), currency="currency_id", total=True, sortable=SHORT)
    follow_up_date = DateColumn(_("Follow-up"), sortable=SHORT)
    expiry_date = DateColumn(_("Expiry date"), sortable=SHORT)
    responsible = TextColumn(_("Responsible"), accessor="responsible.name", order_by="responsible__name", sortable=SHORT)
    prognosis = TextColumn(_("Prognosis"), accessor="prognosis.code", order_by="prognosis__from_days", hidden=True, sortable=SHORT)
    template_name = TextColumn(_("Template"), hidden=True, sortable=SHORT)
    reason = TextColumn(_("Reason"), accessor="reason.code", order_by="reason__code", hidden=True, sortable=SHORT)
    sales_order = TextColumn(_("Sales order"), accessor="sales_order.number", order_by="sales_order__number_folded", sortable=SHORT)
    competitor = TextColumn(_("Competitor"), hidden=True, sortable=SHORT)
    customer_reference = TextColumn(_("Customer reference"), hidden=True, sortable=SHORT)
    requested_ship_date = DateColumn(_("Requested ship date"), hidden=True, sortable=SHORT)


class QuotedLineNumberColumn(TextColumn):
    """The number of a line; it leads to its details for those who may change the quotation while it can be."""

    css_class = "number"

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the number, linked where the line can be changed."""
        may_change = table.request.access.may("quotations.change_quotation") and quotation_states.allows("change", record.quotation)
        base = table.address("quotations:quotation", record.quotation_id) if may_change else ""
        return format_html('<a href="{}lines/{}/details/">{}</a>', base, value, value) if base else str(value)


class QuotationLineTable(ListTable):
    """The lines on the page of one quotation."""

    line_number = QuotedLineNumberColumn(_("Line"))
    item = TextColumn(_("Item"), accessor="item_or_category")
    name = TextColumn(_("Description"))
    ordered_quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"), accessor="unit.code")
    unit_price = WhyPriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    net_amount = AmountColumn(_("Net amount"), currency="quotation.currency_id", show_currency=False)
    probability_percent = PercentColumn(_("Probability %"), hidden=True)
    requested_ship_date = DateColumn(_("Ship date"))


class QuotationDeliveryTable(ListTable):
    """The deliveries of lines that are offered in several."""

    line = NumberColumn(_("Line"), accessor="line.line_number")
    name = TextColumn(_("Description"), accessor="line.name")
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"), accessor="line.unit.code")
    ship_date = DateColumn(_("Ship date"))
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code")
    delivery_mode = TextColumn(_("Mode of delivery"), accessor="delivery_mode.code")
    delivery_name = TextColumn(_("Delivery name"))
    delivery_city = TextColumn(_("City"))


class VersionLineTable(OrderConfirmationLineTable):
    """The lines of one version, as offered."""

    net_amount = AmountColumn(_("Net amount"), currency="document.currency_id", show_currency=False)


class QuotationReasonTable(ListTable):
    """Why quotations come to nothing."""

    code = LinkColumn(_("Code"), page="quotations:reason-edit")
    names = NamesColumn(_("Name"))


class ApplyColumn(LinkColumn):
    """What was simulated, with a link that applies it for those who may change quotations."""

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the text, linked where the reader may apply it."""
        return super().render(value, record, table) if table.request.access.may("quotations.change_quotation") else str(value)


class SimulationTable(ListTable):
    """What was simulated, latest first; a link applies it."""

    target = ApplyColumn(_("Changed"), accessor="get_target_display", page="quotations:simulation-apply")
    value = QuantityColumn(pgettext_lazy("new value", "To"))
    line = TextColumn(_("Line"), accessor="line.line_number")
    percent = PercentColumn(_("Discount %"))
    amount = AmountColumn(_("Amount"), currency="quotation.currency_id", show_currency=False)
    created_by = TextColumn(_("Simulated by"))
    applied_at = DateColumn(_("Applied"))


class CostSimulationTable(SimulationTable):
    """What was simulated, with what is earned."""

    margin = AmountColumn(_("Margin"), currency="quotation.currency_id", show_currency=False)
    ratio = PercentColumn(_("Contribution ratio %"))

    class Meta:
        sequence = ("target", "value", "line", "percent", "amount", "margin", "ratio", "...")


def simulation_table(*, with_cost: bool) -> type[ListTable]:
    """Return the columns that the reader may see."""
    return CostSimulationTable if with_cost else SimulationTable


class PrognosisCodeTable(ListTable):
    """In how many days quotations are expected to be ordered."""

    code = LinkColumn(_("Code"), page="quotations:prognosis-code-edit")
    name = TextColumn(_("Name"))
    from_days = NumberColumn(_("From days"))
    to_days = NumberColumn(_("To days"))
