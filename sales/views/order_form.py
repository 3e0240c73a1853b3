"""Entering and changing a sales order with its lines, priced and totalled while people type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.backoffice import registry
from foundation.backoffice.documents import Total
from foundation.backoffice.formats import format_amount, format_entry, format_quantity
from foundation.backoffice.forms import LineForm
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.views import LinesFormView
from foundation.errors import BusinessRuleError
from sales.forms.orders import DELIVERY, PROMISE, STOCK, TERMS, SalesOrderForm, SalesOrderLineEditForm, SalesOrderLineForm, line_values
from sales.models import SalesOrder, SalesOrderLine
from sales.models.terms import PricedLine, TradeTerms
from sales.services.agreed_header import header_with_agreed, with_agreed_header
from sales.services.change_lines import Answers, LineEdit
from sales.services.enter_orders import OrderDraft
from sales.services.order_defaults import HeaderDefaults
from sales.services.order_lines import LineDraft
from sales.services.preview_rows import OrderPreview, preview_new_order, preview_order_change
from sales.services.revise_order import OrderRevision, enter_order, revise_order
from sales.statuses import SalesOrderType
from sales.views.totals import total_rows

COST = "sales.view_cost"
ASKS_FOR_TERMS = frozenset({"AGR-14", "AGR-15"})


class SalesOrderFormView(LinesFormView):
    """What entering and changing an order share."""

    permission_required = "sales.change_salesorder"
    template_name = "sales/order_form.html"
    model: ClassVar[type[TradeTerms]] = SalesOrder
    rows, title = "for_page", _("Sales order")
    form_class = SalesOrderForm
    line_form_class: ClassVar[type[LineForm]] = SalesOrderLineForm
    success_page, cancel_page = "sales:order", "sales:orders"
    customer_refusal: BusinessRuleError | None = None

    def calculate(self, form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Price and total the order as it is typed."""
        try:
            preview = self.preview(form, {row: line for row, line in enumerate(lines) if line})
        except BusinessRuleError as refusal:
            self.customer_refusal = refusal
            return Calculation()
        if preview is None:
            return Calculation()
        return Calculation([self.row_result(preview, row) for row in range(len(lines))], self.totals_of(preview))

    def totals_of(self, preview: OrderPreview) -> list[Total]:
        """Return what the order comes to."""
        order, summary = preview.work.order, preview.summary
        if summary is None:
            return []
        return total_rows(summary, order.currency_id, order.total_discount_percent, with_cost=self.may(COST))

    def preview(self, form: Any, lines: dict[int, dict[str, Any]]) -> OrderPreview | None:
        """Return the order as it would be; None while there is no customer."""
        raise NotImplementedError

    def row_result(self, preview: OrderPreview, row: int) -> RowResult | None:
        """Return what one row gets: found values, availability and amount, or what is wrong with it."""
        error = preview.refused.get(row)
        errors = {error.field if error.field in self.line_form_class.base_fields else "": str(error)} if error else {}
        working = preview.rows.get(row)
        if working is None:
            return RowResult(errors=errors) if errors else None
        line, available = working.line, preview.available(row)
        values = {"name": line.name, "unit": preview.unit_codes[line.unit_id], "quantity": format_entry(line.ordered_quantity)}
        if not line.price_manual:
            values |= dict.fromkeys(("unit_price", "found_price"), format_entry(line.unit_price))
        if not line.discount_manual:
            values |= dict.fromkeys(("discount_percent", "found_discount"), format_entry(line.discount_percent))
        outputs = {
            "available": "" if available is None else format_quantity(available),
            "amount": format_amount(line.net_amount, preview.work.order.currency_id),
        }
        return RowResult(values, outputs, errors, [str(notice) for notice in preview.notices.get(row, ())])

    def tell(self, notices: Sequence[BusinessRuleError]) -> None:
        """Show what is worth knowing on the page that follows."""
        for notice in notices:
            messages.warning(self.request, str(notice))


class SalesOrderNew(SalesOrderFormView):
    """Enter an order."""

    save_label = _("Save order")
    taken_over: ClassVar[tuple[str, ...]] = (*DELIVERY, *PROMISE, *STOCK, *TERMS, "responsible", "priority")

    def get_initial(self) -> dict[str, Any]:
        """Start with today, or with everything that the customer in the address brings along."""
        initial = super().get_initial() | {"order_date": self.entity.today()}
        try:
            customer = registry.lookup("customers.customer").by_key(self.entity, str(initial.get("customer", "")))
        except ObjectDoesNotExist:
            return initial
        return initial | self.defaults_of(customer)

    def defaults_of(self, customer: Customer) -> dict[str, Any]:
        """Return delivery and terms of a customer; why no order can be made is kept to be shown."""
        defaults = HeaderDefaults.load(self.entity, {customer.key})
        try:
            order = defaults.new_order(customer.key, SalesOrderType.SALES_ORDER, {}, None, self.request.user)
        except BusinessRuleError as refusal:
            self.customer_refusal = refusal
            return {}
        fields = {name: SalesOrder._meta.get_field(name) for name in self.taken_over if name != "requested_receipt_date"}
        return {name: getattr(order, str(getattr(field, "attname", name))) for name, field in fields.items()} | {"shown_for": customer.key}

    def preview(self, form: Any, lines: dict[int, dict[str, Any]]) -> OrderPreview | None:
        """Return the order that would be made."""
        customer = form.party("customer")
        if customer is None:
            return None
        return preview_new_order(
            self.entity,
            customer,
            header_with_agreed(self.entity, form.header(), form.agreement_id, form.agreed_header_answer),
            {row: draft_of(line) for row, line in lines.items()},
            self.request.user,
            invoice_account_id=form.party("invoice_account"),
            discount_limit=self.request.access.manual_discount_limit,
            order_type=form.order_type,
            agreement_id=form.agreement_id,
        )

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> SalesOrder:  # type: ignore[override]
        """Make the order."""
        draft = OrderDraft(
            customer_id=form.party("customer"),
            lines=[draft_of(line) for line in lines],
            order_type=form.order_type,
            subscription=form.subscription,
            invoice_account_id=form.party("invoice_account"),
            header=form.header(),
            agreement_id=form.agreement_id,
        )
        limit = self.request.access.manual_discount_limit
        draft = with_agreed_header(self.entity, draft, form.agreed_header_answer)
        entered = enter_order(self.entity, draft, self.request.user, discount_limit=limit, credit=form.credit)
        self.tell(entered.notices.get(0, ()))
        return entered.orders[0]


