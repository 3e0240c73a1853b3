"""The set-up of the ledger on screen: accounts, sales tax, cash discounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.ledger.models import ItemSalesTaxGroup, LedgerParameters, MainAccount, PaymentDay, PostingRule, SalesTaxCode, SalesTaxGroup
from foundation.organization.models import AuditEntry
from tests.backoffice.shown_forms import new_line, shown
from tests.factories.company import Company
from tests.web_fixtures import SignIn

HEAD = "/NL01/ledger"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


def code(company: Company) -> SalesTaxCode:
    found: SalesTaxCode = SalesTaxCode.of(company.entity).create(
        legal_entity=company.entity, code="T9", name="Nine", country="NL", category="S"
    )
    return found


def test_an_account_is_made_found_and_deleted(client: Client, company: Company) -> None:
    client.post(f"{HEAD}/accounts/new/", {"number": "4999", "name": "Small things", "kind": "result", "is_active": "on"})
    account = MainAccount.of(company.entity).get(number="4999")

    assert client.get(f"{HEAD}/accounts/?q=small").context["listing"].count == 1
    assert client.get("/NL01/look-up/ledger.mainaccount/?q=4999").json()["hits"][0]["label"] == "Small things"
    assert client.post(f"{HEAD}/accounts/{account.pk}/delete/").status_code == 302
    assert not MainAccount.of(company.entity).filter(number="4999").exists()


def test_an_account_in_use_stays(client: Client, company: Company) -> None:
    PostingRule.of(company.entity).create(
        legal_entity=company.entity, posting_type="revenue", main_account=company.accounts["8000"], tax_group="X"
    )

    answer = client.post(f"{HEAD}/accounts/{company.accounts['8000'].pk}/delete/", follow=True)

    assert "nothing may refer to it" in answer.content.decode()


def test_a_posting_rule_says_which_item_where_it_needs_one(client: Client, company: Company) -> None:
    values = {
        "posting_type": "revenue",
        "main_account": "8000",
        "item_relation": "group",
        "customer_relation": "all",
        "customer_key": "C-1",
    }

    answer = client.post(f"{HEAD}/posting-rules/new/", values)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"item_key", "customer_key"}
    assert client.post(f"{HEAD}/posting-rules/new/", values | {"item_key": "LAMPS", "customer_key": ""}).status_code == 302


def test_a_tax_code_has_rates_over_time(client: Client, company: Company) -> None:
    address = f"{HEAD}/tax-codes/{code(company).pk}/"
    first = new_line(0, valid_from="01-01-2020", valid_to="31-12-2025", rate="9")
    second = new_line(1, valid_from="01-01-2026", rate="9,5")

    answer = client.post(address, shown(client.get(address)) | first | second)

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    listed = client.get(f"{HEAD}/tax-codes/?q=T9").context["listing"].rows.rows[0]
    assert listed.rate_today == Decimal("9.5")
    assert AuditEntry.of(company.entity).filter(object_label="T9", action="changed").exists()


def test_rates_that_overlap_are_refused_in_their_line(client: Client, company: Company) -> None:
    address = f"{HEAD}/tax-codes/{code(company).pk}/"
    first, second = new_line(0, valid_from="01-01-2020", rate="9"), new_line(1, valid_from="01-01-2026", rate="21")

    answer = client.post(address, shown(client.get(address)) | first | second)

    assert answer.status_code == 422
    assert answer.context["lines"].forms[1].non_field_errors()
    assert not code_values(company)


def code_values(company: Company) -> list[date]:
    return list(SalesTaxCode.of(company.entity).get(code="T9").values.values_list("valid_from", flat=True))


def test_a_rate_is_changed_and_another_removed(client: Client, company: Company) -> None:
    made = code(company)
    address = f"{HEAD}/tax-codes/{made.pk}/"
    lines = new_line(0, valid_from="01-01-2020", valid_to="31-12-2025", rate="9") | new_line(1, valid_from="01-01-2026", rate="21")
    client.post(address, shown(client.get(address)) | lines)

    client.post(address, shown(client.get(address)) | {"lines-0-rate": "8", "lines-1-DELETE": "on"})

    assert list(made.values.values_list("valid_from", "rate")) == [(date(2020, 1, 1), Decimal(8))]


def test_a_tax_group_holds_each_code_once(client: Client, company: Company) -> None:
    group = SalesTaxGroup.of(company.entity).create(legal_entity=company.entity, code="G9", name="Nine")
    address, tax = f"{HEAD}/tax-groups/{group.pk}/", code(company)

    twice = new_line(0, tax_code=str(tax.pk)) | new_line(1, tax_code=str(tax.pk))
    once = new_line(0, tax_code=str(tax.pk), reverse_charge="on")

    assert client.post(address, shown(client.get(address)) | twice).status_code == 422
    assert client.post(address, shown(client.get(address)) | once).status_code == 302
    assert list(group.codes.values_list("tax_code__code", "reverse_charge")) == [("T9", True)]
    assert client.get(f"{HEAD}/tax-groups/?q=G9").context["listing"].rows.rows[0].code_list == "T9"
    assert 'value="T9"' in client.get(address).content.decode() or f'value="{tax.pk}" selected' in client.get(address).content.decode()


def test_an_item_tax_group_names_its_codes(client: Client, company: Company) -> None:
    tax = code(company)

    answer = client.post(f"{HEAD}/item-tax-groups/new/", {"code": "IG9", "name": "Nine", "codes": [str(tax.pk)]})

    assert answer.status_code == 302, answer.context["form"].errors
    made = ItemSalesTaxGroup.of(company.entity).get(code="IG9")
    assert list(made.tax_codes.all()) == [tax]
    assert AuditEntry.of(company.entity).filter(object_label="IG9", changes__tax_codes=["", "T9"]).exists()


def test_the_parameters_are_saved(client: Client, company: Company) -> None:
    values: dict[str, Any] = shown(client.get(f"{HEAD}/parameters/")) | {"tax_method": "line"}

    assert client.post(f"{HEAD}/parameters/", values).status_code == 302
    assert LedgerParameters.of(company.entity).tax_method == "line"


def test_payment_days_are_typed_with_commas_or_ticked(client: Client, company: Company) -> None:
    address = f"{HEAD}/payment-days/new/"
    head = {"code": "MID", "name": "Middle and end"}

    assert client.post(address, head).status_code == 422
    assert client.post(address, head | {"days": "0, 40"}).status_code == 422
    assert client.post(address, head | {"days": "31, 15 15", "week": ["5"]}).status_code == 302
    made = PaymentDay.of(company.entity).get(code="MID")
    assert (made.days_of_month, made.weekdays) == ([15, 31], [5])
    assert shown(client.get(f"{HEAD}/payment-days/{made.pk}/"))["days"] == "15, 31"
