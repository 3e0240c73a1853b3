"""A line for a master must name a variant (sales.md §2.1, ORD-06); prices and agreements of the master count for its variants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.inventory.errors import VariantMissing
from foundation.inventory.models import Item
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from sales.models import SalesOrder, TradeAgreement
from sales.price_reasons import agreement_keys, price_reasons
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.enter_orders import create_orders
from tests.api.client import ApiUser
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.company import Company
from tests.factories.purchasing import purchase
from tests.factories.quotations import quotation
from tests.factories.sales import agreement, auto_charge, lines_of, order_draft, sales_order

pytestmark = pytest.mark.usefixtures("in_march")

BLUE, RED = "APRON-S-BLUE", "APRON-S-RED"


@pytest.fixture
def apron(company: Company) -> Item:
    """An apron of 20.00 in blue and red."""
    master = company.master("APRON", "20.00", "size", "colour", name="Apron")
    company.variants("APRON", size=["S"], colour=["blue", "red"])
    return master


class TestALineNamesAVariant:
    """Nothing is sold, bought or counted of the master itself."""

    def test_an_order_takes_a_variant_and_keeps_its_stock_apart(self, company: Company, apron: Item) -> None:
        company.stock(BLUE, "10")
        company.stock(RED, "10")

        order = sales_order(company, (BLUE, 4))

        [line] = lines_of(order)
        assert (line.name, line.unit_price, line.net_amount) == ("Apron, S, blue", 20, 80)
        assert (company.on_hand(BLUE).on_order, company.on_hand(RED).on_order) == (4, 0)

    def test_an_order_refuses_the_master_and_names_its_variants(self, company: Company, apron: Item) -> None:
        with pytest.raises(VariantMissing) as refused:
            sales_order(company, ("APRON", 4))

        assert str(refused.value) == "Choose a variant of item APRON."
        assert refused.value.params["variants"] == "APRON-S-BLUE, APRON-S-RED"

    def test_a_line_does_not_change_to_a_master(self, company: Company, apron: Item) -> None:
        order = sales_order(company, (BLUE, 4))
        [line] = lines_of(order)

        with pytest.raises(VariantMissing):
            change_lines(company.entity, order.pk, [LineEdit(line.pk, {"item_id": apron.pk})], company.clerk, Answers())

    def test_a_quotation_refuses_the_master(self, company: Company, apron: Item) -> None:
        with pytest.raises(VariantMissing):
            quotation(company, ("APRON", 1))

    def test_a_vendor_is_asked_for_a_variant(self, company: Company, apron: Item) -> None:
        with pytest.raises(VariantMissing):
            purchase(company, "APRON", 5)

    def test_a_master_is_not_counted(self, company: Company, apron: Item) -> None:
        counted = [Adjustment(apron.pk, company.warehouse.pk, Decimal(5))]

        with pytest.raises(VariantMissing):
            adjust_stock(company.entity, counted, on_date=company.entity.today(), user=None)

    def test_rest_points_at_the_item_and_names_variants(self, company: Company, apron: Item) -> None:
        body = {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "APRON", "quantity": "1"}]}

        problem = ApiUser(company.user("OC"), "NL01").send("sales-orders", body, expect=409).json()

        assert (problem["code"], problem["field"]) == ("ORD-06", "lines.0.item")
        assert problem["params"] == {"i": "APRON", "variants": "APRON-S-BLUE, APRON-S-RED"}
        assert not SalesOrder.of(company.entity).exists()


class TestTheChoice:
    """Who types a master in an item field is led on to its variants."""

    def found(self, company: Company, term: str, lookup: str = "inventory.sold-item") -> list[dict[str, Any]]:
        """Return what the field of a line offers for what was typed."""
        desk = Client()
        desk.force_login(company.user("OC"))
        return desk.get(f"/NL01/look-up/{lookup}/", {"q": term}).json()["hits"]

    def test_a_master_leads_on(self, company: Company, apron: Item) -> None:
        company.stock(BLUE, "12")

        hits = self.found(company, "apr")

        assert [(hit["key"], hit["leads_on"]) for hit in hits] == [("APRON", True), (BLUE, False), (RED, False)]
        assert hits[0]["columns"] == ["APRON", "Apron", "in variants …"]
        assert hits[1]["columns"] == [BLUE, "Apron, S, blue", "12 pcs"]

    def test_the_number_of_a_master_finds_its_variants(self, company: Company, apron: Item) -> None:
        Item.of(company.entity).filter(number=RED).update(number="4711")

        assert [hit["key"] for hit in self.found(company, "apron")] == ["4711", BLUE]

    def test_words_find_a_variant_by_its_values(self, company: Company, apron: Item) -> None:
        assert [hit["key"] for hit in self.found(company, "apron red")] == [RED]

    def test_an_agreement_may_name_the_master(self, company: Company, apron: Item) -> None:
        assert [hit["leads_on"] for hit in self.found(company, "apron", "inventory.item")] == [False, False, False]


class TestPrices:
    """What is agreed for the variant counts first, then what is agreed for its master (sales.md §3.3)."""

    def price_of(self, company: Company, number: str, quantity: int = 1) -> Decimal:
        """Return what a line of an order costs."""
        return lines_of(sales_order(company, (number, quantity)))[0].unit_price

    def test_a_price_of_the_master_counts_for_its_variants(self, company: Company, apron: Item) -> None:
        agreement(company, item="APRON", amount=Decimal(18))

        assert (self.price_of(company, BLUE), self.price_of(company, RED)) == (18, 18)

    def test_a_price_of_the_variant_goes_before_a_lower_one_of_its_master(self, company: Company, apron: Item) -> None:
        agreement(company, item="APRON", amount=Decimal(18))
        agreement(company, item=BLUE, amount=Decimal(19))

        assert (self.price_of(company, BLUE), self.price_of(company, RED)) == (19, 18)

    def test_a_price_of_another_variant_does_not_count(self, company: Company, apron: Item) -> None:
        agreement(company, item=RED, amount=Decimal(12))

        assert self.price_of(company, BLUE) == 20

    def test_where_the_variants_own_does_not_hold_the_masters_does(self, company: Company, apron: Item) -> None:
        agreement(company, item="APRON", amount=Decimal(18))
        agreement(company, item=BLUE, amount=Decimal(15), from_quantity=Decimal(100))

        assert (self.price_of(company, BLUE, 1), self.price_of(company, BLUE, 100)) == (18, 15)

    def test_a_line_discount_of_the_master_counts_for_its_variants(self, company: Company, apron: Item) -> None:
        agreement(company, relation="line", item="APRON", percent_1=Decimal(10))

        [line] = lines_of(sales_order(company, (BLUE, 1)))
        assert (line.discount_percent, line.net_amount) == (10, 18)

    def test_the_explanation_names_the_master_and_what_it_gave_way_to(self, company: Company, apron: Item) -> None:
        agreement(company, item="APRON", amount=Decimal(18))
        agreement(company, item=BLUE, amount=Decimal(19))

        [line] = lines_of(sales_order(company, (BLUE, 1)))

        [reason] = price_reasons([line], TradeAgreement.of(company.entity).named(agreement_keys([line])))
        assert [(str(step.agreement.item), step.reason) for step in reason.steps if step.agreement] == [
            (BLUE, "used"),
            ("APRON", "the variant has an agreement of its own"),
        ]

    def test_prices_of_variants_take_no_more_statements_than_prices_of_items(self, company: Company, apron: Item) -> None:
        agreement(company, item="APRON", amount=Decimal(18))
        sales_order(company, ("A", 1))

        with CaptureQueriesContext(connection) as items:
            sales_order(company, ("A", 1), ("B", 1))
        with CaptureQueriesContext(connection) as variants:
            sales_order(company, (BLUE, 1), (RED, 1))

        assert len(variants) <= len(items)

    def test_a_commitment_to_the_master_takes_lines_of_its_variants(self, company: Company, apron: Item) -> None:
        agreed = sales_agreement(company, commitment(company, item="APRON", quantity=50, unit_price=9))

        order = sales_order(company, (BLUE, 2), (RED, 3), requested_ship_date=date(2026, 3, 10))

        assert [line.unit_price for line in lines_of(order)] == [20, 20]
        chosen = order_draft(company, (BLUE, 2), (RED, 3))
        chosen = replace(chosen, agreement_id=agreed.pk)
        made = create_orders(company.entity, [chosen], company.user("OM")).or_raise().orders[0]
        assert [line.unit_price for line in lines_of(made)] == [9, 9]

    def test_an_automatic_charge_of_the_master_falls_on_its_variants(self, company: Company, apron: Item) -> None:
        auto_charge(company, level="line", item_relation="table", item_key="APRON", value=5)

        order = sales_order(company, (BLUE, 1), ("A", 1))

        assert [charge.line.item.number for charge in order.charges.all()] == [BLUE]
