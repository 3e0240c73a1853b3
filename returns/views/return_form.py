"""Entering a return order from invoice lines that were found or by hand, and changing its header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_amount, format_price
from foundation.backoffice.lines import Calculation, RowResult
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.views import EntityFormView, LinesFormView
from foundation.backoffice.views.selection import MATCHING, SELECTED
from foundation.errors import BusinessRuleError
from returns.forms.returns import ReturnChangeForm, ReturnLineForm, ReturnNewForm
from returns.models import ReturnOrder
from returns.services.change_return import change_return
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import PlannedReturn, ReturnDraft, ReturnLineDraft, plan_returns
from returns.views.lists import InvoicedLineList

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
        if SELECTED not in self.request.GET and MATCHING not in self.request.GET:
            return []
        page = InvoicedLineList()
        page.setup(self.request)
        keys = Listing(page, self.request, self.request.GET).selected_keys(MOST)
        return list(page.get_rows().filter(pk__in=keys).order_by("pk"))

    def get_initial(self) -> dict[str, Any]:
        """Start with the customer of the chosen lines."""
        initial = super().get_initial()
        return {"customer": self.found[0].invoice.order_account.account} | initial if self.found else initial

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Offer what is left of the chosen lines."""
        return [
            {
                "item": line.item,
                "quantity": -line.left_quantity,
                "invoice_line": line.pk,
                "invoice": f"{line.invoice.number} / {line.line_number}",
            }
            for line in self.found
        ]

    def calculate(self, form: Any, lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Price the lines as they are typed."""
        typed = [line for line in lines if line and not line.get("DELETE")]
        customer = form.cleaned_data.get("customer")
        if customer is None or not typed:
            return Calculation()
        draft = ReturnDraft(customer.pk, [draft_of(line) for line in typed], form.cleaned_data.get("reason"))
        plan = plan_returns(self.entity, [draft], self.request.user)
        planned = plan.returns.get(0)
        if planned is None:
            return Calculation()
        results = iter(self.row_results(planned))
        return Calculation([next(results) if line and not line.get("DELETE") else None for line in lines])

    def row_results(self, planned: PlannedReturn) -> Iterable[RowResult]:
        """Yield price, amount and origin of every line."""
        currency = planned.work.order.currency_id
        for line in planned.lines:
            origin = line.origin
            yield RowResult(
                outputs={
                    "invoice": f"{origin.invoice.number} / {origin.line_number}" if origin else "",
                    "price": format_price(line.working.line.unit_price),
                    "amount": format_amount(line.working.line.net_amount, currency),
                }
            )

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> ReturnOrder:  # type: ignore[override]
        """Enter the return."""
        data = form.cleaned_data
        draft = ReturnDraft(
            data["customer"].pk, [draft_of(line) for line in lines], data["reason"], data["deadline"], data["customer_reference"]
        )
        entered = enter_returns(self.entity, [draft], self.request.user).or_raise()
        tell(self.request, entered.notices.get(0, ()))
        return entered.returns[0]


class ReturnOrderEdit(EntityFormView):
    """Change deadline, reason and the customer's packing slip of a return."""

    permission_required = CHANGE
    model, rows, title = ReturnOrder, "for_display", _("Return order")
    form_class = ReturnChangeForm
    success_page, cancel_page = "returns:return", "returns:return"

    def perform(self, form: Any) -> ReturnOrder:
        """Change the return."""
        tell(self.request, change_return(self.request.access, self.pk, form.cleaned_data))
        return ReturnOrder.of(self.entity).get(pk=self.pk)


def draft_of(line: dict[str, Any]) -> ReturnLineDraft:
    """Return a line as it was typed."""
    warehouse = line.get("warehouse")
    return ReturnLineDraft(line["quantity"], line["item"].pk, line.get("invoice_line"), warehouse.pk if warehouse else None)


def tell(request: Any, notices: Iterable[BusinessRuleError]) -> None:
    """Show what is worth knowing on the page that follows, each sentence once."""
    for sentence in dict.fromkeys(str(notice) for notice in notices):
        messages.warning(request, sentence)
