"""The organization on screen: legal entity, numbers, periods, currencies, people, audit trail."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from foundation.ledger import checks
from foundation.organization.models import (
    AuditEntry,
    ExchangeRate,
    FiscalPeriod,
    LegalEntity,
    Membership,
    NumberCounter,
    NumberSequence,
    Role,
    User,
)
from foundation.organization.services.numbering import take_number
from foundation.security.models import PasswordLink
from tests.backoffice.shown_forms import new_line, shown
from tests.factories.company import Company
from tests.web_fixtures import SignIn

HEAD = "/NL01/organization"


def _drawn() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(content, "PNG")
    return content.getvalue()


PNG = _drawn()


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in administrator."""
    return signed_in_client("AD")


def test_the_legal_entity_is_changed_by_the_administrator_and_read_by_the_auditor(
    client: Client, company: Company, signed_in_client: SignIn
) -> None:
    address = f"{HEAD}/legal-entity/"
    values = shown(client.get(address)) | {"name": "Lamps and more", "iban": "nl91 abna 0417 1643 00"}

    answer = client.post(address, values)
    assert answer.status_code == 302, answer.context["form"].errors
    stored = LegalEntity.objects.get(code="NL01")
    assert (stored.name, stored.iban) == ("Lamps and more", "NL91ABNA0417164300")
    assert client.post(address, values | {"iban": "NL92ABNA0417164300"}).status_code == 422
    assert signed_in_client("AU").get(address).status_code == 200
    assert signed_in_client("AU").post(address, values).status_code == 403


def test_a_sequence_that_gave_out_numbers_keeps_its_scope(client: Client, company: Company) -> None:
    sequence = NumberSequence.of(company.entity).get(reference="packing_slip")
    take_number(company.entity, "packing_slip", company.entity.today())
    address = f"{HEAD}/numbers/{sequence.pk}/"
    values = shown(client.get(address))

    answer = client.post(address, values | {"scope": "period"})

    assert answer.status_code == 422
    assert "has given out numbers already" in str(answer.context["form"].errors["scope"])
    assert client.post(address, values | {"name": "Slips"}).status_code == 302


def test_the_next_number_is_raised_and_never_lowered(client: Client, company: Company) -> None:
    sequence = NumberSequence.of(company.entity).get(reference="packing_slip")
    scope = sequence.scope_key(company.entity.today())
    address = f"{HEAD}/numbers/{sequence.pk}/raise/"

    assert client.post(address, {"scope_key": scope, "number": "50"}).status_code == 302
    refused = client.post(address, {"scope_key": scope, "number": "49"})

    assert NumberCounter.objects.get(sequence=sequence, scope_key=scope).next == 50
    assert "is not above the last used number" in str(refused.context["form"].errors["number"])
    assert client.post(address, {"scope_key": scope, "number": "9" * 15}).status_code == 422
    assert "50" in client.get(f"{HEAD}/numbers/{sequence.pk}/").content.decode()
    assert AuditEntry.of(company.entity).filter(object_type="organization.numbersequence", action="changed").exists()


def test_a_period_is_held_for_a_module_and_closed_for_good(client: Client, company: Company) -> None:
    period = FiscalPeriod.of(company.entity).first()
    address = f"{HEAD}/periods/{period.pk}/"

    assert client.post(address, {"status": "open", "held_modules": ["sales"]}).status_code == 302
    period.refresh_from_db()
    assert period.held_modules == ["sales"]
    assert client.post(address, {"status": "closed"}).status_code == 302
    reopened = client.post(address, {"status": "open"})
    assert "cannot be undone" in str(reopened.context["form"].errors["status"])


def test_a_period_is_not_closed_while_the_books_are_wrong(client: Client, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks._CHECKS, "always wrong", "SELECT 1")
    period = FiscalPeriod.of(company.entity).first()

    answer = client.post(f"{HEAD}/periods/{period.pk}/", {"status": "closed"})

    assert "mend the books first" in str(answer.context["form"].errors["status"])


def test_the_next_fiscal_year_is_offered_and_added_once(client: Client, company: Company) -> None:
    values = shown(client.get(f"{HEAD}/periods/new/"))
    last = FiscalPeriod.of(company.entity).last_one()

    assert client.post(f"{HEAD}/periods/new/", values).status_code == 302
    added = FiscalPeriod.of(company.entity).filter(year=last.year + 1).order_by("number")
    assert [len(added), added[0].start_date, added[11].end_date] == [12, last.day_after, date(last.day_after.year, 12, 31)]
    assert client.post(f"{HEAD}/periods/new/", values).status_code == 422


