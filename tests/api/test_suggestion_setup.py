"""Rules of suggestions and product lists over REST: made, changed, tried and reported as on their pages (sales.md §4)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales.suggestions.models import ProductList, SuggestionRule
from sales.suggestions.services.answer_suggestions import accept_suggestion
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.factories.suggestions import offers, rule, typed_order

pytestmark = pytest.mark.django_db

RULE = {"code": "AB", "name": "B with A", "trigger_item": "A", "item": "B", "quantity_rule": "fixed", "quantity": "2"}


def test_a_rule_is_made_tried_changed_and_deleted(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")

    made = manager.send("suggestion-rules", RULE, expect=201).json()
    tried = manager.send("suggestion-rules/AB/test", {"customer": "C-100", "item": "A", "quantity": "5"}, expect=200).json()
    changed = manager.change("suggestion-rules/AB", {"minimum_quantity": "10"}, expect=200).json()
    refused = manager.send("suggestion-rules/AB/test", {"customer": "C-100", "item": "A", "quantity": "5"}, expect=200).json()

    assert (made["trigger_item"], made["item"], made["quantity"], made["is_active"]) == ("A", "B", "2", True)
    assert (tried["fires"], tried["quantity"], tried["currency"]) == (True, "2", "EUR")
    assert changed["minimum_quantity"] == "10" and not refused["fires"]
    assert [row["condition"] for row in refused["conditions"] if not row["holds"]] == ["Least quantity of the line"]
    assert manager.delete(f"{manager.base}/suggestion-rules/AB").status_code == 204
    assert not SuggestionRule.of(company.entity).exists()


def test_a_rule_with_two_triggers_or_none_is_refused(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")

    for wrong in ({"trigger_item": None}, {"trigger_list": "LIST"}):
        manager.send("product-lists", {"code": "LIST", "name": "List"})
        assert manager.send("suggestion-rules", RULE | wrong, expect=422).json()["code"] == "VALIDATION"


def test_a_rule_that_suggests_itself_never_fires(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    manager.send("suggestion-rules", RULE | {"item": "A"}, expect=201)

    assert not manager.send("suggestion-rules/AB/test", {"customer": "C-100", "item": "A"}, expect=200).json()["fires"]


def test_a_product_list_keeps_its_rows_and_gets_others(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    new = {"code": "MON", "name": "Mondays", "customer": "C-100", "items": [{"item": "A", "quantity": "3"}, {"item": "B"}]}

    made = manager.send("product-lists", new, expect=201).json()
    renamed = manager.change("product-lists/MON", {"name": "Tuesdays"}, expect=200).json()
    other = manager.change("product-lists/MON", {"items": [{"item": "B", "quantity": "4", "position": 5}]}, expect=200).json()
    wrong = manager.change("product-lists/MON", {"items": [{"quantity": "4"}]})

    assert [(row["position"], row["item"], row["quantity"]) for row in made["items"]] == [(10, "A", "3"), (20, "B", "1")]
    assert renamed["items"] == made["items"] and renamed["name"] == "Tuesdays"
    assert [(row["position"], row["item"], row["quantity"]) for row in other["items"]] == [(5, "B", "4")]
    assert wrong.status_code in {409, 422} and len(manager.read("product-lists/MON")["items"]) == 1


def test_the_item_list_of_a_customer_is_made_from_its_orders(company: Company, api_as: ApiAs) -> None:
    sales_order(company, ("A", 4, "10.00"))
    sales_order(company, ("A", 2, "10.00"), ("B", 1, "5.00"))
    manager = api_as("OM")

    made = manager.send("product-lists/generate", {"code": "USUAL", "name": "Usual", "customer": "C-100"}, expect=201).json()
    nothing = manager.send("product-lists/generate", {"code": "NONE", "name": "None", "customer": "C-200"}, expect=409).json()

    assert [(row["item"], row["quantity"]) for row in made["items"]] == [("A", "3"), ("B", "1")]
    assert nothing["code"] == "SUG-02"


def test_the_report_tells_what_became_of_suggestions(company: Company, api_as: ApiAs) -> None:
    rule(company, "A", "B", code="AB")
    order = typed_order(company, ("A", 2, "10.00"))
    [offer] = offers(company, order)
    accept_suggestion(company.entity, offer.pk, company.user("OC"))

    [row] = api_as("OM").read("suggestion-report")["results"]

    assert (row["code"], row["shown"], row["accepted"], row["declined"], row["accepted_percent"]) == ("AB", 1, 1, 0, "100")


def test_who_sees_rules_does_not_change_them(api_as: ApiAs) -> None:
    clerk = api_as("OC")

    assert clerk.read("suggestion-rules")["results"] == []
    clerk.send("suggestion-rules", RULE, expect=403)
    clerk.send("product-lists", {"code": "X", "name": "X"}, expect=403)
    clerk.send("product-lists/generate", {"code": "X", "name": "X", "customer": "C-100"}, expect=403)


def test_lists_are_read_in_as_many_statements_however_many_there_are(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            manager.read("product-lists")
        return len(caught)

    for number in range(2):
        manager.send("product-lists", {"code": f"L{number}", "name": "List", "items": [{"item": "A"}]}, expect=201)
    few = statements()
    for number in range(2, 6):
        manager.send("product-lists", {"code": f"L{number}", "name": "List", "items": [{"item": "A"}, {"item": "B"}]}, expect=201)

    assert statements() <= few
    assert ProductList.of(company.entity).count() == 6
