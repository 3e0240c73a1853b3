"""What a quotation comes to, on its page and over REST (sales.md §5.6)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from sales.services.enter_orders import ChargeDraft
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.quotations import quotation
from tests.factories.sales import charge_code
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def test_the_totals_say_quantity_discount_charges_tax_cost_and_margin(company: Company, signed_in_client: SignIn) -> None:
    company.item("M", "25.00", base_cost=Decimal(15))
    freight = ChargeDraft(code_id=charge_code(company).pk, value=Decimal(15))
    offered = quotation(company, ("M", 10, "25.00"), ("M", 2, "25.00"), charges=[freight], total_discount_percent=Decimal(10))

    page = signed_in_client("OM").get(f"/NL01/quotations/{offered.pk}/totals/").content.decode()

    figures = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(?:<strong>)?([^<]+)', page)
    assert figures == [
        *(("Number of lines", "2"), ("Quantity", "12"), ("Lines", "300.00"), ("Total discount", "-30.00"), ("Charges", "15.00")),
        *(("Sales tax", "59.85"), ("Rounding", "0.00"), ("Total", "344.85")),
        *(("Cost", "180.00"), ("Margin", "90.00"), ("Contribution ratio", "33.33 %")),
    ]
    assert f"/NL01/quotations/{offered.pk}/totals/" in signed_in_client("OM").get(f"/NL01/quotations/{offered.pk}/").content.decode()


def test_over_rest_cost_and_margin_are_for_those_who_may_see_costs(company: Company) -> None:
    offered = quotation(company, ("A", 10, "25.00"))

    totals = ApiUser(company.user("OM"), company.entity.code).read(f"quotations/{offered.number}/totals")
    without = ApiUser(company.user("OC"), company.entity.code).read(f"quotations/{offered.number}/totals")

    assert (totals["quantity"], totals["subtotal"], totals["tax"], totals["amount"]) == ("10", "250.00", "52.50", "302.50")
    assert totals["margin"] == "250.00"
    assert "margin" not in without and "cost" not in without
