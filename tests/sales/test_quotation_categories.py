"""Lines of quotations that name a sales category, since their item does not exist yet (sales.md §5.1, QUO-06)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.inventory.models import Item, SalesCategory
from sales.quotations.errors import LineWithoutItem
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.services.enter_quotations import QuotationDraft, copy_quotation, create_quotations
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.enter_orders import EnteredOrders, OrderDraft
from sales.services.order_lines import LineDraft
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.quotations import confirm, current, quoted_lines, send
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def category(company: Company) -> SalesCategory:
    """A category of one item."""
    made: SalesCategory = SalesCategory.of(company.entity).create(legal_entity=company.entity, code="STANDS", name="Display stands")
    Item.of(company.entity).filter(number="A").update(category=made)
    return made


@pytest.fixture
def quoted(company: Company, category: SalesCategory) -> Quotation:
    """A quotation of an item, and of a stand that has none yet."""
    lines = [
        LineDraft(company.items["A"].pk, Decimal(2)),
        LineDraft(category.key, Decimal(3), unit_price=Decimal("40"), name="Stand in oak"),
    ]
    result = EnteredOrders()
    draft = QuotationDraft(OrderDraft(company.customers["C-100"].pk, lines))
    [made] = create_quotations(company.entity, [draft], company.user("OM"), result)
    result.or_raise()
    return current(made.quotation)


def test_a_category_with_text_and_price_is_offered_like_an_item(company: Company, category: SalesCategory, quoted: Quotation) -> None:
    item, stand = quoted_lines(quoted)

    assert (stand.item, stand.category, stand.name, stand.net_amount) == (None, category, "Stand in oak", 120)
    assert (stand.unit, stand.item_sales_tax_group) == (item.unit, company.items["A"].item_sales_tax_group)
    assert quoted.quotation_amount == item.net_amount + 120
    [version] = send(company, quoted)
    assert [(line.item_number, line.name) for line in version.lines.order_by("line_number")][1] == ("", "Stand in oak")


def test_an_order_waits_for_the_item(company: Company, quoted: Quotation) -> None:
    with pytest.raises(LineWithoutItem) as refused:
        confirm(company, quoted)
    stand, user = quoted_lines(quoted)[1], company.user("OM")
    edit = LineEdit(stand.pk, {"item_id": company.items["B"].pk})
    revise_quotation(company.entity, quoted.pk, OrderRevision({}, edits=[edit]), user, Answers(overwrite_prices=False))

    order = confirm(company, current(quoted))

    assert (refused.value.code, refused.value.params["l"]) == ("QUO-06", "20")
    assert [(line.item.number, line.unit_price) for line in order.lines.order_by("line_number")][1] == ("B", 40)
    assert quoted_lines(quoted)[1].category is None


def test_copies_offer_the_category_again(company: Company, category: SalesCategory, quoted: Quotation) -> None:
    copied = copy_quotation(company.entity, quoted.pk, company.user("OM"), search_prices=True).quotation

    assert [(line.category, line.net_amount) for line in quoted_lines(copied)][1] == (category, 120)


def test_the_form_asks_for_an_item_or_a_category(signed_in_client: SignIn, company: Company, quoted: Quotation) -> None:
    client: Client = signed_in_client("OM")
    typed = {"customer": "C-100", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
    typed |= {"lines-0-quantity": "2", "lines-0-name": "Stand in ash"}

    neither = client.post(f"{LIST}new/", typed | {"lines-0-unit_price": "25"})
    both = client.post(f"{LIST}new/", typed | {"lines-0-item": "A", "lines-0-category": "STANDS"})
    made = client.post(f"{LIST}new/", typed | {"lines-0-category": "STANDS", "lines-0-unit_price": "25"})

    assert [b"Choose an item or a sales category." in answer.content for answer in (neither, both)] == [True, True]
    assert made.status_code == 302, made.context["lines"].errors
    line = QuotationLine.of(company.entity).latest("pk")
    assert (line.category.code, line.name, line.net_amount) == ("STANDS", "Stand in ash", 50)
    assert "Display stands" in client.get(f"{LIST}{line.quotation_id}/").content.decode()
    assert "STANDS" in client.get(f"{LIST}{quoted.pk}/edit/").content.decode()
