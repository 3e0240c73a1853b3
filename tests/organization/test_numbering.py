"""Continuous numbers: no gap, no duplicate, in the order of the commits (reliability.md §2, invoicing.md chapter 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.organization.errors import DateBeforeLastNumber, NoNumberSequence, SequenceExhausted
from foundation.organization.models import NumberCounter, NumberSequence
from foundation.organization.services.numbering import take_number, take_numbers
from tests.factories.company import Company

DAY = date(2026, 3, 10)
WRITERS = 4
BLOCKS = 10


class Abandoned(Exception):
    """The posting that drew numbers fails."""


def in_threads(work: Callable[[int], None]) -> None:
    """Run the work in several threads, each with a connection of its own."""

    def run(number: int) -> None:
        try:
            work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.scenario("reliability", "REL-10")
@pytest.mark.django_db(transaction=True)
def test_writers_that_race_and_fail_leave_no_gap_and_no_duplicate(company: Company) -> None:
    given: list[str] = []

    def draw(writer: int) -> None:
        for block in range(BLOCKS):
            try:
                with transaction.atomic():
                    numbers = take_numbers(company.entity, "sales_order", 1 + block % 3, DAY)
                    if (writer + block) % 4 == 0:
                        raise Abandoned
            except Abandoned:
                continue
            given.extend(numbers)

    in_threads(draw)

    counter = NumberCounter.objects.get(sequence__reference="sales_order", sequence__legal_entity=company.entity)
    assert sorted(given) == [f"SO-{value:06}" for value in range(1, counter.next)]
    assert len(given) == len(set(given)) > WRITERS


@pytest.mark.scenario("reliability", "REL-10")
@pytest.mark.django_db(transaction=True)
def test_a_second_writer_waits_until_the_first_has_committed(company: Company) -> None:
    drawn, proceed, order = threading.Event(), threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            take_numbers(company.entity, "sales_order", 1, DAY)
            drawn.set()
            proceed.wait(10)
            order.append("first commits")
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert drawn.wait(10)
    threading.Timer(0.3, proceed.set).start()
    number = take_number(company.entity, "sales_order", DAY)
    order.append(number)
    thread.join()

    assert order == ["first commits", "SO-000002"]


@pytest.mark.django_db(transaction=True)
def test_numbers_outside_a_transaction_are_refused(company: Company) -> None:
    with pytest.raises(RuntimeError, match="inside the posting's transaction"):
        take_numbers(company.entity, "sales_order", 1, DAY)


@pytest.mark.scenario("reliability", "REL-11")
def test_a_counter_never_goes_back(company: Company) -> None:
    take_numbers(company.entity, "sales_order", 5, DAY)

    with pytest.raises(DatabaseError, match="A counter only grows: 6 to 3"), transaction.atomic():
        NumberCounter.objects.filter(sequence__reference="sales_order").update(next=3)


def test_a_series_of_a_year_starts_anew_with_each_year(company: Company) -> None:
    assert take_number(company.entity, "invoice_voucher", date(2026, 12, 31)) == "IV26-000001"
    assert take_number(company.entity, "invoice_voucher", date(2027, 1, 1)) == "IV27-000001"
    assert take_number(company.entity, "invoice_voucher", date(2026, 12, 31)) == "IV26-000002"


def test_a_date_before_the_last_number_is_refused_where_dates_follow_numbers(company: Company) -> None:
    take_number(company.entity, "customer_invoice", DAY)

    with pytest.raises(DateBeforeLastNumber, match="Invoices up to 10 Mar 2026 are already numbered"):
        take_number(company.entity, "customer_invoice", date(2026, 3, 9))
    assert take_number(company.entity, "customer_invoice", DAY) == "F2026-000002"


def test_a_series_ends_at_its_largest_number_and_gives_the_block_back(company: Company) -> None:
    NumberSequence.of(company.entity).filter(reference="sales_order").update(largest=3)
    assert take_number(company.entity, "sales_order", DAY) == "SO-000001"

    with pytest.raises(SequenceExhausted, match="at SO-000003"), transaction.atomic():
        take_numbers(company.entity, "sales_order", 3, DAY)
    with transaction.atomic():
        assert take_numbers(company.entity, "sales_order", 2, DAY) == ["SO-000002", "SO-000003"]


def test_a_document_without_a_series_is_refused_by_name(company: Company) -> None:
    with pytest.raises(NoNumberSequence, match="No number series for unheard_of in NL01"):
        take_number(company.entity, "unheard_of", DAY)


def test_letters_in_a_format_are_carried_into_the_next_place(company: Company) -> None:
    sequence = NumberSequence(legal_entity=company.entity, format="{ENTITY}-&#/{MM}")

    assert [sequence.render(value, DAY) for value in (0, 9, 10, 259)] == ["NL01-A0/03", "NL01-A9/03", "NL01-B0/03", "NL01-Z9/03"]
    assert sequence.capacity() == 260
