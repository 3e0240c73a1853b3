"""Price simulations of quotations: what comes out, and what applying one does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from sales.price_errors import DiscountAboveLimit
from sales.quotations.errors import ItemWithoutCost, OutOfReach, StartRevision
from sales.quotations.models import QuotationSimulation
from sales.quotations.services.simulate_prices import apply_simulation, simulate_prices
from sales.quotations.simulation import Starting, simulate
from tests.factories.company import Company
from tests.factories.quotations import current, quotation, quoted_lines, send
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")
LINE = Starting(Decimal(500), Decimal(500), Decimal(500), Decimal(280), Decimal("0.01"), Decimal(20), Decimal(25))


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager, who may give any discount."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


@pytest.mark.parametrize(
    ("target", "value", "percent", "amount", "ratio"),
    [
        ("total_discount_percent", "12", "12", "440.00", "36.36"),
        ("amount", "450", "10", "450.00", "37.78"),
        ("unit_price", "24", "4", "480.00", "41.67"),
        ("discount_amount", "5", "20", "400.00", "30.00"),
        ("discount_percent", "50", "50", "250.00", "-12.00"),
        ("margin", "120", "20", "400.00", "30.00"),
        ("ratio", "30", "20", "400.00", "30.00"),
    ],
)
def test_one_figure_makes_the_others(target: str, value: str, percent: str, amount: str, ratio: str) -> None:
    found = simulate(LINE, target, Decimal(value))

    assert found is not None
    assert (found.percent, found.amount, found.ratio) == (Decimal(percent), Decimal(amount), Decimal(ratio))


@pytest.mark.parametrize(("target", "value"), [("amount", "600"), ("margin", "300"), ("ratio", "100"), ("discount_percent", "101")])
def test_what_no_discount_gives_is_out_of_reach(target: str, value: str) -> None:
    assert simulate(LINE, target, Decimal(value)) is None


def test_a_line_gets_the_discount_that_gives_the_amount_and_keeps_its_unit_price(company: Company) -> None:
    known, user = quotation(company, ("A", 20, "25", {"discount_amount": Decimal(1)})), company.user("OM")

    found = simulate_prices(company.entity, known.pk, "amount", Decimal(450), user, line_number=10)
    assert [line.net_amount for line in quoted_lines(known)] == [480]
    apply_simulation(company.entity, found.pk, user)

    [line] = quoted_lines(known)
    assert (line.unit_price, line.discount_amount, line.discount_percent, line.net_amount) == (25, 0, 10, 450)
    assert current(known).quotation_amount == 450


def test_what_was_sent_asks_for_a_revision_and_a_limit_counts(company: Company) -> None:
    known, user = quotation(company, ("A", 20, "25")), company.user("OM")
    send(company, known)
    found = simulate_prices(company.entity, known.pk, "total_discount_percent", Decimal(30), user)

    with pytest.raises(StartRevision):
        apply_simulation(company.entity, found.pk, user)
    with pytest.raises(DiscountAboveLimit):
        apply_simulation(company.entity, found.pk, user, discount_limit=Decimal(5), start_revision=True)
    apply_simulation(company.entity, found.pk, user, start_revision=True)

    assert (current(known).revision, current(known).total_discount_percent) == (2, 30)


def test_a_margin_wants_a_cost_and_a_unit_price_a_line(company: Company) -> None:
    known, user = quotation(company, ("S", 1)), company.user("OM")
    known.lines.update(unit_cost=0)

    with pytest.raises(ItemWithoutCost):
        simulate_prices(company.entity, known.pk, "margin", Decimal(1), user)
    with pytest.raises(OutOfReach):
        simulate_prices(company.entity, known.pk, "unit_price", Decimal(1), user)


def test_the_page_simulates_and_applies(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 20, "25"))
    address = f"{LIST}{known.pk}/"

    client.post(f"{address}simulate/", {"target": "total_discount_percent", "value": "8", "line": ""})
    [found] = QuotationSimulation.of(company.entity).all()
    shown = client.get(address).content.decode()
    client.post(f"{LIST}simulations/{found.pk}/apply/", {})

    assert f"simulations/{found.pk}/apply/" in shown
    assert current(known).total_discount_percent == 8
