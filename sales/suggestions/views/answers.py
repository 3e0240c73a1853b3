"""Answering a suggestion on an order or a quotation, and filling an order from an item list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.records import find
from foundation.backoffice.views import DocumentActionView
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item
from sales.errors import QuantityIsZero
from sales.models import SalesOrder
from sales.services.change_lines import Answers, change_lines
from sales.services.revise_order import tell_entered
from sales.suggestions.forms import ChooseListForm, DeclineForm, FromListForm, VariantForm
from sales.suggestions.models import ProductList, ProductListItem, SuggestionLog
from sales.suggestions.models.product_list import RowToOrder
from sales.suggestions.services.answer_suggestions import accept_suggestion, decline_suggestion, postpone_suggestion

CHANGE = "sales.change_salesorder"


def tell(request: HttpRequest, notices: Iterable[BusinessRuleError]) -> None:
    """Show what is worth knowing of the document on the page that follows, each sentence once."""
    for sentence in dict.fromkeys(str(notice) for notice in notices):
        messages.warning(request, sentence)


class AnswerView(DocumentActionView):
    """An answer to a suggestion that leads back to its order."""

    permission_required = CHANGE
    model, rows = SuggestionLog, "on_orders"
    page_of_document = "sales:order"

    @property
    def document_url(self) -> str:
        """Return the page of the order or quotation."""
        return self.url(self.page_of_document, pk=self.object.document.pk)

    def success_url(self, _done: Any) -> str:
        """Lead back to the order or quotation."""
        return self.document_url


class AcceptSuggestion(AnswerView):
    """Put the suggested item on the document."""

    title, http_method_names = _("Accept"), ["post"]
    verb, form_class = _("Accept"), VariantForm
    success_message = _("Accepted: %(document)s.")

    def make_form(self, data: Any = None) -> VariantForm:
        """Return the form: a choice of variants for a master, nothing else."""
        sent = data if data is not None and "variant" in data else None
        item = self.object.item
        variants = list(Item.of(self.entity).sellable().variants_of(item)) if item.is_master else []
        return VariantForm(sent if variants else data, entity=self.entity, access=self.request.access, variants=variants)

    def perform(self, document: Any, form: Any) -> Any:
        """Accept it."""
        limit = self.request.access.manual_discount_limit
        changed = accept_suggestion(self.entity, document.pk, self.request.user, discount_limit=limit, variant=form.variant)
        tell(self.request, changed.notices)
        return changed


class DeclineSuggestion(AnswerView):
    """Remember for this document that the customer does not want it."""

    title, verb, form_class = _("Decline"), _("Decline"), DeclineForm
    success_message = _("Declined: %(document)s.")

    def perform(self, document: Any, form: Any) -> Any:
        """Decline it."""
        return decline_suggestion(self.entity, document.pk, self.request.user, reason=form.cleaned_data["reason"])


class PostponeSuggestion(AnswerView):
    """Leave a suggestion on the document."""

    title, http_method_names = _("Later"), ["post"]

    def perform(self, document: Any, form: Any) -> Any:
        """Leave it for later."""
        return postpone_suggestion(self.entity, document.pk)


class OnQuotation(AnswerView):
    """An answer to a suggestion that leads back to its quotation."""

    permission_required = "quotations.change_quotation"
    rows, page_of_document = "on_quotations", "quotations:quotation"


class AcceptOnQuotation(OnQuotation, AcceptSuggestion):
    """Put the suggested item on the quotation."""


class DeclineOnQuotation(OnQuotation, DeclineSuggestion):
    """Remember for the quotation that the customer does not want it."""


class PostponeOnQuotation(OnQuotation, PostponeSuggestion):
    """Leave a suggestion on the quotation."""


class ChooseListAction(DocumentActionView):
    """Choose the item list that an order is filled from."""

    permission_required = CHANGE
    model, document_page = SalesOrder, "sales:order"
    title, verb = _("From item list"), _("Choose quantities")

    def make_form(self, data: Any = None) -> ChooseListForm:
        """Return the form with the lists of the customer."""
        lists = ProductList.of(self.entity).for_customer(self.object.customer_id, self.entity.today())
        return ChooseListForm(data, entity=self.entity, access=self.request.access, lists=lists)

    def perform(self, document: Any, form: Any) -> Any:
        """Take the choice along."""
        return form.cleaned_data["product_list"]

    def success_url(self, done: Any) -> str:
        """Lead to the rows of the list."""
        return f"{self.url('suggestions:order-from-list-lines', pk=self.object.pk)}?list={done.pk}"


class FromListAction(DocumentActionView):
    """Choose how much of each item of a list goes on the order."""

    permission_required = CHANGE
    model, document_page = SalesOrder, "sales:order"
    title, verb = _("From item list"), _("Add lines")
    success_message = _("The lines are added to %(document)s.")

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask for quantities; without a list, ask for the list first."""
        if not self.request.GET.get("list", "").isdigit():
            order = find(self.get_rows(), int(kwargs["pk"]))
            return self.go(self.url("suggestions:order-from-list", pk=order.pk))
        return super().get(_request, **kwargs)

    @cached_property
    def list_rows(self) -> list[RowToOrder]:
        """Return the rows of the list in the address."""
        key = self.request.GET.get("list", "")
        if not key.isdigit():
            raise Http404
        return ProductListItem.of(self.entity).rows_to_order(self.entity, int(key))

    def make_form(self, data: Any = None) -> FromListForm:
        """Return the form with a quantity per item."""
        return FromListForm(data, entity=self.entity, access=self.request.access, rows=self.list_rows)

    def perform(self, document: Any, form: Any) -> Any:
        """Add the lines, and tell what is worth knowing."""
        if not form.edits:
            raise QuantityIsZero()
        answers = Answers(discount_limit=self.request.access.manual_discount_limit)
        work = change_lines(self.entity, document.pk, form.edits, self.request.user, answers)
        tell_entered(self.entity, document.pk, self.request.user)
        tell(self.request, work.notices)
        return work
