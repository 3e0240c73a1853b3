"""Copying lines of documents into an order, and orders into new ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Related
from foundation.errors import BusinessRuleError
from sales.copy_errors import NothingToCopy
from sales.copying import CopyRequest, SourceLine, copy_source, copy_sources
from sales.forms.copying import ChooseSourcesForm, CopyLinesForm, CopyOrderForm
from sales.models.copied_line import copied_orders
from sales.services.copy_lines import OrderCopy, copy_lines, copy_order
from sales.statuses import TRAITS
from sales.views.order_actions import OrderActionView

CHANGE = "sales.change_salesorder"


def tell(request: HttpRequest, notices: Iterable[BusinessRuleError]) -> None:
    """Show what is worth knowing on the page that follows, each sentence once."""
    for sentence in dict.fromkeys(str(notice) for notice in notices):
        messages.warning(request, sentence)


class CopyFromAction(OrderActionView):
    """Choose the documents to copy lines from."""

    permission_required = CHANGE
    title, verb = _("Copy from"), _("Choose lines")
    chosen: tuple[str, ...] = ()

    def make_form(self, data: Any = None) -> ChooseSourcesForm:
        """Return the form with the documents of the customer that the user may see."""
        kinds = [source for source in copy_sources() if self.may(source.permission)]
        offered = [(source.kind, source.label, list(source.documents(self.entity, self.object.customer_id))) for source in kinds]
        known = [(kind, label, [row for row in rows if (kind, row.key) != ("order", self.object.pk)]) for kind, label, rows in offered]
        return ChooseSourcesForm(data, entity=self.entity, access=self.request.access, offered=known)

    def perform(self, document: Any, form: Any) -> Any:
        """Take the choice along; raises CPY-04 for none."""
        if not form.chosen:
            raise NothingToCopy()
        return form.chosen

    def success_url(self, done: Any) -> str:
        """Lead to the lines of what was chosen."""
        return f"{self.url('sales:order-copy-lines', pk=self.object.pk)}?{urlencode([('source', known) for known in done])}"


class CopyLinesAction(OrderActionView):
    """Choose lines of documents and how they are copied."""

    permission_required = CHANGE
    title, verb = _("Copy lines into"), _("Copy")
    success_message = _("The lines are copied to %(document)s.")

    @cached_property
    def sources(self) -> dict[str, list[SourceLine]]:
        """Return the lines of the documents in the address, by kind."""
        keys: dict[str, list[int]] = {}
        for known in self.request.GET.getlist("source"):
            kind, _colon, key = known.partition(":")
            if not key.isdigit():
                raise Http404
            keys.setdefault(kind, []).append(int(key))
        try:
            kinds = {kind: copy_source(kind) for kind in keys}
        except KeyError as unknown:
            raise Http404 from unknown
        return {kind: source.lines(self.entity, keys[kind]) for kind, source in kinds.items() if self.may(source.permission)}

    def make_form(self, data: Any = None) -> CopyLinesForm:
        """Return the form with a quantity per line."""
        return CopyLinesForm(data, entity=self.entity, access=self.request.access, sources=self.sources)

    def perform(self, document: Any, form: Any) -> Any:
        """Copy the lines, and tell what is worth knowing."""
        request, limit = CopyRequest(form.chosen, form.options), self.request.access.manual_discount_limit
        work = copy_lines(self.entity, document.pk, request, self.request.user, discount_limit=limit)
        tell(self.request, work.notices)
        return work


class CopyOrderAction(OrderActionView):
    """Make a new order of this one."""

    permission_required = CHANGE
    title, verb = _("Copy order"), _("Copy order")
    rows = "for_page"

    def make_form(self, data: Any = None) -> CopyOrderForm:
        """Return the form with the customer and type of the order."""
        return CopyOrderForm(data, entity=self.entity, access=self.request.access, order=self.object)

    def perform(self, document: Any, form: Any) -> Any:
        """Make the order, and tell what is worth knowing."""
        data, limit = form.cleaned_data, self.request.access.manual_discount_limit
        terms = form.terms if TRAITS[data["order_type"]].reopens_after_invoice else None
        copy = OrderCopy(document.pk, data["customer"].pk, data["order_type"], form.options, terms)
        work = copy_order(self.entity, copy, self.request.user, discount_limit=limit)
        messages.success(self.request, str(_("Order %(copy)s is a copy of %(order)s.") % {"copy": work.order.number, "order": document}))
        tell(self.request, work.notices)
        return work.order

    def success_url(self, done: Any) -> str:
        """Lead to the new order."""
        return self.url("sales:order", pk=done.pk)


def related_by_copy(page: Any, order: Any) -> list[Related]:
    """Return the orders that lines of an order were copied from or to."""
    return [
        Related(
            _("Copied from") if is_source else _("Copied to"),
            found.number,
            page.url("sales:order", pk=found.pk),
            found.order_date,
            found.get_status_display(),
        )
        for found, is_source in copied_orders(page.entity, order.pk)
    ]
