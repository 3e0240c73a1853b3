"""Dialogs over chosen lines of the list by customer: each previews what it will do (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backorders.forms.dialogs import (
    CancelForm,
    DatesForm,
    InformForm,
    PriorityForm,
    SplitForm,
    date_change,
    typed_quantities,
)
from backorders.models import Backorder
from backorders.services.cancel_lines import cancel_lines
from backorders.services.change_dates import DatePlan, change_dates, plan_dates
from backorders.services.inform_customers import NoticeDraft, broken_promises, inform_customers, plan_notices
from backorders.services.load_backorders import by_order
from backorders.services.order_goods import order_goods
from backorders.services.reservations import Reserved, reserve_lines, unreserve_lines
from backorders.services.set_priority import set_priority
from backorders.services.split_on_hand import SplitPlan, SplitRow, plan_split, split_on_hand
from backorders.splitting import SplitMethod
from backorders.views.lists import CHANGE, INFORM, RESERVE, SPLIT, BackorderList
from foundation.backoffice.formats import format_quantity
from foundation.backoffice.forms import PostingForm
from foundation.backoffice.posting import InputCell, Outcome, Preview, PreviewDocument, PreviewTable, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView

SHARES = [_("Order"), _("To deliver"), _("Gets"), _("Unit"), _("Customer"), _("Promised"), _("Priority"), _("Reserved")]
"""What a line gets stands near its beginning, so that it can be typed on a narrow screen without scrolling."""
LINES = [_("Order"), _("Customer"), _("Item"), _("To deliver"), _("Unit"), _("Promised")]


class BackorderDialog(PostingDialogView):
    """Does something with chosen lines; the plan is the lines themselves unless a dialog says more."""

    permission_required = CHANGE
    model, rows = Backorder, "for_list"
    list_class, list_page = BackorderList, "backorders:customers"
    posted_text, not_posted_text = _("Done"), _("Not done")

    @property
    def count_text(self) -> str:
        """Return how many lines are chosen."""
        return ngettext("%(count)s line", "%(count)s lines", len(self.keys)) % {"count": len(self.keys)}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> Any:
        """Show the lines as they are."""
        return documents

    def describe(self, plan: Any) -> Preview:
        """Show the lines as they are."""
        return Preview([PreviewDocument(self.title, lines=PreviewTable(LINES, [line_cells(line) for line in plan]))])

    def keys_of(self, documents: list[Any]) -> list[int]:
        """Return the keys of the chosen lines."""
        return [line.pk for line in documents]

    def orders(self, lines: Iterable[Backorder], detail: str = "") -> list[ResultLink]:
        """Return a link per order of some lines."""
        return [
            ResultLink(known[0].order.number, self.url("sales:order", pk=key), detail=detail or known[0].order.customer.name)
            for key, known in by_order(lines).items()
        ]

    def refused(self, line: Backorder, refusal: Any) -> Refused:
        """Return a line that is left out, with the reason."""
        return Refused(f"{line.order.number} · {line.item.number}", self.url("sales:order", pk=line.order_id), refusal.as_refusal())


def line_cells(line: Any) -> list[Any]:
    """Return what a preview shows of a line, under the headings of LINES."""
    return [line.order.number, line.order.customer.name, line.item.number, line.deliver_remainder, line.unit.code, line.promised_ship]


class SplitDialog(BackorderDialog):
    """Distribute what is on hand of one item over the lines that wait for it."""

    permission_required = SPLIT
    title, verb, left_out_text = _("Split on-hand"), _("Apply"), _("Not possible")
    form_class: ClassVar[type[PostingForm]] = SplitForm

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> SplitPlan:
        """Distribute without writing."""
        method = parameters.get("method") or SplitMethod.PRIORITY
        return plan_split(self.entity, self.keys_of(documents), method, typed_quantities(parameters))

    def describe(self, plan: SplitPlan) -> Preview:
        """Show what each line gets, to be typed over, and what is left."""
        cells = [share_cells(row) for row in plan.rows]
        item = plan.rows[0].line.item
        left = plan.available - plan.distributed
        values = {"a": plan.available, "s": plan.distributed, "l": left}
        shown = {name: format_quantity(value) for name, value in values.items()} | {"u": item.inventory_unit.code}
        told = gettext("Available %(a)s %(u)s, distributed %(s)s, left %(l)s.") % shown
        warnings = [problem.as_refusal() for problem in plan.problems]
        lines = PreviewTable(SHARES, cells)
        return Preview([PreviewDocument(f"{item.number} · {item.name}", party=told, lines=lines, warnings=warnings)])

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Reserve what each line gets."""
        plan = split_on_hand(
            self.entity,
            self.keys_of(documents),
            parameters["method"],
            self.request.user,
            typed=typed_quantities(parameters),
            deliver_now=parameters["deliver_now"],
        )
        return Outcome(
            [
                ResultLink(
                    row.line.order.number,
                    self.url("sales:order", pk=row.line.order_id),
                    detail=gettext("%(quantity)s %(unit)s reserved") % {"quantity": format_quantity(row.share), "unit": row.line.unit.code},
                )
                for row in plan.rows
            ]
        )


def share_cells(row: SplitRow) -> list[Any]:
    """Return what the preview of a split shows of a line, under the headings of SHARES."""
    line: Any = row.line
    gets = InputCell(f"quantity_{line.pk}", row.share)
    return [line.order.number, row.remainder, gets, line.unit.code, line.order.customer.name, line.promised_ship, line.rank, row.reserved]


