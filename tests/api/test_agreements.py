"""Sales agreements over REST: entered, changed, confirmed, held, copied, deleted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sales.agreements.models import SalesAgreement
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.stories import deliver, invoice
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.company import Company
from tests.factories.sales import sales_order

NEW: dict[str, Any] = {
    "customer": "C-100",
    "effective_date": "2026-01-01",
    "expiration_date": "2026-12-31",
    "lines": [
        {"commitment": "quantity", "item": "A", "quantity": "500", "unit_price": "8.75", "discount_percent": "2"},
        {"commitment": "value", "net_amount": "1000", "discount_percent": "6"},
    ],
}


def manager(api_as: ApiAs) -> ApiUser:
    """Return a client that may make agreements."""
    return api_as("OM")


def test_an_agreement_is_entered_and_read(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    answer = client.send("sales-agreements", NEW, expect=201)

    made = answer.json()
    assert answer["Location"] == f"/api/v1/NL01/sales-agreements/{made['number']}"
    assert (made["customer"], made["status"], made["committed_amount"]) == ("C-100", "on_hold", "5287.50")
    assert [(line["commitment"], line["item"], line["net_amount"]) for line in made["lines"]] == [
        ("quantity", "A", "4287.50"),
        ("value", None, "1000.00"),
    ]
    assert "make_effective" in made["allowed_actions"]


def test_header_and_lines_are_changed_in_one_request(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    number = client.send("sales-agreements", NEW, expect=201).json()["number"]
    lines = [{"line_number": 10, "quantity": "100"}, {"line_number": 20, "remove": True}, {"commitment": "value", "net_amount": "5"}]

    changed = client.change(f"sales-agreements/{number}", {"document_title": "Contract", "lines": lines}, expect=200).json()

    assert (changed["document_title"], changed["committed_amount"]) == ("Contract", "862.50")
    assert [line["line_number"] for line in changed["lines"]] == [10, 30]


def test_the_verbs_follow_the_statuses(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    number = client.send("sales-agreements", NEW, expect=201).json()["number"]

    version = client.send(f"sales-agreements/{number}/confirm", {"mark_as_effective": True, "send": False}, expect=201).json()
    held = client.send(f"sales-agreements/{number}/place-on-hold", {}, expect=200).json()
    refused = client.send(f"sales-agreements/{number}/place-on-hold", {}, expect=409).json()
    again = client.send(f"sales-agreements/{number}/make-effective", {}, expect=200).json()

    assert (version["version"], version["agreement"], version["total_amount"]) == (1, number, "5287.50")
    assert (held["status"], refused["code"], again["status"]) == ("on_hold", "GEN-06", "effective")
    assert client.get(f"{client.base}/agreement-confirmations/{version['number']}").json()["lines"][0]["quantity"] == "500"
    assert client.get(f"{client.base}/agreement-confirmations/{version['number']}/pdf").status_code == 200


def test_what_is_wrong_stands_at_its_property(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    dates = NEW | {"lines": [{"commitment": "value", "net_amount": "5", "effective_date": "2027-01-01"}]}

    late = client.send("sales-agreements", dates, expect=409).json()

    assert (late["code"], late["errors"][0]["field"] if late.get("errors") else late.get("field")) == ("AGR-01", "lines.0.effective_date")


def test_an_agreement_is_copied_and_deleted(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    number = client.send("sales-agreements", NEW, expect=201).json()["number"]

    copy = client.send(f"sales-agreements/{number}/copy", {}, expect=201).json()
    assert client.delete(f"{client.base}/sales-agreements/{number}").status_code == 204

    assert [made.number for made in SalesAgreement.of(company.entity).all()] == [copy["number"]]


def test_a_clerk_reads_but_does_not_make_agreements(company: Company, clerk: ApiUser) -> None:
    assert clerk.send("sales-agreements", NEW).status_code == 403
    assert clerk.get(f"{clerk.base}/sales-agreements").status_code == 200


def test_orders_are_released_and_the_agreement_is_closed(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    number = client.send("sales-agreements", NEW, expect=201).json()["number"]
    client.send(f"sales-agreements/{number}/make-effective", {}, expect=200)

    lines = [{"line_number": 10, "quantity": "100"}]
    made = client.send(f"sales-agreements/{number}/release-order", {"ship_date": "2026-05-04", "lines": lines}, expect=201).json()
    known = client.get(f"{client.base}/sales-agreements/{number}").json()
    open_still = client.send(f"sales-agreements/{number}/close", {}, expect=409).json()
    closed = client.send(f"sales-agreements/{number}/close", {"close_anyway": True}, expect=200).json()

    assert client.get(f"{client.base}/sales-orders/{made['order']}").json()["lines"][0]["unit_price"] == "8.75"
    assert (known["released_amount"], known["remaining_amount"]) == ("857.50", "4430.00")
    assert (open_still["code"], closed["status"]) == ("AGR-03", "closed")


def test_an_agreement_goes_from_entry_to_its_last_invoice(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    number = client.send("sales-agreements", NEW | {"lines": NEW["lines"][:1]}, expect=201).json()["number"]
    address = f"sales-agreements/{number}"
    client.send(f"{address}/make-effective", {}, expect=200)

    for quantity in ("200", "300"):
        release = {"ship_date": "2026-03-05", "lines": [{"line_number": 10, "quantity": quantity}]}
        order = client.send(f"{address}/release-order", release, expect=201).json()["order"]
        deliver(api_as, order)
        [before] = client.read(address)["fulfilment"]
        invoice(api_as, order)
        [after] = client.read(address)["fulfilment"]
        assert (before["delivered"], after["delivered"], after["on_order"]) == (quantity, "0", "0")

    done = client.read(address)
    [line] = done["fulfilment"]
    assert (line["committed"], line["invoiced"], line["remaining"], line["percent"]) == ("500", "500", "0", "100")
    assert (done["released_amount"], done["remaining_amount"]) == ("4287.50", "0.00")
    assert client.send(f"{address}/close", {}, expect=200).json()["status"] == "closed"


def test_an_order_follows_the_agreement_that_it_names(company: Company, api_as: ApiAs) -> None:
    agreement = sales_agreement(company, commitment(company, item="A", quantity="500", unit_price="8.75", discount_percent="2"))
    order = {"customer": "C-100", "requested_ship_date": "2026-11-30", "lines": [{"item": "A", "quantity": "10"}]}
    client = manager(api_as)

    made = client.send("sales-orders", order | {"agreement": agreement.number}, expect=201).json()

    [line] = made["lines"]
    assert (made["agreement"], line["agreement"]) == (agreement.number, {"number": agreement.number, "line_number": 10})
    assert (Decimal(line["unit_price"]), Decimal(line["discount_percent"])) == (Decimal("8.75"), Decimal(2))
    plain = client.send("sales-orders", order, expect=201).json()
    assert (plain["agreement"], plain["lines"][0]["agreement"]) == (None, None)


def test_an_order_follows_no_agreement_that_is_not_effective_or_of_another_customer(company: Company, api_as: ApiAs) -> None:
    waiting = sales_agreement(company, commitment(company, item="A", quantity="5", unit_price="8"), effective=False)
    order = {"customer": "C-100", "lines": [{"item": "A", "quantity": "1"}]}
    client = manager(api_as)

    assert client.send("sales-orders", order | {"agreement": waiting.number}, expect=409).json()["code"] == "AGR-04"
    assert "agreement" in client.send("sales-orders", order | {"agreement": "SA-UNKNOWN"}, expect=422).content.decode()


def test_a_line_is_linked_and_its_link_is_removed(company: Company, api_as: ApiAs) -> None:
    agreement = sales_agreement(company, commitment(company, item="A", quantity="500", unit_price="8.75"))
    order = sales_order(company, ("A", 10, "10.00"), requested_ship_date=date(2026, 11, 30))
    client = manager(api_as)
    wanted = {"order": order.number, "line_number": 10, "agreement": agreement.number, "agreement_line": 10}

    link = client.send("agreement-links", wanted, expect=201).json()

    assert (link["order"], link["agreement"], link["agreement_line"], link["differs"]) == (order.number, agreement.number, 10, False)
    assert client.read(f"agreement-links?order={order.number}")["results"][0]["id"] == link["id"]
    assert client.send(f"agreement-links/{link['id']}/remove", {}, expect=409).json()["code"] == "AGR-09"
    client.send(f"agreement-links/{link['id']}/remove", {"recalculate": True}, expect=204)
    assert client.read(f"agreement-links?order={order.number}")["results"] == []
    client.send("agreement-links", wanted | {"line_number": 99}, expect=422)


def test_terms_of_an_agreement_are_asked_about_over_rest(company: Company, api_as: ApiAs) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), payment_terms=company.terms["N14"])
    client = manager(api_as)
    order = {"customer": "C-100", "agreement": known.number, "lines": [{"item": "A", "quantity": "10"}]}

    asked = client.send("sales-orders", order, expect=409).json()
    applied = client.send("sales-orders", order | {"agreement_terms": True}, expect=201).json()
    kept = client.send("sales-orders", order | {"agreement_terms": False}, expect=201).json()

    assert (asked["code"], asked["severity"], asked["field"]) == ("ORD-36", "question", "agreement_terms")
    assert (applied["payment_terms"], kept["payment_terms"]) == ("N14", "N30")


def test_an_agreement_or_a_release_range_the_wrong_way_round_is_refused_by_field(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    reversed_dates = {"effective_date": "2030-01-01", "expiration_date": "2020-01-01"}
    refused = client.send("sales-agreements", {"customer": "C-100"} | reversed_dates, expect=409).json()
    assert (refused["code"], refused["field"]) == ("AGR-28", "expiration_date")

    number = client.send("sales-agreements", NEW, expect=201).json()["number"]
    refused = client.change(f"sales-agreements/{number}", reversed_dates, expect=409).json()
    assert (refused["code"], refused["field"]) == ("AGR-28", "expiration_date")

    line = {"line_number": 10, "min_release_amount": "10", "max_release_amount": "5"}
    refused = client.change(f"sales-agreements/{number}", {"lines": [line]}, expect=409).json()
    assert (refused["code"], refused["field"]) == ("AGR-27", "lines.0.max_release_amount")


def test_a_commitment_to_a_value_names_no_item(company: Company, api_as: ApiAs) -> None:
    lines = [NEW["lines"][0], {"commitment": "value", "net_amount": "1000", "item": "A"}]

    refused = manager(api_as).send("sales-agreements", NEW | {"lines": lines}, expect=409).json()

    assert (refused["code"], refused["field"]) == ("AGR-29", "lines.1.item")


def test_the_same_goods_are_promised_once_on_a_day_unless_the_first_line_ends_at_its_maximum(company: Company, api_as: ApiAs) -> None:
    client, line = manager(api_as), NEW["lines"][0]

    refused = client.send("sales-agreements", NEW | {"lines": [line, line | {"unit_price": "30"}]}, expect=409).json()
    made = client.send("sales-agreements", NEW | {"lines": [line | {"max_is_enforced": True}, line]}, expect=201).json()
    halves = [line | {"expiration_date": "2026-06-30"}, line | {"effective_date": "2026-07-01"}]
    client.send("sales-agreements", NEW | {"lines": halves}, expect=201)
    endless = {"lines": [{"line_number": 10, "max_is_enforced": False}]}
    again = client.change(f"sales-agreements/{made['number']}", endless, expect=409).json()

    assert (refused["code"], refused["field"]) == ("AGR-30", "lines.1.item")
    assert (again["code"], again["field"]) == ("AGR-30", "lines.0.item")


def test_a_quantity_of_a_commitment_to_an_amount_is_told_not_to_be_ordered(company: Company, api_as: ApiAs) -> None:
    client = manager(api_as)
    number = client.send("sales-agreements", NEW, expect=201).json()["number"]
    client.send(f"sales-agreements/{number}/make-effective", {}, expect=200)
    lines = [{"line_number": 10, "quantity": "3"}, {"line_number": 20, "quantity": "5"}]

    made = client.send(f"sales-agreements/{number}/release-order", {"ship_date": "2026-05-04", "lines": lines}, expect=201).json()

    assert [(notice["code"], notice["params"]["l"]) for notice in made["notices"] if notice["code"] == "AGR-31"] == [("AGR-31", "20")]
