"""Inserts from arrays: every value arrives as it was given, and the database still has the last word."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from foundation.database.fast_insert import insert_objects, insert_rows
from foundation.ledger.models import TermsOfPayment
from foundation.organization.models import AuditEntry, FiscalPeriod
from tests.factories.company import Company

pytestmark = pytest.mark.django_db

AWKWARD = ("plain", "", "NULL", 'a "quote" and a \\ backslash', "{braces, commas}", "line\nbreak", "50 %", "é ✓ 漢字", " blank ")


def entry(company: Company, text: str, **values: object) -> AuditEntry:
    defaults = {"legal_entity": company.entity, "action": "test", "object_type": "x.y", "object_id": 1, "object_label": text}
    return AuditEntry(**defaults | values)


def test_texts_arrive_as_they_are(company: Company) -> None:
    written = insert_objects([entry(company, text, changes={"field": [text, None]}) for text in AWKWARD])

    read = {known.pk: known for known in AuditEntry.of(company.entity).filter(pk__in=[known.pk for known in written])}
    assert [read[known.pk].object_label for known in written] == list(AWKWARD)
    assert [read[known.pk].changes["field"][0] for known in written] == list(AWKWARD)


@pytest.mark.parametrize("count", [1, 3])
def test_objects_get_their_keys_and_times(company: Company, count: int) -> None:
    written = insert_objects([entry(company, f"{number}") for number in range(count)])

    assert [known.object_label for known in AuditEntry.of(company.entity).filter(action="test").order_by("pk")] == [
        f"{number}" for number in range(count)
    ]
    assert [known.pk for known in written] == sorted(known.pk for known in written)
    assert not any(known._state.adding for known in written)


def test_numbers_dates_nothing_and_truth_arrive_as_they_are(company: Company) -> None:
    names = ("legal_entity_id", "year", "number", "start_date", "end_date")
    days = [(date(2040, 1, 1), date(2040, 1, 31)), (date(2040, 2, 1), date(2040, 2, 29))]

    keys = insert_rows(FiscalPeriod, names, [(company.entity.pk, 2040, number, *span) for number, span in enumerate(days, start=1)])

    found = FiscalPeriod.of(company.entity).filter(pk__in=keys).order_by("pk")
    assert list(found.values_list("start_date", "end_date")) == days
    assert list(found.values_list("number", flat=True)) == [1, 2]
    assert {known.status for known in found} == {"open"}  # the model's own default


def test_rows_of_any_number_take_one_statement(company: Company) -> None:
    with CaptureQueriesContext(connection) as one:
        insert_objects([entry(company, "one")])
    with CaptureQueriesContext(connection) as many:
        insert_objects([entry(company, f"{number}") for number in range(200)])

    assert len(one) == len(many) == 1


def test_no_rows_take_no_statement(company: Company) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert insert_objects([]) == []
        assert insert_rows(AuditEntry, ("action",), []) == []

    assert not captured.captured_queries


def test_a_text_that_is_too_long_is_refused_and_not_cut(company: Company) -> None:
    with pytest.raises(DataError):
        insert_objects([entry(company, "x" * 121)])


def test_constraints_hold(company: Company) -> None:
    known = TermsOfPayment.of(company.entity).first()
    twice = TermsOfPayment(legal_entity=company.entity, code=known.code, names={}, days=Decimal(1))

    with pytest.raises(IntegrityError):
        insert_objects([twice])


def test_a_field_without_default_must_be_named(company: Company) -> None:
    with pytest.raises(ValueError, match="must be named"):
        insert_rows(FiscalPeriod, ("legal_entity_id", "year"), [(company.entity.pk, 2041)])
