"""Up-sell and cross-sell on quotations, by the same rules as on orders (sales.md §4, S-17 … S-20)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sales.quotations.errors import StartRevision
from sales.quotations.models import Quotation
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.enter_quotations import tell_quoted
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from sales.suggestions.errors import LineNotReplaceable, SuggestionAnswered
from sales.suggestions.models import SuggestionLog, SuggestionRule
from sales.suggestions.services.answer_suggestions import accept_suggestion, decline_suggestion
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.factories.quotations import confirm, current, quotation_to, quoted_lines, send
from tests.factories.suggestions import offers, quotation_offers, rule, typed_order, typed_quotation
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def suggestion(company: Company) -> SuggestionLog:
    """The only suggestion as it is now."""
    found: SuggestionLog = SuggestionLog.of(company.entity).get()
    return found


def change(company: Company, known: Quotation, edit: LineEdit) -> None:
    """Change a line as a person does in the form."""
    revise_quotation(company.entity, known.pk, OrderRevision(edits=[edit]), company.clerk, Answers())
    tell_quoted(company.entity, known.pk, company.clerk)


@pytest.mark.scenario("sales", "S-17")
def test_an_accepted_cross_sell_is_a_new_line_of_the_quotation_at_its_own_price(company: Company) -> None:
    company.item("D1", "20")
    company.item("B7", "14.90")
    rule(company, "D1", "B7")
    known = typed_quotation(company, ("D1", 3))

    [offer] = quotation_offers(company, known)
    assert (offer.unit_price, offer.net_amount, offer.difference) == (Decimal("14.90"), Decimal("44.70"), Decimal("44.70"))
    accept_suggestion(company.entity, offer.pk, company.clerk)

    added = quoted_lines(known)[1]
    assert added.item is not None
    assert (added.item.number, added.ordered_quantity, added.net_amount) == ("B7", 3, Decimal("44.70"))
    assert current(known).quotation_amount == Decimal("104.70")
    offer.refresh_from_db()
    assert (offer.state, offer.gained_amount) == ("accepted", Decimal("44.70"))


@pytest.mark.scenario("sales", "S-18")
def test_an_accepted_up_sell_replaces_the_line_of_the_quotation(company: Company) -> None:
    company.item("P40", "55")
    company.item("P60", "70")
    rule(company, "P40", "P60", "up_sell")
    known = typed_quotation(company, ("P40", 2))

    [offer] = quotation_offers(company, known)
    assert offer.difference == 30
    accept_suggestion(company.entity, offer.pk, company.clerk)

    [line] = quoted_lines(known)
    assert line.item is not None
    assert (line.item.number, line.ordered_quantity, line.net_amount) == ("P60", 2, 140)
    offer.refresh_from_db()
    assert offer.gained_amount == 30


@pytest.mark.scenario("sales", "S-19")
def test_what_was_declined_is_not_offered_again_on_the_quotation_but_on_the_next(company: Company) -> None:
    rule(company, "A", "B")
    known = typed_quotation(company, ("A", 1))
    [offer] = quotation_offers(company, known)

    decline_suggestion(company.entity, offer.pk, company.clerk, reason="Has one")
    change(company, known, LineEdit(values={"item_id": company.items["A"].pk, "quantity": Decimal(1)}))

    assert quotation_offers(company, known) == []
    assert len(quotation_offers(company, typed_quotation(company, ("A", 1)))) == 1
    assert len(offers(company, typed_order(company, ("A", 1)))) == 1
    with pytest.raises(SuggestionAnswered):
        accept_suggestion(company.entity, offer.pk, company.clerk)


@pytest.mark.scenario("sales", "S-20")
def test_a_line_of_a_quotation_below_the_least_quantity_offers_nothing_until_it_is_raised(company: Company) -> None:
    rule(company, "A", "B", minimum_quantity=Decimal(5))
    known = typed_quotation(company, ("A", 4))
    assert quotation_offers(company, known) == []

    change(company, known, LineEdit(quoted_lines(known)[0].pk, {"quantity": Decimal(5)}))

    assert [offer.item.number for offer in quotation_offers(company, known)] == ["B"]


def test_what_was_accepted_counts_as_sold_once_the_quotation_became_an_order(company: Company) -> None:
    made = rule(company, "A", "B")
    known = typed_quotation(company, ("A", 1))
    [offer] = quotation_offers(company, known)
    accept_suggestion(company.entity, offer.pk, company.clerk)
    report = SuggestionRule.of(company.entity).for_report()

    before = report.get(pk=made.pk)
    confirm(company, known)
    after = report.get(pk=made.pk)

    offer.refresh_from_db()
    assert (before.shown, before.accepted, before.gained) == (1, 0, 0)
    assert (after.shown, after.accepted, after.gained) == (1, 1, offer.gained_amount) and offer.gained_amount > 0


def test_a_prospect_is_offered_what_everybody_is_and_nothing_meant_for_one_customer(company: Company) -> None:
    rule(company, "A", "B", not_bought_days=30)
    rule(company, "A", "S", customer=company.customer("C-200"))
    known = quotation_to(company, prospect(company), ("A", 1))

    tell_quoted(company.entity, known.pk, company.clerk)

    assert [offer.item.number for offer in quotation_offers(company, known)] == ["B"]


def test_nothing_is_suggested_on_a_quotation_that_was_sent_and_accepting_late_asks_for_the_revision(company: Company) -> None:
    rule(company, "A", "B")
    known = typed_quotation(company, ("A", 1))
    [offer] = quotation_offers(company, known)
    send(company, known)

    tell_quoted(company.entity, known.pk, company.clerk)

    assert SuggestionLog.of(company.entity).count() == 1
    with pytest.raises(StartRevision):
        accept_suggestion(company.entity, offer.pk, company.clerk)


def test_a_line_that_is_gone_is_not_replaced_and_a_deleted_quotation_takes_its_suggestions_along(company: Company) -> None:
    rule(company, "A", "B", "up_sell")
    known = typed_quotation(company, ("A", 1), ("S", 1))
    [offer] = quotation_offers(company, known)
    change(company, known, LineEdit(quoted_lines(known)[0].pk, remove=True))

    assert quotation_offers(company, known) == []
    with pytest.raises(LineNotReplaceable):
        accept_suggestion(company.entity, offer.pk, company.clerk)
    delete_quotations(company.entity, [known.pk], company.clerk)
    assert not SuggestionLog.of(company.entity).exists()


def test_a_suggestion_belongs_to_an_order_or_to_a_quotation(company: Company) -> None:
    rule(company, "A", "B")
    order, known = typed_order(company, ("A", 1)), typed_quotation(company, ("A", 1))
    logs = SuggestionLog.of(company.entity)

    for wrong in ({"quotation": known.pk}, {"order": None}, {"quotation_line": quoted_lines(known)[0].pk}):
        with pytest.raises(IntegrityError, match="suggestion_of_one_document"), transaction.atomic():
            logs.filter(order=order.pk).update(**wrong)


def test_offering_takes_as_many_statements_for_many_lines_as_for_one(company: Company) -> None:
    for item in ("A", "B"):
        rule(company, item, "S", code=f"R-{item}")
    few, many = typed_quotation(company, ("A", 1)), typed_quotation(company, ("A", 1), ("B", 1), ("A", 2), ("B", 3))
    SuggestionLog.of(company.entity).all().delete()
    counts = []

    for known in (few, many):
        with CaptureQueriesContext(connection) as captured:
            tell_quoted(company.entity, known.pk, company.clerk)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 60


def test_the_page_of_a_quotation_shows_what_to_offer_and_one_key_accepts(client: Client, company: Company) -> None:
    rule(company, "A", "B", script="Shall I add one?")
    known = typed_quotation(company, ("A", 3))
    address = f"/NL01/quotations/{known.pk}/"

    page = client.get(address).content.decode()
    assert "Shall I add one?" in page and 'data-key="y"' in page
    answer = client.post(f"/NL01/suggestions/quotations/{suggestion(company).pk}/accept/")

    assert answer["Location"] == address
    assert [line.item.number for line in quoted_lines(known) if line.item] == ["A", "B"]
    assert "panel-suggestions" not in client.get(address).content.decode()


def test_suggestions_on_a_quotation_are_left_for_later_and_declined(client: Client, company: Company) -> None:
    rule(company, "A", "B")
    known = typed_quotation(company, ("A", 1))
    address = f"/NL01/suggestions/quotations/{suggestion(company).pk}"

    client.post(f"{address}/later/")
    assert suggestion(company).state == "later" and "panel-suggestions" in client.get(f"/NL01/quotations/{known.pk}/").content.decode()
    client.post(f"{address}/decline/", {"reason": "Has one"})

    assert (suggestion(company).state, suggestion(company).reason) == ("declined", "Has one")


def test_who_may_change_quotations_only_answers_on_quotations_only(company: Company, signed_in_client: SignIn) -> None:
    rule(company, "A", "B")
    typed_quotation(company, ("A", 1))
    of_quotation = suggestion(company)
    typed_order(company, ("A", 1))
    of_order = SuggestionLog.of(company.entity).get(order__isnull=False)
    marketer = signed_in_client("MK")

    assert marketer.post(f"/NL01/suggestions/{of_order.pk}/accept/").status_code == 403
    assert marketer.post(f"/NL01/suggestions/quotations/{of_order.pk}/later/").status_code == 404
    assert marketer.post(f"/NL01/suggestions/quotations/{of_quotation.pk}/later/").status_code == 302


def test_requests_for_quotations_get_suggestions_only_when_they_ask(company: Company) -> None:
    rule(company, "A", "B")
    clerk = ApiUser(company.user("OC"), company.entity.code)
    new = {"customer": "C-100", "lines": [{"item": "A", "quantity": "1"}]}

    clerk.send("quotations", new, expect=201)
    assert clerk.read("quotation-suggestions")["results"] == []
    made = clerk.send("quotations?suggestions=1", new, expect=201).json()
    [offer] = clerk.read("quotation-suggestions", quotation=made["number"])["results"]
    accepted = clerk.send(f"quotation-suggestions/{offer['id']}/accept", expect=200).json()

    assert (accepted["state"], accepted["quotation"], accepted["line_number"]) == ("accepted", made["number"], 10)
    assert clerk.read("suggestions")["results"] == []
    assert [line["item"] for line in clerk.read(f"quotations/{made['number']}")["lines"]] == ["A", "B"]
