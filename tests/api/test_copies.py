"""Copying over REST."""

from __future__ import annotations

from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import lines_of, sales_order


def test_lines_of_a_document_are_copied_into_an_order(company: Company, clerk: ApiUser) -> None:
    source, target = sales_order(company, ("A", 9, "24"), ("B", 1)), sales_order(company)
    body = {"sources": [{"kind": "order", "number": source.number, "lines": [{"line_number": 10}]}], "factor": "0.5", "invert": True}

    answer = clerk.send(f"sales-orders/{target.number}/copy-lines", body, expect=200).json()

    assert [(line["item"], line["ordered_quantity"], line["unit_price"]) for line in answer["lines"]] == [("A", "-5", "24.00")]


def test_unknown_kinds_documents_and_lines_are_named(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))
    for source, path in (
        ({"kind": "invented", "number": "1"}, "kind"),
        ({"kind": "order", "number": "1"}, "number"),
        ({"kind": "order", "number": order.number, "lines": [{"line_number": 99}]}, "lines.0.line_number"),
    ):
        problem = clerk.send(f"sales-orders/{order.number}/copy-lines", {"sources": [source]}, expect=422)
        assert f"sources.0.{path}" in problem.content.decode()


def test_options_that_exclude_each_other_are_refused(company: Company, clerk: ApiUser) -> None:
    order = sales_order(company, ("A", 1))
    body = {"sources": [{"kind": "order", "number": order.number}], "precisely": True, "recalculate": True}

    assert clerk.send(f"sales-orders/{order.number}/copy-lines", body, expect=409).json()["code"] == "CPY-01"


def test_an_order_is_copied_into_a_new_one(company: Company, clerk: ApiUser) -> None:
    source = sales_order(company, ("A", 9, "24"))

    made = clerk.send(f"sales-orders/{source.number}/copy", {"order_type": "journal"}, expect=201).json()

    assert made["number"] != source.number and made["order_type"] == "journal"
    assert [line.ordered_quantity for line in lines_of(source)] == [9]
