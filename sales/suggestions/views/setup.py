"""The set-up of suggestions: product lists and rules, the test of a rule, the report (L25)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.records import find
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import DocumentActionView, EntityFormView, ListPage
from foundation.backoffice.views.record_view import RecordWithLinesView
from sales.suggestions import tables
from sales.suggestions.filters import RuleReportFilter
from sales.suggestions.forms import GenerateListForm, ProductListForm, ProductListItemForm, RuleForm, RuleTestForm
from sales.suggestions.models import ProductList, ProductListItem, SuggestionRule
from sales.suggestions.services.generate_list import ListRequest, generate_list
from sales.suggestions.services.try_rule import LineToTry, try_rule

ZERO = Decimal(0)
SEE, CHANGE = "suggestions.view_rule", "suggestions.change_rule"

pages = partial(SetUpPages, app="suggestions", see=SEE, change=CHANGE, search=Search(prefix=("code",), contains=("name",)))


class ProductListEdit(RecordWithLinesView):
    """Make or change a product list with its rows."""

    child_model, parent_field = ProductListItem, "product_list"
    line_form_class = ProductListItemForm


PRODUCT_LISTS = pages(
    part="product-lists",
    one="product-list",
    model=ProductList,
    title=_("Product lists"),
    record_title=_("Product list"),
    table=tables.ProductListTable,
    form=ProductListForm,
    empty_text=_("Items that belong together: they trigger suggestions, and orders are filled from them."),
    list_rows="for_list",
    form_page=ProductListEdit,
)
RULES = pages(
    part="rules",
    one="rule",
    model=SuggestionRule,
    title=_("Suggestion rules"),
    record_title=_("Suggestion rule"),
    table=tables.RuleTable,
    form=RuleForm,
    empty_text=_("A rule says which item is offered when a line with another one is entered."),
    list_rows="for_list",
)


class GenerateListPage(EntityFormView):
    """Make the item list of a customer from what it ordered."""

    permission_required = CHANGE
    model, form_class, title = ProductList, GenerateListForm, _("Generate item list")
    success_page, cancel_page = "suggestions:product-list-edit", "suggestions:product-lists"
    save_label = _("Generate")

    def perform(self, form: Any) -> ProductList:
        """Make the list."""
        data = form.cleaned_data
        wanted = {name: data[name] for name in ("code", "name", "customer", "days", "orders")}
        return generate_list(self.entity, ListRequest(**wanted, minimum_quantity=data["minimum_quantity"] or ZERO), self.request.user)


class RuleTestPage(DocumentActionView):
    """Tell whether a rule fires for a line, and which of its conditions fail."""

    permission_required = SEE
    template_name = "suggestions/test_rule.html"
    model, rows = SuggestionRule, "for_list"
    title, verb = _("Test rule"), _("Test")
    form_class = RuleTestForm
    document_page = "suggestions:rule-edit"
    tested: Any = None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what the test says; nothing changes."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        form = self.make_form(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            self.tested = try_rule(self.entity, self.object, LineToTry(**data), self.request.user)
        return self.show(form)


class RuleReport(ListPage):
    """What became of what was suggested, rule by rule (L25)."""

    permission_required = export_permission = SEE
    title = _("Suggestions report")
    model, rows = SuggestionRule, "for_report"
    table_class = tables.RuleReportTable
    filterset_class = RuleReportFilter
    search = Search(prefix=("code",), contains=("name",))
    order_by = "code"
    empty_text = _("As soon as rules suggest something, this report tells what became of it.")


setup_patterns: list[URLPattern] = [
    path("product-lists/generate/", GenerateListPage.as_view(), name="product-list-generate"),
    path("rules/<int:pk>/test/", RuleTestPage.as_view(), name="rule-test"),
    path("report/", RuleReport.as_view(), name="report"),
    *PRODUCT_LISTS.urls(),
    *RULES.urls(),
]
