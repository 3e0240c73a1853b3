"""Selections of batch jobs (invoicing.md 3.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.batch.criteria import Criteria, CriteriaField, FieldType
from foundation.batch.errors import CriterionNotValid, QueryFieldGone
from foundation.batch.handlers import Selection
from foundation.inventory.models import Item

FIELDS = [
    CriteriaField("number", "Item number", "number"),
    CriteriaField("group", "Item group", "item_group__code", FieldType.CHOICE),
    CriteriaField("price", "Price", "sales_price", FieldType.NUMBER),
    CriteriaField("date", "Date", "created_on", FieldType.DATE),
    CriteriaField("blocked", "Blocked", "is_blocked", FieldType.BOOLEAN),
]
TODAY = date(2026, 2, 18)


def criteria(*rows: tuple[str, str, list[str]]) -> Criteria:
    """Return criteria from short rows."""
    return Criteria.parse([{"field": field, "operator": operator, "values": values} for field, operator, values in rows], FIELDS)


def test_rows_are_joined_by_and_and_values_of_a_row_by_or(company):
    numbers = list(Item.of(company.entity).order_by("number").values_list("number", flat=True))
    first, second = numbers[:2]

    either = Item.of(company.entity).filter(criteria(("number", "=", [first, second])).as_q(TODAY))
    neither = Item.of(company.entity).filter(criteria(("number", "=", [first]), ("number", "=", [second])).as_q(TODAY))

    assert sorted(either.values_list("number", flat=True)) == [first, second]
    assert not neither.exists()


@pytest.mark.parametrize(
    ("operator", "values", "kept"),
    [
        ("!=", ["B"], ["A", "C"]),
        ("between", ["A", "B"], ["A", "B"]),
        ("<", ["B"], ["A"]),
        (">=", ["B"], ["B", "C"]),
        ("begins", ["b", "c"], ["B", "C"]),
        ("contains", ["a"], ["A"]),
        ("empty", [], []),
    ],
)
def test_every_operator_compares(company, operator, values, kept):
    names = dict(zip(Item.of(company.entity).order_by("number").values_list("pk", flat=True), "ABC", strict=False))
    for key, letter in names.items():
        Item.of(company.entity).filter(pk=key).update(number=letter)

    chosen = Item.of(company.entity).filter(pk__in=names).filter(criteria(("number", operator, values)).as_q(TODAY))

    assert sorted(chosen.values_list("number", flat=True)) == kept


def test_a_field_that_is_not_offered_any_more_is_refused_by_name():
    with pytest.raises(QueryFieldGone) as refused:
        criteria(("colour", "=", ["red"]))

    assert refused.value.code == "INV-304"
    assert str(refused.value) == "The selection uses field colour, which no longer exists."


@pytest.mark.parametrize(
    ("field", "operator", "values"),
    [
        ("number", "like", ["A"]),
        ("group", "contains", ["A"]),
        ("price", "=", ["ten"]),
        ("price", "=", ["NaN"]),
        ("price", "between", ["1"]),
        ("price", "=", []),
        ("date", ">", ["yesterday"]),
        ("blocked", "=", ["maybe"]),
    ],
)
def test_operators_and_values_must_suit_the_field(field, operator, values):
    with pytest.raises(CriterionNotValid):
        criteria((field, operator, values))


def test_the_history_keeps_the_resolved_dates():
    rows = criteria(("date", ">=", ["start_of_month(-1)"]), ("price", "<", ["9.5"])).as_run(TODAY)

    assert [row["resolved"] for row in rows] == [["2026-01-01"], ["9.5"]]
    assert FIELDS[2].value("9.5", TODAY) == Decimal("9.5")


def test_a_selection_narrows_by_criteria_and_sorts(company):
    numbers = sorted(Item.of(company.entity).values_list("number", flat=True))
    selection = Selection(company.entity, {}, criteria(("number", "in", numbers[:3])), ("-number",), TODAY)

    found = selection.narrow(Item.of(company.entity))

    assert [item.number for item in found] == sorted(numbers[:3], reverse=True)


def test_a_fixed_list_ignores_the_criteria(company):
    item = Item.of(company.entity).first()
    selection = Selection(company.entity, {}, criteria(("number", "=", ["no such item"])), (), TODAY, keys=(item.pk,))

    assert list(selection.narrow(Item.of(company.entity))) == [item]
