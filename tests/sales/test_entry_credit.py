"""Credit while orders are entered and changed: what is checked, what it does, who may go on (sales.md §10.2, customers.md §3.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.errors import CreditLimitExceeded
from customers.models import Customer, CustomerParameters
from foundation.organization.models import AuditEntry, Membership, Role
from sales.models import SalesOrder, SalesParameters
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.enter_orders import create_orders
from sales.services.entry_credit import CreditAnswer
from tests.api.client import ApiUser
from tests.api.conftest import api_as, clerk  # noqa: F401 -- fixtures
from tests.factories.company import Company
from tests.factories.quotations import quotation
from tests.factories.sales import only_line, order_draft, sales_order
from tests.sales.test_order_form import typed
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db

NEW = "/NL01/sales/orders/new/"


@pytest.fixture
def limited(company: Company) -> Company:
    """C-100 may owe 100, of orders as well; an excess stops."""
    Customer.of(company.entity).filter(account="C-100").update(credit_limit=Decimal(100))
    stops(company, "error")
    check(company, lines=True)
    return company


def stops(company: Company, message: str, **values: Any) -> None:
    """Set what an excess does, for people and for integrations."""
    changes = {"credit_limit_message": message, "credit_limit_message_integration": message, "credit_limit_type": "balance_all"} | values
    CustomerParameters.objects.update_or_create(legal_entity=company.entity, defaults=changes)


def check(company: Company, *, lines: bool = False, rest: bool = True) -> None:
    """Set when credit is checked while orders are entered."""
    SalesParameters.objects.update_or_create(
        legal_entity=company.entity, defaults={"credit_check_on_lines": lines, "credit_check_on_rest": rest}
    )


def change(company: Company, order: SalesOrder, quantity: int, **answer: Any) -> None:
    """Change the quantity of the only line."""
    edit = LineEdit(only_line(order).pk, {"quantity": Decimal(quantity)})
    change_lines(company.entity, order.pk, [edit], company.user("OM"), Answers(overwrite_prices=False, credit=CreditAnswer(**answer)))


def test_lines_are_not_checked_unless_the_parameter_says_so(limited: Company) -> None:
    check(limited, lines=False)

    order = sales_order(limited, ("A", 10, 25))
    change(limited, order, 20)

    assert only_line(order).ordered_quantity == 20


def test_a_new_order_above_the_limit_is_refused_with_the_figures_of_its_value_with_tax(limited: Company) -> None:
    with pytest.raises(CreditLimitExceeded, match=r"limit 100.00, used before 0.00, this document 121.00, over by 21.00"):
        sales_order(limited, ("A", 1, 100))

    assert not SalesOrder.of(limited.entity).exists()


def test_orders_that_are_entered_together_share_the_limit(limited: Company) -> None:
    drafts = [order_draft(limited, ("A", 1, price)) for price in (50, 50, 20)]

    entered = create_orders(limited.entity, drafts, limited.user("OM"))

    assert [(refused.position, refused.error.code) for refused in entered.refused] == [(1, "CU-050")]
    assert sorted(entered.orders) == [0, 2]


def test_a_line_that_makes_the_order_dearer_is_refused_and_one_that_makes_it_cheaper_is_not(limited: Company) -> None:
    stops(limited, "warning")
    order = sales_order(limited, ("A", 2, 100))
    stops(limited, "error")

    with pytest.raises(CreditLimitExceeded, match="this document 363.00"):
        change(limited, order, 3)
    change(limited, order, 1)

    assert only_line(order).ordered_quantity == 1


def test_journals_and_returned_goods_are_never_checked(limited: Company) -> None:
    assert sales_order(limited, ("A", 10, 25), order_type="journal").pk
    assert sales_order(limited, ("A", -10, 25)).pk


def test_an_excess_that_warns_is_told_and_kept_with_who_went_on(limited: Company) -> None:
    stops(limited, "warning")

    entered = create_orders(limited.entity, [order_draft(limited, ("A", 1, 100))], limited.user("OM"))

    assert [notice.code for notice in entered.notices[0]] == ["CU-050"]
    [entry] = AuditEntry.of(limited.entity).filter(action="credit limit exceeded", object_type="sales.salesorder")
    assert entry.object_label == entered.orders[0].number and "over by 21.00" in str(entry.changes)


def test_a_quotation_above_the_limit_does_not_become_an_order(limited: Company) -> None:
    offered = quotation(limited, ("A", 1, 100), expiry_date=limited.entity.today())

    confirmed = confirm_quotations(ConfirmRequest(limited.entity, [offered.pk]), limited.user("OM"))

    assert confirmed.refusals[offered.pk].code == "CU-050"
    assert not SalesOrder.of(limited.entity).exists()


def test_checking_takes_as_many_statements_for_many_orders_as_for_one(limited: Company) -> None:
    stops(limited, "warning")

    def statements(count: int) -> int:
        drafts = [order_draft(limited, ("A", 1, 100), ("B", 1, 100)) for _order in range(count)]
        with CaptureQueriesContext(connection) as captured:
            create_orders(limited.entity, drafts, limited.user("OM"))
        return len(captured)

    statements(1)
    assert statements(1) == statements(9)


def test_who_may_not_overrule_reads_why_and_is_asked_nothing(signed_in_client: SignIn, limited: Company) -> None:
    answer = signed_in_client("OC").post(NEW, typed({"item": "A", "quantity": "1", "unit_price": "100"}))

    assert answer.status_code == 422
    assert "over by 21.00" in str(answer.context["form"].errors)
    assert "overrule_credit" not in answer.context["form"].fields


def test_who_may_overrule_is_asked_once_the_limit_is_exceeded_and_gives_a_reason(signed_in_client: SignIn, limited: Company) -> None:
    person = limited.user("OM")
    Membership.objects.create(user=person, legal_entity=limited.entity, role=Role.objects.get(code="AR"))
    client = signed_in_client("OM")
    order = typed({"item": "A", "quantity": "4"})

    assert 'type="hidden" name="overrule_credit"' in client.get(NEW).content.decode()
    asked = client.post(NEW, order)
    assert asked.status_code == 422 and 'type="checkbox" name="overrule_credit"' in asked.content.decode()
    silent = client.post(NEW, order | {"overrule_credit": "on"})
    assert "credit_reason" in silent.context["form"].errors
    done = client.post(NEW, order | {"overrule_credit": "on", "credit_reason": "Paid in advance"})

    assert done.status_code == 302
    [entry] = AuditEntry.of(limited.entity).filter(action="credit limit exceeded", object_type="sales.salesorder")
    assert (entry.user, entry.reason) == (person, "Paid in advance")


@pytest.mark.scenario("customers", "12")
def test_an_order_of_an_integration_is_made_with_a_warning_or_refused_as_its_own_parameter_says(
    limited: Company,
    clerk: ApiUser,  # noqa: F811
) -> None:
    new = {"customer": "C-100", "order_date": "2026-03-02", "warehouse": "W1", "lines": [{"item": "A", "quantity": "10"}]}
    stops(limited, "error", credit_limit_message_integration="warning")

    made = clerk.send("sales-orders", new, expect=201).json()
    assert [notice["code"] for notice in made["notices"]] == ["CU-050"]

    stops(limited, "warning", credit_limit_message_integration="error")
    refused = clerk.send("sales-orders", new, expect=409).json()
    assert refused["code"] == "CU-050"
    check(limited, rest=False)
    clerk.send("sales-orders", new, expect=201)


def test_an_integration_overrules_with_a_right_and_a_reason_only(
    limited: Company,
    clerk: ApiUser,  # noqa: F811
) -> None:
    new = {"customer": "C-100", "order_date": "2026-03-02", "warehouse": "W1", "lines": [{"item": "A", "quantity": "10"}]}

    assert "credit_reason" in str(clerk.send("sales-orders", new | {"overrule_credit": True}, expect=422).json())
    clerk.send("sales-orders", new | {"overrule_credit": True, "credit_reason": "Paid"}, expect=403)
    manager = limited.user("OM")
    Membership.objects.create(user=manager, legal_entity=limited.entity, role=Role.objects.get(code="AR"))
    ApiUser(manager, "NL01").send("sales-orders", new | {"overrule_credit": True, "credit_reason": "Paid"}, expect=201)
    assert AuditEntry.of(limited.entity).filter(action="credit limit exceeded", reason="Paid").exists()
