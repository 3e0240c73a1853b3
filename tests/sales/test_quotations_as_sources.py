"""Orders copy lines of quotations (sales.md §13.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.inventory.models import SalesCategory
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.quotations import quotation
from tests.factories.sales import lines_of, sales_order
from tests.sales.test_order_actions import page_of
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


def test_lines_of_a_quotation_are_copied_at_their_prices_but_for_what_has_no_item(signed_in_client: SignIn, company: Company) -> None:
    client: Client = signed_in_client("OM")
    known, target = quotation(company, ("A", 4, "24"), ("B", 1)), sales_order(company)
    category = SalesCategory.of(company.entity).create(legal_entity=company.entity, code="STANDS", name="Display stands")
    stand = LineEdit(values={"item_id": category.key, "unit_price": Decimal(5)})
    revise_quotation(company.entity, known.pk, OrderRevision({}, edits=[stand]), company.user("OM"), Answers())

    chosen = client.post(page_of(target, "copy-from/"), {"quotation": [known.pk]})
    first, second = [name for name in client.get(chosen["Location"]).context["form"].fields if name.startswith("quantity_")]
    done = client.post(chosen["Location"], {"factor": "1", first: "3", second: ""})
    assert done.status_code == 302, done.context["form"].errors

    assert [(line.item.number, line.ordered_quantity, line.unit_price) for line in lines_of(target)] == [("A", 3, 24)]
    [line] = lines_of(target)
    assert (line.copied_from.kind, line.copied_from.number) == ("quotation", known.number)
