"""A company is founded by command or on screen, and can post at once."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from customers.charts import DUTCH, ChartChoice
from foundation.inventory.models import Unit, Warehouse
from foundation.ledger.models import ItemSalesTaxGroup, MainAccount, SalesTaxCodeValue, SalesTaxGroup, TermsOfPayment
from foundation.organization.models import AuditEntry, Currency, FiscalPeriod, LegalEntity, Membership, NumberSequence, Role, User
from foundation.organization.scope import entity_scope
from invoicing.models import CustomerInvoice
from tests.backoffice.shown_forms import shown
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.security.database_role import acting_as, make_roles
from tests.web_fixtures import SignIn

PASSWORD = "three-green-bicycles"
PAGE = "/NL01/customers/set-up/legal-entities/new/"
OWN_PAGE = "/NL05/organization/legal-entity/"
LINK = PAGE.removeprefix("/NL01").encode()
ADDRESS = {"street": "Herengracht 100", "postal_code": "1015 BS", "city": "Amsterdam", "vat_number": "NL001234567B01"}
TYPED = {"code": "DE02", "name": "Neu GmbH", "country": "DE", "currency": "EUR", "first_year": "2026", "chart": "eu"}


def founded(code: str, *arguments: str) -> LegalEntity:
    call_command("found_company", code, "Fresh B.V.", *arguments)
    return LegalEntity.objects.get(code=code)


def first_administrator(entity: LegalEntity) -> User:
    with mock.patch("foundation.security.management.commands.create_administrator.getpass", return_value=PASSWORD):
        call_command("create_administrator", "first@example.com", "First", entity.code)
    return User.objects.get(email="first@example.com")


def in_business(entity: LegalEntity, person: User) -> Company:
    """Return the company in the words of the builders, with one person who does everything."""
    for role in ("OM", "WH", "AR"):
        Membership.objects.create(user=person, legal_entity=entity, role=Role.objects.get(code=role))
    return Company(
        entity,
        users=dict.fromkeys(("OM", "WH", "AR", "BC", "OC"), person),
        accounts={row.number: row for row in MainAccount.of(entity)},
        tax_groups={row.code: row for row in SalesTaxGroup.of(entity)},
        item_tax_groups={row.code: row for row in ItemSalesTaxGroup.of(entity)},
        terms={row.code: row for row in TermsOfPayment.of(entity)},
        warehouse=Warehouse.of(entity).get(),
        piece=Unit.objects.get(code="pcs"),
    )


@pytest.mark.django_db
def test_on_an_empty_database_a_company_is_founded_its_administrator_signs_in_and_an_order_becomes_an_invoice(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    entity = founded("NL05", "--country", "NL", "--currency", "EUR", "--year", "2026")
    person = first_administrator(entity)
    browser = Client()
    signed_in = browser.post("/sign-in/", {"username": person.email, "password": PASSWORD})
    home = browser.get("/NL05/")
    browser.post(OWN_PAGE, shown(browser.get(OWN_PAGE)) | ADDRESS)
    entity.refresh_from_db()

    company = in_business(entity, person)
    company.item("A", "25.00", tax="HIGH")
    company.customer("K-00001", tax="DOM")
    with entity_scope(entity):
        order = sales_order(company, ("A", 4), customer="K-00001")
        deliver(company, order)
        invoice(company, order)

    posted = CustomerInvoice.of(entity).get()
    assert signed_in.status_code == 302
    assert home.status_code == 200
    assert posted.invoice_amount == 121
    assert posted.number.endswith("-000001")
    assert browser.get(f"/NL05/invoices/{posted.pk}/").status_code == 200
    call_command("check_ledger")


@pytest.mark.django_db
def test_the_books_hold_two_years_of_months_and_everything_in_the_chart() -> None:
    entity = founded("NL05", "--year", "2026")

    assert list(FiscalPeriod.of(entity).order_by("start_date").values_list("year", "number")) == [
        (year, month) for year in (2026, 2027) for month in range(1, 13)
    ]
    assert FiscalPeriod.of(entity).get(year=2027, number=2).end_date.day == 28
    assert set(MainAccount.of(entity).values_list("number", flat=True)) == set(DUTCH.accounts)
    assert set(NumberSequence.of(entity).values_list("reference", flat=True)) == set(DUTCH.sequences)
    assert AuditEntry.of(entity).filter(action="created", object_type="organization.legalentity", object_id=entity.pk).exists()


@pytest.mark.django_db
def test_a_company_elsewhere_has_the_rates_clock_and_currency_of_its_country() -> None:
    entity = founded("DK01", "--country", "DK", "--currency", "DKK", "--rates", "25.00", "0")

    rates = dict(SalesTaxCodeValue.of(entity).values_list("tax_code__code", "rate"))
    assert (entity.time_zone, entity.currency_id) == ("Europe/Copenhagen", "DKK")
    assert (rates["H25"], rates["L0"]) == (25, 0)


@pytest.mark.django_db
def test_a_currency_without_cents_has_none() -> None:
    founded("JP01", "--country", "JP", "--currency", "JPY", "--rates", "10", "8")

    assert Currency.objects.get(code="JPY").decimals == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "arguments", "sentence"),
    [
        ("nl/1", [], "cannot be the code"),
        ("NL05", ["--country", "XX", "--rates", "1", "0"], "no address format for XX"),
        ("NL05", ["--currency", "XXQ"], "XXQ is no currency"),
        ("NL05", ["--country", "DE"], "enter the rates of VAT"),
        ("NL05", ["--country", "DE", "--rates", "a", "b"], "takes two numbers"),
        ("NL05", ["--country", "DE", "--rates", "190", "7"], "from 0 to 100 percent"),
    ],
)
def test_what_cannot_be_founded_is_refused_with_a_sentence_and_leaves_nothing(code: str, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        founded(code, *arguments)
    assert not LegalEntity.objects.exists()


def test_a_code_that_exists_is_refused_and_the_company_stays_as_it_is(company: Company) -> None:
    with pytest.raises(CommandError, match="There is a legal entity NL01 already"):
        founded("NL01")
    assert LegalEntity.objects.get().name == company.entity.name


def sent(client: Client, **changes: str) -> HttpResponse:
    return client.post(PAGE, TYPED | {"high_rate": "19", "low_rate": "7"} | changes)


def test_an_administrator_founds_a_company_on_screen_and_is_its_administrator(company: Company, signed_in_client: SignIn) -> None:
    client = signed_in_client("AD")
    page = client.get(PAGE)

    answer = sent(client)

    entity = LegalEntity.objects.get(code="DE02")
    assert page.context["form"].initial["chart"] == ChartChoice.DUTCH
    assert answer.url == "/DE02/organization/legal-entity/"
    assert client.get(answer.url).status_code == 200
    assert Membership.objects.get(legal_entity=entity).user == company.user("AD")
    assert LINK in client.get("/entities/").content


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "NL01"}, "code"),
        ({"code": "x y"}, "code"),
        ({"currency": "QQQ"}, "currency"),
        ({"high_rate": "", "low_rate": ""}, "high_rate"),
        ({"first_year": "12"}, "first_year"),
    ],
)
def test_a_refusal_stands_at_its_field(company: Company, signed_in_client: SignIn, changes: dict[str, str], field: str) -> None:
    answer = sent(signed_in_client("AD"), **changes)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert LegalEntity.objects.count() == 1


def test_others_neither_see_nor_open_the_page(company: Company, signed_in_client: SignIn) -> None:
    client = signed_in_client("AR")

    assert client.get(PAGE).status_code in (403, 404)
    assert LINK not in client.get("/entities/").content


def test_a_company_is_founded_with_the_rights_of_the_application_too(company: Company, signed_in_client: SignIn) -> None:
    make_roles()
    client = signed_in_client("AD")
    with acting_as("app"):
        assert sent(client).status_code == 302
