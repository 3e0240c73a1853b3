"""Invoice numbers: one series without gaps, in the order of dates and commits (invoicing.md chapter 4)."""

from __future__ import annotations

import random
import threading
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DataError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from foundation.ledger.checks import violations
from foundation.organization.errors import DateBeforeLastNumber
from foundation.organization.models import FiscalPeriod, NumberCounter, NumberSequence
from foundation.organization.services.numbering import find_sequence, take_number
from invoicing.models import CustomerInvoice
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.sales import sales_order

JANUARY_19, JANUARY_20 = date(2026, 1, 19), date(2026, 1, 20)


pytestmark = pytest.mark.usefixtures("in_march")


def numbers(company: Company) -> list[str]:
    """Return the invoice numbers in the order in which the invoices were committed."""
    return list(CustomerInvoice.of(company.entity).order_by("pk").values_list("number", flat=True))


def series(company: Company) -> NumberSequence:
    """Return the number series of customer invoices."""
    return find_sequence(company.entity, "customer_invoice")


def last_drawn(company: Company, value: int, on_date: date) -> None:
    """Let the series stand after a number that was drawn for a date."""
    sequence = series(company)
    NumberCounter.objects.create(sequence=sequence, scope_key=sequence.scope_key(on_date), next=value + 1, last_date=on_date)


@pytest.mark.scenario("invoicing", "S4.1")
@pytest.mark.django_db
def test_a_number_goes_back_with_the_posting_that_failed(company: Company) -> None:
    last_drawn(company, 421, date(2026, 1, 2))
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(2)]

    with pytest.raises(DataError), transaction.atomic():
        post(company, orders[0])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    assert invoice(company, orders[1]).number == "F2026-000422"
    assert numbers(company) == ["F2026-000422"]


@pytest.mark.scenario("invoicing", "S4.2")
@pytest.mark.django_db(transaction=True)
def test_workers_that_post_at_the_same_time_number_without_gap_and_in_the_order_of_commits(company: Company) -> None:
    workers, rounds, chunk = 8, 3, 5
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(workers * rounds * chunk)]
    problems: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for position in range(rounds):
                start = (worker * rounds + position) * chunk
                post(company, *orders[start : start + chunk]).plan.or_raise()
        except BaseException as problem:  # noqa: BLE001 -- a thread must hand its failure to the test
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert sorted(numbers(company)) == [f"F2026-{value:06}" for value in range(1, len(orders) + 1)]
    committed = CustomerInvoice.of(company.entity).annotate(transaction_id=F("pk")).order_by("number").values_list("pk", flat=True)
    blocks = [list(committed)[start : start + chunk] for start in range(0, len(orders), chunk)]
    assert all(block == sorted(block) for block in blocks)


@pytest.mark.scenario("invoicing", "S4.3")
@pytest.mark.django_db
def test_an_invoice_is_not_dated_before_the_last_one_of_its_series(company: Company) -> None:
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(3)]
    invoice(company, orders[0], invoice_date=JANUARY_20)

    with pytest.raises(DateBeforeLastNumber, match="Invoices up to 20 Jan 2026 are already numbered"):
        invoice(company, orders[1], invoice_date=JANUARY_19)

    assert invoice(company, orders[1], invoice_date=JANUARY_20).number == "F2026-000002"


@pytest.mark.scenario("invoicing", "S4.3")
@pytest.mark.django_db
def test_a_series_per_period_goes_on_in_its_month_when_a_later_month_has_begun(company: Company) -> None:
    NumberSequence.of(company.entity).filter(reference="customer_invoice").update(scope="period", format="F{YY}{MM}-####")
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(4)]
    for order, on_date in zip(orders, (JANUARY_20, date(2026, 2, 1), date(2026, 1, 31), date(2026, 2, 2)), strict=True):
        invoice(company, order, invoice_date=on_date)

    assert numbers(company) == ["F2601-0001", "F2602-0001", "F2601-0002", "F2602-0002"]


@pytest.mark.scenario("invoicing", "S4.4")
@pytest.mark.django_db
def test_the_year_of_a_number_is_that_of_the_invoice_date(company: Company) -> None:
    last_drawn(company, 8112, date(2026, 12, 31))
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(2)]

    with time_machine.travel("2027-01-02 10:00Z", tick=False):
        assert FiscalPeriod.of(company.entity).containing(date(2026, 12, 31)).get().status == "open"
        assert invoice(company, orders[0], invoice_date=date(2027, 1, 2)).number == "F2027-000001"
        assert invoice(company, orders[1], invoice_date=date(2026, 12, 31)).number == "F2026-008113"


@pytest.mark.scenario("invoicing", "S4.5")
@pytest.mark.django_db
def test_letters_of_a_number_are_carried_to_the_left(company: Company) -> None:
    sequence = series(company)
    sequence.format, sequence.scope, sequence.smallest = "&&###", "entity", 0
    sequence.save()
    az999 = 26 * 1000 - 1
    assert sequence.render(az999, JANUARY_20) == "AZ999"
    last_drawn(company, az999, JANUARY_20)

    assert take_number(company.entity, "customer_invoice", JANUARY_20) == "BA000"


@pytest.mark.scenario("invoicing", "S4.6")
@pytest.mark.django_db
def test_postings_that_fail_at_any_step_leave_no_gap_and_no_duplicate(company: Company) -> None:
    chance = random.Random(537)
    attempts, wanted_failures = 53, 7
    failing = set(chance.sample(range(1, attempts), wanted_failures))
    with CaptureQueriesContext(connection) as first:
        invoice(company, sales_order(company, ("A", 1, "10.00")))
    for attempt in range(1, attempts):
        order = sales_order(company, ("A", 1, "10.00"))
        if attempt in failing:
            fail_somewhere(company, order, chance.randint(1, len(first) // 2))
        else:
            invoice(company, order)

    expected = [f"F2026-{value:06}" for value in range(1, attempts - wanted_failures + 1)]
    assert numbers(company) == expected
    assert NumberCounter.objects.get(sequence=series(company)).next == len(expected) + 1
    assert violations() == []


@pytest.mark.scenario("reliability", "REL-10")
@pytest.mark.django_db
def test_a_number_without_an_invoice_is_found_by_the_check_of_the_books(company: Company) -> None:
    invoice(company, sales_order(company, ("A", 1, "10.00")))
    assert violations() == []
    with transaction.atomic():
        take_number(company.entity, "customer_invoice", date(2026, 3, 31))

    [found] = violations()
    assert found.check == "REL-10 no gap in the series customer_invoice"


def fail_somewhere(company: Company, order: Any, statement: int) -> None:
    """Post an invoice while the database breaks off at one of the statements that write."""
    seen = 0

    def break_off(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise DataError("The database breaks off.")
        return execute(sql, params, many, context)

    with pytest.raises(DataError), connection.execute_wrapper(break_off), transaction.atomic():
        post(company, order)