class SalesOrderEdit(SalesOrderFormView):
    """Change an order and its lines."""

    line_form_class: ClassVar[type[LineForm]] = SalesOrderLineEditForm

    def get_rows_to_lock(self) -> Any:
        """Return the orders of the legal entity."""
        return SalesOrder.of(self.entity)

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the lines as they are."""
        return [self.initial_line(line, record.currency_id) for line in SalesOrderLine.of(self.entity).of_order(record.pk)]

    def initial_line(self, line: SalesOrderLine, currency: str) -> dict[str, Any]:
        """Return one line; what the search found stands beside what is shown."""
        return shown_line(line, currency) | {"deliver_now": line.deliver_now}

    def show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the form; as long as nothing is typed, its columns and totals show the order as it is."""
        lines = context.get("lines")
        if lines is not None and not lines.is_bound:
            lines.calculation = self.as_stored()
        return super().show(form, status, **context)

    def as_stored(self) -> Calculation:
        """Return what stands in the computed columns and below the lines of the stored order."""
        preview = self.preview_change({}, self.untouched, Answers())
        rows = [self.row_result(preview, row) or RowResult() for row in self.untouched]
        return Calculation([RowResult(outputs=row.outputs) for row in rows], self.totals_of(preview))

    @property
    def untouched(self) -> dict[int, LineEdit]:
        """Return an edit per line that changes nothing of it."""
        return {row: LineEdit(start["pk"]) for row, start in enumerate(self.starting_lines)}

    def answers(self, form: Any) -> Answers:
        """Return the answers to the questions that changing an order may ask."""
        data = form.cleaned_data
        limit = self.request.access.manual_discount_limit
        return Answers(
            bool(data.get("overwrite_prices")),
            bool(data.get("delete_confirmed")),
            limit,
            form.terms_answer,
            bool(data.get("delete_attached")),
            form.credit,
        )

    def refuse(self, form: Any, refusal: BusinessRuleError) -> None:
        """Put a question about agreed terms on the field that answers it, whichever line asks; the rest where it belongs."""
        if refusal.code in ASKS_FOR_TERMS:
            form.refuse(refusal)
        else:
            super().refuse(form, refusal)

    @cached_property
    def values_before(self) -> dict[int, dict[str, Any]]:
        """Return the lines as they stood when the form was shown, by key."""
        return {start["pk"]: line_values(start) | _prices(start) for start in self.starting_lines}

    def edit_of(self, line: dict[str, Any]) -> LineEdit:
        """Return what a row changes of its line."""
        if line.get("DELETE"):
            return LineEdit(line["pk"], remove=True)
        values, before = line_values(line), self.values_before.get(line["pk"], {})
        return LineEdit(line["pk"], {name: value for name, value in values.items() if name not in before or before[name] != value})

    def preview(self, form: Any, lines: dict[int, dict[str, Any]]) -> OrderPreview | None:
        """Return the order as it would be."""
        kept = {line["pk"] for line in lines.values()}
        edits = {row: self.edit_of(line) for row, line in lines.items()}
        gone = [start["pk"] for start in self.starting_lines if start["pk"] not in kept]
        removed = {-1 - number: LineEdit(key, remove=True) for number, key in enumerate(gone)}
        return self.preview_change(form.header(), edits | removed, self.answers(form))

    def preview_change(self, header: dict[str, Any], edits: dict[int, LineEdit], answers: Answers) -> OrderPreview:
        """Return the order as the edits would leave it."""
        return preview_order_change(self.entity, self.object.pk, header, edits, answers)

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> SalesOrder:  # type: ignore[override]
        """Change the order."""
        edits = [self.edit_of(line) for line in lines]
        revision = OrderRevision(form.header(), form.party("customer"), form.party("invoice_account"), edits, form.lines_answer)
        self.tell(revise_order(self.entity, self.object.pk, revision, self.request.user, self.answers(form)))
        return SalesOrder.of(self.entity).get(pk=self.object.pk)


def shown_line(line: PricedLine, currency: str) -> dict[str, Any]:
    """Return a stored line as the form starts with it."""
    return {
        "pk": line.pk,
        "item": line.item,
        "name": line.name,
        "quantity": line.ordered_quantity,
        "unit": line.unit,
        "unit_price": line.unit_price,
        "discount_percent": line.discount_percent,
        "requested_ship_date": line.requested_ship_date,
        "warehouse": line.warehouse,
        "found_price": None if line.price_manual else line.unit_price,
        "found_discount": None if line.discount_manual else line.discount_percent,
        "amount": format_amount(line.net_amount, currency),
    }


def draft_of(line: dict[str, Any]) -> LineDraft:
    """Return a new line as it was typed."""
    return LineDraft(**line_values(line))


def _prices(line: dict[str, Any]) -> dict[str, Any]:
    return {"unit_price": line["unit_price"], "discount_percent": line["discount_percent"]}
