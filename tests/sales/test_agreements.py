"""Sales agreements: entered, changed, confirmed, copied and deleted by their services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.documents.models import ArchivedDocument, OutboxMessage
from foundation.errors import BusinessRuleError
from foundation.organization.models import AuditEntry
from foundation.statemachine import ActionNotAllowed
from sales.agreements.errors import (
    AgreementConfirmed,
    AgreementCustomerFixed,
    AgreementExpired,
    AgreementHasOrders,
    AgreementIncomplete,
    CommitmentFixed,
    CommitmentIncomplete,
    CommitmentTooLow,
    LineDatesOutside,
    NothingToRelease,
    ReleaseExceedsMaximum,
    ShipDateOutside,
    StillOpen,
)
from sales.agreements.models import AgreementVersion, SalesAgreement
from sales.agreements.services.agreement_lines import LineEntry
from sales.agreements.services.change_status import (
    close_agreement,
    delete_agreement,
    make_effective,
    put_on_hold,
    reopen_agreement,
    set_status,
)
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.agreements.services.print_agreements import archive_agreement, original_of
from sales.agreements.services.release_order import release_order
from sales.agreements.services.save_agreement import change_agreement, copy_agreement, load_locked
from tests.factories.agreements import category, commitment, commitments_of, current, sales_agreement
from tests.factories.company import Company

pytestmark = pytest.mark.usefixtures("in_march")


def change(company: Company, known: SalesAgreement, *entries: LineEntry, **header: Any) -> SalesAgreement:
    """Change an agreement as its form does."""
    change_agreement(company.entity, known.pk, header, entries, company.user("OM"))
    return current(known)


def test_a_new_agreement_is_on_hold_and_takes_the_customers_terms(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", discount_percent=2), effective=False)

    customer = company.customers["C-100"]
    assert (made.status, made.number[:3], made.currency_id) == ("on_hold", "SA-", customer.currency_id)
    assert (made.payment_terms_id, made.delivery_name) == (customer.payment_terms_id, customer.name)
    assert made.delivery_city != ""


def test_the_committed_amount_of_a_quantity_is_calculated(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", discount_percent=2))

    [line] = commitments_of(made)
    assert (line.net_amount, made.committed_amount, line.unit) == (Decimal("4287.50"), Decimal("4287.50"), company.items["A"].sales_unit)


def test_all_four_kinds_stand_in_one_agreement(company: Company) -> None:
    category(company, "KITCHEN")
    made = sales_agreement(
        company,
        commitment(company, item="A", quantity=10, unit_price=5),
        commitment(company, "product", item="B", net_amount=1000, discount_percent=6),
        commitment(company, "category", category="KITCHEN", net_amount=2000),
        commitment(company, "value", net_amount=3000),
    )

    assert [(line.line_number, line.commitment, line.subject) for line in commitments_of(made)] == [
        (10, "quantity", str(company.items["A"])),
        (20, "product", str(company.items["B"])),
        (30, "category", "Kitchen"),
        (40, "value", ""),
    ]
    assert made.committed_amount == 6050


def test_what_a_kind_does_not_have_is_emptied(company: Company) -> None:
    made = sales_agreement(company, commitment(company, "value", quantity=5, unit_price=3, net_amount=100, discount_percent=4))

    [line] = commitments_of(made)
    assert (line.item, line.quantity, line.unit_price, line.net_amount, line.discount_percent) == (None, None, 0, 100, 4)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"kind": "quantity", "quantity": 5}, "item"),
        ({"kind": "quantity", "item": "A"}, "quantity"),
        ({"kind": "product", "item": "A"}, "net_amount"),
        ({"kind": "category", "net_amount": 5}, "category"),
        ({"kind": "value"}, "net_amount"),
    ],
)
def test_a_commitment_says_what_its_kind_needs(company: Company, values: dict[str, Any], missing: str) -> None:
    with pytest.raises(CommitmentIncomplete) as refused:
        sales_agreement(company, commitment(company, **values))

    assert (refused.value.row, refused.value.field) == (0, missing)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_line_dates_lie_within_the_agreement(company: Company, day: date) -> None:
    with pytest.raises(LineDatesOutside) as refused:
        sales_agreement(company, commitment(company, item="A", quantity=1, effective_date=day))

    assert (refused.value.code, refused.value.row, refused.value.field) == ("AGR-01", 0, "effective_date")


def test_a_shorter_agreement_must_still_hold_its_lines(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=1, expiration_date=date(2026, 11, 30)))

    with pytest.raises(LineDatesOutside):
        change(company, made, expiration_date=date(2026, 10, 31))


def test_an_agreement_without_lines_or_dates_does_not_become_effective(company: Company) -> None:
    empty = sales_agreement(company, effective=False)
    undated = sales_agreement(company, commitment(company, "value", net_amount=5), effective=False, expiration_date=None)

    for known in (empty, undated):
        with pytest.raises(AgreementIncomplete):
            make_effective(company.entity, known.pk, company.user("OM"))


def test_status_goes_back_and_forth_and_an_expired_agreement_stays_closed(company: Company) -> None:
    user, made = company.user("OM"), sales_agreement(company, commitment(company, "value", net_amount=5))

    assert put_on_hold(company.entity, made.pk, user).status == "on_hold"
    with pytest.raises(ActionNotAllowed):
        put_on_hold(company.entity, made.pk, user)
    set_status(company.entity, load_locked(company.entity, made.pk), "close", user)
    assert reopen_agreement(company.entity, made.pk, user).status == "effective"
    change(company, made, effective_date=date(2025, 1, 1), expiration_date=date(2025, 12, 31))
    set_status(company.entity, load_locked(company.entity, made.pk), "close", user)
    with pytest.raises(AgreementExpired):
        reopen_agreement(company.entity, made.pk, user)


def test_a_confirmation_keeps_what_was_agreed(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), effective=False)

    first = confirm_agreement(company.entity, made.pk, company.user("OM"), mark_as_effective=True)
    changed = change(company, made, LineEntry(commitments_of(made)[0].pk, {"quantity": Decimal(600)}))
    assert (changed.status, changed.confirmed_version, changed.changed_since_confirmation) == ("effective", 1, True)
    second = confirm_agreement(company.entity, made.pk, company.user("OM"))

    assert [(version.version, version.lines.get().quantity) for version in (first, second)] == [(1, 500), (2, 600)]
    assert (second.total_amount, current(made).changed_since_confirmation) == (5250, False)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementVersion.of(company.entity).filter(pk=first.pk).update(version=7)


def test_the_paper_of_a_confirmation_is_archived_once_and_prints_every_kind(company: Company) -> None:
    category(company, "KITCHEN")
    made = sales_agreement(
        company,
        commitment(company, item="A", quantity=500, unit_price="8.75", discount_amount="0.10", price_unit=100, max_is_enforced=True),
        commitment(company, "category", category="KITCHEN", net_amount=2000, min_release_amount=50, max_release_amount=500),
        commitment(company, "value", net_amount=100, effective_date=date(2026, 2, 1)),
        document_title="Year contract 2026",
        text="Prices as agreed.",
    )
    version = confirm_agreement(company.entity, made.pk, company.user("OM"))

    archive_agreement(OutboxMessage.of(company.entity).get(kind="archive_agreement"))

    kept = ArchivedDocument.of(company.entity).get(document_type="sales_agreement", object_id=version.pk)
    shown = AgreementVersion.of(company.entity).for_print().get(pk=version.pk)
    assert original_of(shown, user=company.user("OM")).pk == kept.pk


def test_saving_without_a_change_leaves_the_confirmation_valid(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    confirm_agreement(company.entity, made.pk, company.user("OM"))

    changed = change(company, made, LineEntry(commitments_of(made)[0].pk, {"quantity": Decimal("500.0000")}), text="")

    assert not changed.changed_since_confirmation


def test_the_audit_trail_tells_old_and_new(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))

    change(company, made, LineEntry(commitments_of(made)[0].pk, {"unit_price": Decimal(9)}), document_title="Contract")

    told = AuditEntry.of(company.entity).filter(object_type="agreements.salesagreement", action="changed").latest("pk").changes
    assert told["lines.10.unit_price"] == ["8.75", "9"]
    assert told["document_title"] == ["", "Contract"]


def test_a_copy_is_on_hold_and_has_no_dates(company: Company) -> None:
    made = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", max_is_enforced=True))

    copy = copy_agreement(company.entity, made.pk, company.user("OM")).agreement

    [line] = commitments_of(copy)
    assert (copy.status, copy.effective_date, line.quantity, line.unit_price, line.max_is_enforced) == (
        "on_hold",
        None,
        500,
        Decimal("8.75"),
        True,
    )


def test_an_agreement_is_deleted_until_it_was_confirmed(company: Company) -> None:
    free, told = (sales_agreement(company, commitment(company, "value", net_amount=5)) for _number in range(2))
    confirm_agreement(company.entity, told.pk, company.user("OM"))

    delete_agreement(company.entity, free.pk, company.user("OM"))
    with pytest.raises(AgreementConfirmed):
        delete_agreement(company.entity, told.pk, company.user("OM"))

    assert [known.pk for known in SalesAgreement.of(company.entity).all()] == [told.pk]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"unit_price": "-1"}, "PRC-11", "unit_price"),
        ({"unit_price": "1", "discount_amount": "2"}, "PRC-04", "discount_amount"),
        ({"quantity": "99999999999"}, "ORD-47", "quantity"),
        ({"effective_date": date(1999, 1, 1)}, "ORD-48", "effective_date"),
    ],
)
def test_what_is_typed_by_mistake_is_refused_on_its_field(company: Company, values: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(BusinessRuleError) as refused:
        sales_agreement(company, commitment(company, **({"item": "A", "quantity": 1} | values)))

    assert (refused.value.code, refused.value.row, refused.value.field) == (code, 0, field)


def ordered(company: Company, known: SalesAgreement, quantity: int) -> None:
    """Release an order of the first commitment."""
    line = commitments_of(known)[0].pk
    release_order(company.entity, known.pk, date(2026, 4, 10), {line: Decimal(quantity)}, company.user("OM"))


@pytest.mark.parametrize("enforced", [True, False])
def test_a_release_beyond_the_rest_is_refused_or_told(company: Company, enforced: bool) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75", max_is_enforced=enforced))
    line = commitments_of(known)[0].pk

    def release() -> list[str]:
        made = release_order(company.entity, known.pk, date(2026, 4, 10), {line: Decimal(60)}, company.user("OM"))
        return [notice.code for notice in made.notices]

    if enforced:
        with pytest.raises(ReleaseExceedsMaximum):
            release()
    else:
        assert release() == ["AGR-12"]


def test_a_release_takes_terms_and_address_of_the_agreement(company: Company) -> None:
    known = sales_agreement(company, commitment(company, "value", net_amount=500), delivery_name="Side door", delivery_city="Gouda")

    order = release_order(company.entity, known.pk, date(2026, 4, 10), {}, company.user("OM")).order

    assert (order.delivery_name, order.delivery_city, order.requested_ship_date, order.lines.count()) == (
        "Side door",
        "Gouda",
        date(2026, 4, 10),
        0,
    )


def test_a_release_is_within_the_dates_and_names_something(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75"))

    with pytest.raises(ShipDateOutside):
        release_order(company.entity, known.pk, date(2027, 4, 10), {commitments_of(known)[0].pk: Decimal(1)}, company.user("OM"))
    with pytest.raises(NothingToRelease):
        release_order(company.entity, known.pk, date(2026, 4, 10), {}, company.user("OM"))


def test_closing_asks_while_something_is_open(company: Company) -> None:
    known, user = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75")), company.user("OM")
    ordered(company, known, 20)

    with pytest.raises(StillOpen) as asked:
        close_agreement(company.entity, known.pk, user)
    assert "262" in asked.value.params["r"]
    assert close_agreement(company.entity, known.pk, user, close_anyway=True).status == "closed"


def test_what_orders_count_on_stays(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75"))
    ordered(company, known, 20)
    [line] = commitments_of(known)

    with pytest.raises(AgreementHasOrders):
        delete_agreement(company.entity, known.pk, company.user("OM"))
    with pytest.raises(AgreementHasOrders):
        change(company, known, LineEntry(line.pk, remove=True))
    with pytest.raises(CommitmentFixed):
        change(company, known, LineEntry(line.pk, {"item": company.items["B"]}))
    with pytest.raises(AgreementCustomerFixed):
        change(company, known, customer=next(found for account, found in company.customers.items() if account != "C-100"))


@pytest.mark.parametrize("enforced", [True, False])
def test_a_commitment_below_what_was_ordered_is_refused_or_told(company: Company, enforced: bool) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75", max_is_enforced=enforced))
    ordered(company, known, 20)
    entry = LineEntry(commitments_of(known)[0].pk, {"quantity": Decimal(10)})

    if enforced:
        with pytest.raises(CommitmentTooLow) as refused:
            change(company, known, entry)
        assert (refused.value.row, refused.value.field, refused.value.params["r"]) == (0, "quantity", "20")
    else:
        saved = change_agreement(company.entity, known.pk, {}, [entry], company.user("OM"))
        assert [notice.code for notice in saved.notices] == ["AGR-07W"]


def test_the_list_tells_how_far_agreements_are_in_one_statement(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price=10))
    late = sales_agreement(company, commitment(company, "value", net_amount=1000))
    ordered(company, known, 30)

    with CaptureQueriesContext(connection) as captured:
        rows = {row.pk: row for row in SalesAgreement.of(company.entity).for_list()}

    assert len(captured) == 1
    assert (rows[known.pk].released_amount, rows[known.pk].remaining_amount, rows[known.pk].fulfilled_percent) == (300, 200, 60)
    assert [row.pk for row in SalesAgreement.of(company.entity).below_plan()] == [late.pk]
