"""A hold stops what it is meant to stop, until its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customers.errors import CustomerOnHold, HoldNotForCustomers, ReasonMissing
from customers.holds import HeldAction, check_holds, hold_refusal
from customers.models import Customer, HoldKind
from customers.services.set_hold import release_hold, set_hold
from foundation.organization.models import AuditEntry
from tests.factories.company import Company

EVERYTHING = set(HeldAction)


@pytest.mark.parametrize(
    ("kind", "stopped"),
    [
        (HoldKind.NONE, set()),
        (HoldKind.NEVER, set()),
        (HoldKind.INVOICE, {HeldAction.PACKING_SLIP, HeldAction.INVOICE}),
        (HoldKind.PAYMENT, {HeldAction.REFUND}),
        (HoldKind.ALL, EVERYTHING - {HeldAction.PAYMENT, HeldAction.STATEMENT}),
    ],
)
def test_each_kind_stops_its_documents(company: Company, kind: str, stopped: set[HeldAction]) -> None:
    customer = company.customer("H-1", hold=kind)

    assert {action for action in HeldAction if hold_refusal(customer, action, date(2026, 3, 1))} == stopped


def test_a_hold_is_set_with_a_reason_that_stays_in_the_audit_trail(company: Company) -> None:
    customers = [company.customers["C-100"], company.customers["C-110"]]

    set_hold(company.entity, customers, HoldKind.ALL, reason="bankruptcy", user=company.clerk)

    for customer in customers:
        customer.refresh_from_db()
        assert (customer.hold, customer.hold_reason) == (HoldKind.ALL, "bankruptcy")
    entries = AuditEntry.of(company.entity).filter(action="hold set")
    assert {(entry.object_label, entry.reason, str(entry.changes)) for entry in entries} == {
        (account, "bankruptcy", str({"hold": ["None", "All"]})) for account in ("C-100", "C-110")
    }


def test_a_hold_needs_a_reason_and_its_release_does_not(company: Company) -> None:
    customer = company.customers["C-100"]
    with pytest.raises(ReasonMissing):
        set_hold(company.entity, [customer], HoldKind.ALL, reason=" ", user=company.clerk)
    set_hold(company.entity, [customer], HoldKind.ALL, reason="late", user=company.clerk, until=date(2026, 3, 31))

    release_hold(company.entity, [customer], user=company.clerk)

    customer.refresh_from_db()
    assert (customer.hold, customer.hold_reason, customer.hold_until) == (HoldKind.NONE, "", None)


def test_a_vendor_hold_is_refused(company: Company) -> None:
    with pytest.raises(HoldNotForCustomers, match="vendors only"):
        set_hold(company.entity, [company.customers["C-100"]], "requisition", reason="x", user=company.clerk)


def test_a_hold_ends_by_itself_the_day_after_its_last(company: Company) -> None:
    today = company.entity.today()
    customer = company.customer("H-1", hold=HoldKind.ALL, hold_until=today)

    assert hold_refusal(customer, HeldAction.INVOICE, today) is not None
    assert hold_refusal(customer, HeldAction.INVOICE, today + timedelta(days=1)) is None
    assert list(Customer.of(company.entity).on_hold()) == [customer]
    Customer.of(company.entity).filter(pk=customer.pk).update(hold_until=today - timedelta(days=1))
    assert not Customer.of(company.entity).on_hold().exists()


def test_the_refusal_names_kind_day_and_reason_of_the_first_customer_on_hold(company: Company) -> None:
    held = company.customer("H-1", hold=HoldKind.ALL, hold_reason="fraud", hold_until=date(2026, 3, 31))

    with pytest.raises(CustomerOnHold, match=r"Customer H-1 is on hold \(All, .*2026\): fraud\."):
        check_holds([company.customers["C-100"], held], HeldAction.SALES_ORDER, date(2026, 3, 1))
