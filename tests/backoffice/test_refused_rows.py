"""A refusal knows its row or its record; REST names the row of the request, whatever the request calls its rows."""

from __future__ import annotations

import pytest

from foundation.backoffice.api.rows import naming_rows, path_of
from foundation.errors import BusinessRuleError, RecordChanged, in_row
from sales.errors import OrderOnHold


def told(refusal: BusinessRuleError, keys: tuple[int, ...] = (), rows: str = "lines") -> str:
    """Return where REST says that a refusal concerns a request of records with some keys."""
    with pytest.raises(BusinessRuleError) as raised, naming_rows(keys, rows):
        raise refusal
    return path_of(raised.value)


def test_a_value_of_a_record_is_named_by_the_row_that_gave_it() -> None:
    assert told(RecordChanged(field="quantity", record=70), (30, 70)) == "lines.1.quantity"


def test_a_record_that_the_request_has_no_row_for_is_not_named() -> None:
    assert told(RecordChanged(field="quantity", record=90), (30, 70)) == ""


def test_rows_are_called_as_the_request_calls_them() -> None:
    assert told(RecordChanged(field="value").at(2), rows="charges") == "charges.2.value"


def test_a_field_of_the_whole_stays_a_field_of_the_whole() -> None:
    assert told(RecordChanged(field="date"), (30,)) == "date"


def test_the_record_of_a_way_out_is_none_of_the_rows() -> None:
    assert told(OrderOnHold(o="SO-1", code="ASK", document="", record=30), (30,)) == ""


def test_what_knows_its_row_keeps_it() -> None:
    with pytest.raises(RecordChanged) as raised, in_row(0, "item"), in_row(3, "quantity"):
        raise RecordChanged()

    assert (raised.value.row, raised.value.field) == (3, "quantity")
