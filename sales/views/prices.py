"""Looking prices up without an order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.api.files import pdf_response
from foundation.backoffice.views import EntityView
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item
from sales.forms.prices import FindPricesForm, PriceListForm
from sales.services.find_prices import PriceAnswer, find_prices
from sales.services.price_lists import print_price_list

VIEW, COST = "sales.view_tradeagreement", "sales.view_cost"


class FindPricesPage(EntityView):
    """What a customer would pay for an item, and which agreements say so."""

    permission_required = VIEW
    title = _("Find prices")
    model, rows = Item, "for_display"
    template_name = "sales/find_prices.html"

    def get(self, request: HttpRequest, **_kwargs: str) -> HttpResponse:
        """Show the form, and the price once an item is named."""
        asked = request.GET if request.GET.get("item") else None
        form = FindPricesForm(asked, entity=self.entity, access=self.request.access, initial=request.GET.dict())
        return self.page({"form": form, "answer": self.answer(form), "sees_cost": self.may(COST)})

    def answer(self, form: FindPricesForm) -> PriceAnswer | None:
        """Return the price; None when nothing was asked, or when it cannot be found, which the form then says."""
        if not form.is_bound or not form.is_valid():
            return None
        try:
            return find_prices(self.entity, form.question())
        except BusinessRuleError as refusal:
            form.refuse(refusal)
            return None


class PriceListPage(EntityView):
    """Print the prices of a customer or a price group."""

    permission_required = VIEW
    title = _("Price list")
    model, rows = Item, "for_display"
    template_name = "sales/price_list.html"

    def get(self, request: HttpRequest, **_kwargs: str) -> HttpResponse:
        """Show the form, or the PDF once it was sent; a refusal stands on the form."""
        asked = request.GET if "print" in request.GET else None
        form = PriceListForm(asked, entity=self.entity, access=self.request.access, initial=request.GET.dict())
        if form.is_bound and form.is_valid():
            try:
                return pdf_response(print_price_list(self.entity, form.wanted()), f"{self.entity.code}-price-list.pdf")
            except BusinessRuleError as refusal:
                form.refuse(refusal)
        return self.page({"form": form})