def test_an_exchange_rate_is_made_and_a_rate_to_itself_is_not(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("AR")
    client.post(f"{HEAD}/currencies/new/", {"code": "chf", "decimals": "2", "rounding_step": "0.05"})
    values = shown(client.get(f"{HEAD}/rates/new/")) | {"from_currency": "CHF", "rate": "0,95", "factor": "1"}

    assert client.post(f"{HEAD}/rates/new/", values).status_code == 302
    assert str(ExchangeRate.objects.get(from_currency="CHF").rate.normalize()) == "0.95"
    assert client.post(f"{HEAD}/rates/new/", values | {"from_currency": "EUR"}).status_code == 422


def test_a_person_is_let_in_with_a_role_and_can_sign_in(client: Client, company: Company) -> None:
    clerk = Role.objects.get(code="OC")
    head = {"name": "Anna", "email": "Anna@Example.com", "language": "nl", "is_active": "on"}
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"} | new_line(0, role=str(clerk.pk), manual_discount_limit="5")

    answer = client.post(f"{HEAD}/users/new/", head | lines)

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    anna = User.objects.get(email="anna@example.com")
    assert PasswordLink.objects.get(user=anna).purpose == "invitation"
    assert [row.role_list for row in client.get(f"{HEAD}/users/?q=anna").context["listing"].rows.rows] == ["Order clerk"]
    assert client.post(f"{HEAD}/users/new/", head | lines | {"email": "no address"}).status_code == 422


def test_a_person_of_another_entity_gets_roles_here_and_keeps_the_password(
    client: Client, company: Company, other_company: Company
) -> None:
    known = other_company.user("MK")
    head = {"name": "Somebody", "email": known.email, "language": "en", "is_active": "on"}
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"} | new_line(
        0, role=str(Role.objects.get(code="OC").pk), manual_discount_limit="5"
    )

    assert client.get(f"{HEAD}/users/{known.pk}/").status_code == 404
    answer = client.post(f"{HEAD}/users/new/", head | lines)
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)

    known.refresh_from_db()
    assert known.check_password("a-long-password")
    assert not PasswordLink.objects.exists()
    assert Membership.objects.filter(user=known).count() == 2


@pytest.mark.parametrize("changed", [{"kind": "integration"}, {"email": "mine@example.com"}, {"name": "Mine"}, {"is_active": ""}])
def test_the_account_of_a_person_whom_another_legal_entity_manages_too_cannot_be_changed(
    client: Client, company: Company, other_company: Company, changed: dict[str, str]
) -> None:
    known = other_company.user("AR")
    role = Role.objects.get(code="OC")
    Membership.objects.create(user=known, legal_entity=company.entity, role=role)
    address = f"{HEAD}/users/{known.pk}/"
    before = User.objects.filter(pk=known.pk).values().get()

    page = client.get(address)
    assert all(field.disabled for field in page.context["form"].fields.values())
    answer = client.post(address, shown(page) | changed | {"lines-0-posting_limit": "50"})

    assert answer.status_code == 302, answer.context["form"].errors
    assert User.objects.filter(pk=known.pk).values().get() == before
    assert Membership.objects.get(user=known, role=role).posting_limit == 50


def test_who_changes_users_in_every_legal_entity_of_a_person_changes_the_account(
    client: Client, company: Company, other_company: Company
) -> None:
    known = other_company.user("AR")
    Membership.objects.create(user=known, legal_entity=company.entity, role=Role.objects.get(code="OC"))
    Membership.objects.create(user=company.user("AD"), legal_entity=other_company.entity, role=Role.objects.get(code="AD"))
    address = f"{HEAD}/users/{known.pk}/"

    assert client.post(address, shown(client.get(address)) | {"name": "Known"}).status_code == 302
    assert User.objects.get(pk=known.pk).name == "Known"


def test_a_role_is_given_once_and_the_last_administrator_stays(client: Client, company: Company) -> None:
    admin = company.user("AD")
    address = f"{HEAD}/users/{admin.pk}/"
    role = Membership.objects.get(user=admin).role

    twice = client.post(address, shown(client.get(address)) | new_line(1, role=str(role.pk), manual_discount_limit="5"))
    gone = client.post(address, shown(client.get(address)) | {"lines-0-DELETE": "on"})

    assert twice.status_code == gone.status_code == 422
    assert twice.context["lines"].forms[1].errors, (twice.context["form"].errors, twice.context["lines"].errors)
    assert "keep one administrator" in str(gone.context["form"].errors)
    assert Membership.objects.filter(user=admin).count() == 1


def test_the_audit_trail_says_who_changed_what(client: Client, company: Company, signed_in_client: SignIn) -> None:
    address = f"{HEAD}/legal-entity/"
    client.post(address, shown(client.get(address)) | {"city": "Utrecht"})

    page = signed_in_client("AU").get(f"{HEAD}/audit/?q=NL01").content.decode()

    assert "→ Utrecht" in page
    assert signed_in_client("OC").get(f"{HEAD}/audit/").status_code == 403


def test_a_logo_is_a_picture_of_bearable_size(client: Client, company: Company) -> None:
    address = f"{HEAD}/legal-entity/"

    def send(content: bytes, name: str = "logo.png") -> HttpResponse:
        return client.post(address, shown(client.get(address)) | {"logo_file": SimpleUploadedFile(name, content)})

    assert client.get(f"{address}logo/").status_code == 404
    assert ".jpeg, .jpg, .png" in str(send(b"%PDF-1.7", "logo.pdf").context["form"].errors)
    assert "logo.svg cannot be attached" in str(send(b"<svg></svg>", "logo.svg").context["form"].errors)
    assert "is damaged" in str(send(b"<svg></svg>").context["form"].errors)
    assert "is larger than 512 kB" in str(send(PNG + bytes(600_000)).context["form"].errors)
    assert send(PNG).status_code == 302
    assert f"{address}logo/" in client.get(address).content.decode()
    seen = client.get(f"{address}logo/")
    assert seen["Content-Type"] == "image/png"
    assert Image.open(BytesIO(seen.content)).size == (40, 20)
    assert client.post(address, shown(client.get(address)) | {"remove_logo": "on"}).status_code == 302
    assert not bytes(LegalEntity.objects.get(code="NL01").logo)
