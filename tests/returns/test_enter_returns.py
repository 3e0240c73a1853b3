"""What is refused of returns that bring back what invoices sold, each on its own (sales.md §14.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from invoicing.models import CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting, credit_invoice
from returns.errors import MoreThanInvoiced, OtherCustomer, OtherItem
from returns.models import ReturnOrder
from returns.services import enter_returns as entering
from returns.services.enter_returns import EnteredReturns, enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft, plan_returns
from tests.factories.company import Company
from tests.factories.returns import announce, return_reason, sold_line

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def sold(company: Company) -> CustomerInvoiceLine:
    """Twelve pieces that were invoiced."""
    company.user("OC")
    return sold_line(company)


def draft(company: Company, *lines: ReturnLineDraft, customer: str = "C-100") -> ReturnDraft:
    """Return a return as entered."""
    return ReturnDraft(company.customers[customer].pk, lines, return_reason(company))


def part(sold: CustomerInvoiceLine, quantity: int, item_id: int | None = None) -> ReturnLineDraft:
    """Return a part of an invoice line as entered."""
    return ReturnLineDraft(D(quantity), item_id, sold.pk)


def enter(company: Company, *drafts: ReturnDraft) -> EnteredReturns:
    """Enter returns."""
    return enter_returns(company.entity, drafts, company.user("OC"))


def credit(company: Company, sold: CustomerInvoiceLine, quantity: int) -> None:
    """Credit a part of an invoice line."""
    credit_invoice(company.entity, sold.invoice_id, Crediting({sold.pk: D(quantity)}, reason="Damaged"), company.user("OM"))


def test_what_was_credited_cannot_come_back_any_more_and_the_plan_says_so_on_the_line(company: Company, sold: CustomerInvoiceLine) -> None:
    credit(company, sold, 10)

    plan = plan_returns(company.entity, [draft(company, part(sold, 2)), draft(company, part(sold, 3))], None)

    refusal = plan.refusals[1]
    assert (list(plan.returns), refusal.code, refusal.row, refusal.field) == ([0], "RET-04", 0, "quantity")
    assert "at most 0 can be returned (12 sold, 12 already returned)" in str(refusal)


def test_a_return_for_which_too_little_is_left_is_refused_and_the_others_are_entered(company: Company, sold: CustomerInvoiceLine) -> None:
    entered = enter(company, draft(company, part(sold, 5)), draft(company, part(sold, 8)), draft(company, part(sold, 7)))

    assert (list(entered.returns), list(entered.refusals)) == ([0, 2], [1])
    assert isinstance(entered.refusals[1], MoreThanInvoiced)


def test_a_return_for_which_it_became_too_little_before_the_lock_is_refused_alone(
    company: Company, sold: CustomerInvoiceLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_returns(company.entity, [draft(company, part(sold, 3)), draft(company, part(sold, 9))], company.user("OC"))
    announce(company, (sold, 4))
    monkeypatch.setattr(entering, "plan_returns", lambda *_args, **_options: plan)

    entered = enter(company)

    assert (list(entered.returns), {key: (error.row, error.field) for key, error in entered.refusals.items()}) == (
        [0],
        {1: (0, "quantity")},
    )


def test_a_line_of_an_invoice_brings_back_the_item_that_was_sold(company: Company, sold: CustomerInvoiceLine, client: Client) -> None:
    reason = return_reason(company)
    with pytest.raises(OtherItem, match=f"Invoice {sold.invoice} sold item T on this line"):
        enter(company, draft(company, part(sold, 1, company.items["A"].pk))).or_raise()

    client.force_login(company.user("OC"))
    data = {"customer": "C-100", "reason": reason.pk, "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
    line = {"lines-0-item": "A", "lines-0-quantity": "1", "lines-0-invoice_line": sold.pk}
    answer = client.post("/NL01/returns/orders/new/", data | line)

    assert "sold item T on this line" in answer.content.decode()
    assert not ReturnOrder.of(company.entity).exists()


def test_a_line_that_no_invoice_has_is_refused_with_words(company: Company, sold: CustomerInvoiceLine) -> None:
    with pytest.raises(OtherCustomer, match="is not an invoice of customer C-100 in EUR"):
        enter(company, draft(company, ReturnLineDraft(D(1), invoice_line_id=sold.pk + 4711))).or_raise()


def test_an_invoice_of_somebody_else_is_refused_with_the_account_of_the_customer(company: Company, sold: CustomerInvoiceLine) -> None:
    with pytest.raises(OtherCustomer, match=f"Invoice {sold.invoice} is not an invoice of customer C-110 in EUR"):
        enter(company, draft(company, part(sold, 1), customer="C-110")).or_raise()
