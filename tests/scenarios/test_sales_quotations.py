"""Acceptance scenarios of quotations (sales.md §24)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from customers.services.save_prospects import convert_prospect
from foundation.backoffice.models import Activity
from foundation.inventory.models import InventoryTransaction, OnHand
from sales.models import SalesOrder
from sales.quotations.errors import (
    AlternativesWillBeLost,
    ConfirmedNotDeletable,
    ProspectNotCustomer,
    QuotationExpired,
    SentNotDeletable,
    StartRevision,
)
from sales.quotations.models import Quotation, QuotationVersion
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.link_alternatives import link_alternatives
from sales.quotations.services.rate_quotations import rate_quotation
from sales.quotations.services.revise_quotation import revise_quotation
from sales.quotations.services.simulate_prices import apply_simulation, simulate_prices
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.factories.quotations import confirm, current, lose, quotation, quotation_to, quoted_lines, reason, send
from tests.factories.sales import agreement
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.mark.scenario("sales", "S-27")
@pytest.mark.parametrize(("status", "refusal"), [("sent", SentNotDeletable), ("confirmed", ConfirmedNotDeletable)])
def test_a_quotation_that_the_customer_has_or_that_became_an_order_is_not_deleted(
    company: Company, status: str, refusal: type[Exception]
) -> None:
    known = quotation(company, ("A", 1))
    Quotation.of(company.entity).filter(pk=known.pk).update(status=status, reason=reason(company))

    with pytest.raises(refusal):
        delete_quotations(company.entity, [known.pk], company.user("OM"))

    assert Quotation.of(company.entity).filter(pk=known.pk).exists()


@pytest.mark.scenario("sales", "S-29")
def test_a_quotation_that_was_sent_takes_no_stock(company: Company) -> None:
    company.stock("A", "50")

    send(company, quotation(company, ("A", 20)))

    [stock] = OnHand.of(company.entity).filter(item=company.items["A"])
    assert (stock.available_physical, stock.on_order) == (50, 0)
    assert not InventoryTransaction.of(company.entity).filter(item=company.items["A"], quantity__lt=0).exists()


@pytest.mark.scenario("sales", "S-30")
def test_the_activity_moves_with_the_follow_up_date_and_is_closed_when_the_quotation_is_lost(company: Company) -> None:
    known = quotation(company, ("A", 1))
    send(company, known)

    moved, user = {"follow_up_date": date(2026, 4, 20)}, company.user("OM")
    revise_quotation(company.entity, known.pk, OrderRevision({}), user, Answers(), moved, start_revision=True)

    [activity] = Activity.of(company.entity).all()
    assert (activity.due_date, activity.done_at) == (date(2026, 4, 20), None)
    send(company, known)
    lose(company, known)
    [activity] = Activity.of(company.entity).all()
    assert activity.done_at is not None


@pytest.mark.scenario("sales", "S-22")
def test_a_quotation_is_sent_revised_sent_again_and_ordered_at_the_prices_of_its_last_version(company: Company) -> None:
    known, user = quotation(company, ("A", 10)), company.user("OM")
    send(company, known)
    [line] = quoted_lines(known)
    with pytest.raises(StartRevision):
        revise_quotation(company.entity, known.pk, OrderRevision({}), user, Answers())
    edits = [LineEdit(line.pk, {"unit_price": Decimal("22.50")})]
    revise_quotation(company.entity, known.pk, OrderRevision({}, edits=edits), user, Answers(), start_revision=True)
    send(company, known)
    agreement(company, item="A", amount=Decimal(15))

    order = confirm(company, known)

    versions = QuotationVersion.of(company.entity).of_quotation(known.pk)
    assert [(version.version, version.subtotal) for version in versions] == [(2, 225), (1, 250)]
    [ordered] = order.lines.all()
    assert (ordered.unit_price, ordered.net_amount, ordered.origin) == (Decimal("22.5"), 225, "quotation")
    assert (current(known).status, order.document_status, order.order_amount) == ("confirmed", "quotation", 225)


@pytest.mark.scenario("sales", "S-24")
def test_an_expired_quotation_shows_it_is_not_confirmed_and_may_be_lost(company: Company, signed_in_client: SignIn) -> None:
    known = quotation(company, ("A", 1), order_date=date(2026, 3, 1), expiry_date=date(2026, 3, 31))
    send(company, known)
    Quotation.of(company.entity).filter(pk=known.pk).update(expiry_date=date(2026, 3, 30))

    page = signed_in_client("OM").get("/NL01/quotations/", {"tab": "expired"})
    with pytest.raises(QuotationExpired) as refused:
        confirm(company, known)

    assert [row.pk for row in page.context["listing"].rows.rows] == [known.pk] and "Expired" in page.content.decode()
    assert "Extend it before confirming" in str(refused.value)
    assert lose(company, known).status == "lost"


@pytest.mark.scenario("sales", "S-26")
def test_confirming_one_of_three_alternatives_loses_the_other_two_with_the_reason(company: Company) -> None:
    first, second, third = (quotation(company, ("A", 1)) for _number in range(3))
    send(company, first, second, third)
    link_alternatives(company.entity, [first.pk, second.pk, third.pk], company.user("OM"))
    with pytest.raises(AlternativesWillBeLost) as asked:
        confirm(company, second)

    order = confirm(company, second, reason(company, "PRICE"))

    assert str(asked.value) == "2 alternative quotations will be set to Lost. Choose the reason."
    assert [(current(known).status, str(current(known).reason)) for known in (first, third)] == [("lost", "PRICE")] * 2
    assert list(SalesOrder.of(company.entity).all()) == [order]


@pytest.mark.scenario("sales", "S-23")
def test_a_prospect_becomes_a_customer_before_it_orders_and_its_quotations_come_along(company: Company) -> None:
    known = prospect(company)
    first, second = (quotation_to(company, known, ("A", 2)) for _number in range(2))
    send(company, first)

    with pytest.raises(ProspectNotCustomer) as refused:
        confirm(company, first)
    customer = convert_prospect(company.entity, known.pk, "C-900", user=company.user("OM")).customer

    assert str(refused.value) == "Bakkerij Nieuw B.V. is a prospect. Convert to customer first."
    assert [current(made).customer for made in (first, second)] == [customer, customer]
    assert confirm(company, current(first)).customer == customer


@pytest.mark.scenario("sales", "S-28")
def test_simulating_a_total_discount_changes_nothing_until_it_is_applied(company: Company) -> None:
    known, user = quotation(company, ("A", 20, "25.00")), company.user("OM")
    known.lines.update(unit_cost=14)

    found = simulate_prices(company.entity, known.pk, "total_discount_percent", Decimal(12), user)

    assert (found.amount, found.margin, found.ratio) == (440, 160, Decimal("36.36"))
    assert (current(known).quotation_amount, current(known).total_discount_percent) == (500, 0)
    apply_simulation(company.entity, found.pk, user)
    assert (current(known).quotation_amount, current(known).total_discount_percent) == (440, 12)


@pytest.mark.scenario("sales", "S-25")
def test_the_expected_value_follows_the_lines_until_the_header_says_otherwise(company: Company) -> None:
    known, user = quotation(company, ("A", 100, "24"), ("B", 100, "6")), company.user("OM")
    first, second = quoted_lines(known)

    rate_quotation(company.entity, known.pk, user, lines={first.pk: Decimal(50), second.pk: Decimal(25)})
    assert current(known).expected_amount == 1350

    rate_quotation(company.entity, known.pk, user, probability_percent=Decimal(40))

    assert [line.probability_percent for line in quoted_lines(known)] == [40, 40]
    assert current(known).expected_amount == 1200
