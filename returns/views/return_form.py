"""Entering a return order from invoice lines that were found or by hand, and changing its header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount, format_entry
from foundation.backoffice.forms.line_set import LineSet
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.views import LinesFormView, ListPage
from foundation.backoffice.views.selection import MATCHING, SELECTED
from foundation.errors import BusinessRuleError
from returns.forms.returns import ReturnChangeForm, ReturnLineForm, ReturnNewForm
from returns.models import ReturnLine, ReturnOrder
from returns.services.change_return import change_return
from returns.services.change_return_lines import (
    RECEIVED,
    LinesPreview,
    ReturnLineEdit,
    change_return_lines,
    preview_return_lines,
)
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import PlannedReturn, ReturnDraft, ReturnLineDraft, plan_returns
from returns.statuses import ReturnLineStatus
from returns.views.lists import InvoicedLineList, InvoicedLineOfReturnList
from sales.services.working_orders import WorkingLine

CHANGE = "returns.change_returnorder"
MOST = 200


class ReturnOrderNew(LinesFormView):
    """Enter a return order."""

    permission_required = CHANGE
    model, rows, title = ReturnOrder, "for_display", _("Return order")
    form_class, line_form_class = ReturnNewForm, ReturnLineForm
    success_page, cancel_page = "returns:return", "returns:returns"
    save_label = _("Save return order")

    @cached_property
    def found(self) -> list[Any]:
        """Return the invoice lines that were chosen in the list of those that can come back."""
        return found_lines(self, InvoicedLineList)

    def get_initial(self) -> dict[str, Any]:
        """Start with the customer of the chosen lines."""
        initial = super().get_initial()
        return {"customer": self.found[0].invoice.order_account.account} | initial if self.found else initial

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Offer what is left of the chosen lines."""
        return offered_lines(self.found)

    def calculate(self, form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Price the lines as they are typed."""
        typed = [line for line in lines if line and not line.get("DELETE")]
        customer = form.cleaned_data.get("customer")
        if customer is None or not typed:
            return Calculation()
        draft = ReturnDraft(customer.pk, [draft_of(line) for line in typed], form.cleaned_data.get("reason"))
        plan = plan_returns(self.entity, [draft], self.request.user, discount_limit=self.request.access.manual_discount_limit)
        planned = plan.returns.get(0)
        if planned is None:
            return Calculation()
        results = iter(self.row_results(planned))
        return Calculation([next(results) if line and not line.get("DELETE") else None for line in lines])

    def row_results(self, planned: PlannedReturn) -> Iterable[RowResult]:
        """Yield what every line gets."""
        currency = planned.work.order.currency_id
        for line in planned.lines:
            origin = line.origin
            yield row_result(line.working, invoice_text(origin) if origin else "", currency)

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> ReturnOrder:  # type: ignore[override]
        """Enter the return."""
        data = form.cleaned_data
        draft = ReturnDraft(
            data["customer"].pk, [draft_of(line) for line in lines], data["reason"], data["deadline"], data["customer_reference"]
        )
        limit = self.request.access.manual_discount_limit
        entered = enter_returns(self.entity, [draft], self.request.user, discount_limit=limit).or_raise()
        tell(self.request, entered.notices.get(0, ()))
        return entered.returns[0]


class ReturnOrderEdit(LinesFormView):
    """Change deadline, reason and the customer's packing slip of a return, and the lines that are expected."""

    permission_required = CHANGE
    template_name = "returns/return_edit.html"
    model, rows, title = ReturnOrder, "for_display", _("Return order")
    form_class, line_form_class = ReturnChangeForm, ReturnLineForm
    success_page, cancel_page = "returns:return", "returns:return"

    @cached_property
    def stored(self) -> dict[int, ReturnLine]:
        """The lines that stand in the form, by key."""
        lines = ReturnLine.of(self.entity).of_return(self.object.pk).exclude(status=ReturnLineStatus.CANCELLED)
        return {line.pk: line for line in lines}

    @property
    def find_url(self) -> str:
        """Return where lines of invoices are found for the return; blank once none can be added."""
        received = any(line.status in RECEIVED for line in self.stored.values())
        return "" if received else self.url("returns:return-find", pk=self.object.pk)

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the lines as they are."""
        return [shown_line(line) for line in self.stored.values()]

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Offer what is left of the invoice lines that were found."""
        return offered_lines(found_lines(self, InvoicedLineOfReturnList, pk=self.object.pk))

    def make_lines(self, data: Any = None) -> LineSet:
        """Let nothing be typed in lines that are not expected any more."""
        lines = super().make_lines(data)
        for form in lines.forms:
            known = self.stored.get(form.initial.get("pk", 0))
            if known is not None and known.status != ReturnLineStatus.AWAITING:
                form.show_only()
        return lines

    def calculate(self, form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Price the lines as they are typed."""
        typed = {row: line for row, line in enumerate(lines) if line}
        kept = {line["pk"] for line in typed.values()}
        gone = [ReturnLineEdit(key, remove=True) for key in self.stored if key not in kept]
        edits = [*(edit_of(line) for line in typed.values()), *gone]
        try:
            preview = preview_return_lines(self.entity, self.object.pk, edits)
        except BusinessRuleError:  # the return takes no such change at all: saving says so above the form
            return Calculation()
        indexes = {row: index for index, row in enumerate(typed)}
        return Calculation([self.result_of(preview, indexes[row], line) if line else None for row, line in enumerate(lines)])

    def result_of(self, preview: LinesPreview, index: int, line: dict[str, Any]) -> RowResult | None:
        """Return what one row gets, or what is wrong with it."""
        error, working = preview.refused.get(index), preview.rows.get(index)
        if error is not None:
            return RowResult(errors={error.field if error.field in ReturnLineForm.base_fields else "": str(error)})
        if working is None:
            return None
        stored = self.stored.get(line["pk"] or 0)
        origin = stored.origin_invoice_line if stored is not None else None
        return row_result(working, invoice_text(origin) if origin else "", preview.work.order.currency_id)

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> ReturnOrder:  # type: ignore[override]
        """Change the return and its lines."""
        user, limit = self.request.user, self.request.access.manual_discount_limit
        notices = change_return(self.request.access, self.pk, form.cleaned_data)
        notices += change_return_lines(self.entity, self.pk, [edit_of(line) for line in lines], user, discount_limit=limit)
        tell(self.request, notices)
        return ReturnOrder.of(self.entity).get(pk=self.pk)


def found_lines(view: Any, page_class: type[ListPage], **address: Any) -> list[Any]:
    """Return the invoice lines that were chosen in a list of those that can come back."""
    if SELECTED not in view.request.GET and MATCHING not in view.request.GET:
        return []
    page = page_class()
    page.setup(view.request, **address)
    keys = Listing(page, view.request, view.request.GET).selected_keys(MOST)
    return list(page.get_rows().filter(pk__in=keys).order_by("pk"))


def offered_lines(found: Iterable[Any]) -> list[dict[str, Any]]:
    """Return what is left of invoice lines, as new lines."""
    return [{"item": line.item, "quantity": -line.left_quantity, "invoice_line": line.pk, "invoice": invoice_text(line)} for line in found]


def invoice_text(line: Any) -> str:
    """Return an invoice line as forms name it."""
    return f"{line.invoice.number} / {line.line_number}"


def shown_line(line: ReturnLine) -> dict[str, Any]:
    """Return a stored line as the form starts with it."""
    sold, origin = line.order_line, line.origin_invoice_line
    return {
        "pk": line.pk,
        "item": sold.item,
        "quantity": sold.ordered_quantity,
        "unit": sold.unit,
        "unit_price": sold.unit_price,
        "discount_percent": sold.discount_percent,
        "cost": line.return_cost_price,
        "warehouse": sold.warehouse,
        "invoice_line": origin.pk if origin else None,
        "found_unit": sold.unit.code,
        "found_price": None if sold.price_manual else sold.unit_price,
        "found_discount": None if sold.discount_manual else sold.discount_percent,
        "invoice": invoice_text(origin) if origin else "",
        "amount": format_amount(sold.net_amount, line.return_order.order.currency_id),
    }


def row_result(working: WorkingLine, invoice: str, currency: str) -> RowResult:
    """Return unit, price, discount, amount and origin of a line as it would be."""
    line = working.line
    values: dict[str, str] = dict.fromkeys(("unit", "found_unit"), line.unit.code)
    values |= dict.fromkeys(("unit_price", "found_price"), format_entry(line.unit_price))
    values |= dict.fromkeys(("discount_percent", "found_discount"), format_entry(line.discount_percent))
    return RowResult(values, {"invoice": invoice, "amount": format_amount(line.net_amount, currency)})


def draft_of(line: dict[str, Any]) -> ReturnLineDraft:
    """Return a new line as it was typed; what only repeats what was found is left out."""
    warehouse, unit, origin = line.get("warehouse"), line.get("unit"), line.get("invoice_line")
    repeated = unit is not None and bool(origin) and unit.code == line["found_unit"]
    return ReturnLineDraft(
        line["quantity"],
        line["item"].pk,
        origin,
        warehouse.pk if warehouse else None,
        line.get("cost"),
        unit_id=None if unit is None or repeated else unit.pk,
        **_typed(line),
    )


def edit_of(line: dict[str, Any]) -> ReturnLineEdit:
    """Return what a row does: a new line, or what it says of a stored one."""
    if line.get("DELETE"):
        return ReturnLineEdit(line["pk"], remove=True)
    if not line.get("pk"):
        return ReturnLineEdit(draft=draft_of(line))
    values = {
        "item_id": line["item"].pk,
        "quantity": line["quantity"],
        "unit_id": line["unit"].pk if line["unit"] else None,
        "warehouse_id": line["warehouse"].pk if line["warehouse"] else None,
        "cost": line.get("cost"),
    }
    return ReturnLineEdit(line["pk"], values=values | _typed(line))


def _typed(line: dict[str, Any]) -> dict[str, Any]:
    """Return price and discount where they are not what was found."""
    pairs = (("unit_price", "found_price"), ("discount_percent", "found_discount"))
    return {name: line[name] for name, found in pairs if line[name] is not None and line[name] != line[found]}


def tell(request: Any, notices: Iterable[BusinessRuleError]) -> None:
    """Show what is worth knowing on the page that follows, each sentence once."""
    for sentence in dict.fromkeys(str(notice) for notice in notices):
        messages.warning(request, sentence)