class DatesDialog(BackorderDialog):
    """Promise lines for another day."""

    title, verb = _("Change delivery date"), _("Change")
    form_class: ClassVar[type[PostingForm]] = DatesForm

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> DatePlan:
        """Find the new days without writing."""
        return plan_dates(self.entity, self.keys_of(documents), date_change(parameters))

    def describe(self, plan: DatePlan) -> Preview:
        """Show the new day of every line beside the old one."""
        cells = [[*line_cells(move.line), move.new] for move in plan.moves]
        left_out = [self.refused(plan.lines[key], error) for key, error in plan.refusals.items()]
        documents = [PreviewDocument(self.title, lines=PreviewTable([*LINES, _("New date")], cells))] if cells else []
        return Preview(documents, left_out)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Confirm the days, and write to the customers where that is asked for."""
        plan = change_dates(self.entity, self.keys_of(documents), date_change(parameters), self.request.user)
        links = self.orders(move.line for move in plan.moves)
        if parameters["inform"] and plan.moves and self.may(INFORM):
            notices = inform_customers(self.entity, [move.line.pk for move in plan.moves], self.request.user)
            links += [notice_link(self, notice) for notice in notices]
        return Outcome(links, [self.refused(plan.lines[key], error) for key, error in plan.refusals.items()])


def notice_link(page: PostingDialogView, notice: Any) -> ResultLink:
    """Return the way to a message."""
    detail = gettext("Sent to %(address)s") % {"address": notice.sent_to} if notice.sent_to else gettext("To be printed")
    return ResultLink(f"{notice.customer.name}: {notice.subject}", page.url("backorders:notice", pk=notice.pk), detail=detail)


class InformDialog(BackorderDialog):
    """Write to the customers of lines, one message each."""

    permission_required = INFORM
    title, verb = _("Inform customer"), _("Inform")
    form_class: ClassVar[type[PostingForm]] = InformForm

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> list[NoticeDraft]:
        """Write the messages without sending them."""
        return plan_notices(self.entity, self.keys_of(documents), by_mail=bool(parameters.get("by_mail")))

    def describe(self, plan: list[NoticeDraft]) -> Preview:
        """Show every message with its address and text."""
        headings = [_("Order"), _("Item"), _("To deliver"), _("Unit"), _("Old date"), _("New date")]
        broken = broken_promises(plan, self.entity.today())
        return Preview(
            notices=[broken.as_refusal()] if broken is not None else [],
            documents=[
                PreviewDocument(
                    draft.subject,
                    party=f"{draft.customer.name} · {draft.email or gettext('on paper')}",
                    lines=PreviewTable(headings, [told_cells(told) for told in draft.lines]),
                    details=[PreviewTable([_("Text")], [[text] for text in draft.body.splitlines() if text], _("Text"))],
                )
                for draft in plan
            ],
        )

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Write and send the messages."""
        notices = inform_customers(
            self.entity, self.keys_of(documents), self.request.user, by_mail=parameters["by_mail"], tell_passed=parameters["tell_passed"]
        )
        return Outcome([notice_link(self, notice) for notice in notices])


def told_cells(told: Any) -> list[Any]:
    """Return what a preview shows of a line of a message."""
    line = told.line
    return [line.order.number, line.item.number, line.deliver_remainder, line.unit.code, told.old or "", told.new]


class PriorityDialog(BackorderDialog):
    """Say which lines come first."""

    title, verb = _("Set priority"), _("Set priority")
    form_class: ClassVar[type[PostingForm]] = PriorityForm

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Set it."""
        return Outcome(self.orders(set_priority(self.entity, self.keys_of(documents), parameters["priority"], self.request.user)))


class ReserveDialog(BackorderDialog):
    """Reserve as much as possible of what lines wait for."""

    permission_required = RESERVE
    title, verb = _("Reserve"), _("Reserve")

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Reserve it, and say what fell short."""
        return self.outcome(reserve_lines(self.entity, self.keys_of(documents), self.request.user))

    def outcome(self, done: Reserved) -> Outcome:
        """Return the orders, with what fell short."""
        known = {line.pk: line for line in done.lines}
        return Outcome(self.orders(done.lines), warnings=[self.refused(known[key], error) for key, error in done.short.items()])


class UnreserveDialog(ReserveDialog):
    """Give the reservations of lines back."""

    title, verb = _("Unreserve"), _("Unreserve")

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Give them back."""
        return self.outcome(unreserve_lines(self.entity, self.keys_of(documents), self.request.user))


class PurchaseDialog(BackorderDialog):
    """Order what lines wait for from the vendors of their items."""

    permission_required = "purchasing.change_purchaseorder"
    title, verb = _("Create purchase order"), _("Create purchase order")

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Order the goods."""
        done = order_goods(self.entity, self.keys_of(documents), self.request.user)
        links = [
            ResultLink(purchase.number, self.url("purchasing:purchase-order", pk=purchase.pk), detail=purchase.vendor.name)
            for purchase in done.purchases
        ]
        refusals = [
            Refused(done.orders[key].number, self.url("sales:order", pk=key), error.as_refusal()) for key, error in done.refusals.items()
        ]
        return Outcome(links, refusals)


class CancelDialog(BackorderDialog):
    """Give up what is left of lines."""

    permission_required = "sales.cancel_salesorder"
    title, verb = _("Cancel remainder"), _("Cancel remainder")
    form_class: ClassVar[type[PostingForm]] = CancelForm

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Cancel it."""
        done = cancel_lines(self.entity, self.keys_of(documents), self.request.user, parameters["reason"])
        links = [ResultLink(order.number, self.url("sales:order", pk=order.pk)) for order in done.orders]
        told = [Refused(notice.params["p"], "", notice.as_refusal()) for notice in done.notices]
        return Outcome(links, warnings=told)
