"""The set-up of customers: who may see and change it, and what its records refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.errors import ProfileAccountNotSummary
from customers.models import CreditGroup, Customer, CustomerGroup, CustomerParameters, CustomerPostingProfile, CustomerPostingProfileLine
from customers.posting_profiles import PostingProfiles
from customers.services.save_posting_profile import save_posting_profile
from foundation.organization.models import AuditEntry
from tests.factories.company import Company
from tests.web_fixtures import SignIn

BASE = "/NL01/customers/set-up/"
PARTS = {
    "groups": ("OC OM BC AR AU AD", "AR"),
    "discount-groups": ("OC OM BC AR AU AD", "OM AR"),
    "delivery-terms": ("OC OM BC AR AU AD", "OM AR"),
    "delivery-modes": ("OC OM BC AR AU AD", "OM AR"),
    "payment-methods": ("BC AR AU AD", "AR"),
    "posting-profiles": ("BC AR AU AD", "AR"),
    "credit-groups": ("OC OM BC AR AU", "AR"),
}
SENT: dict[str, dict[str, Any]] = {
    "groups": {"code": "EXPORT", "name": "Export"},
    "discount-groups": {"kind": "price", "code": "RETAIL", "name": "Retail"},
    "delivery-terms": {"code": "EXW", "names_en": "Ex works", "names_nl": "Af fabriek"},
    "delivery-modes": {"code": "POST", "names_en": "By post", "names_nl": "Per post", "transport_days": "2"},
    "payment-methods": {"code": "CARD", "name": "Card", "means_code": "48"},
    "credit-groups": {"code": "ACME", "name": "Acme group", "limit": "20000", "currency": "EUR"},
}
ROLES = ("OC", "OM", "WH", "BC", "AR", "MK", "AU", "AD")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


@pytest.mark.parametrize("part", PARTS)
def test_the_set_up_is_seen_and_changed_by_the_roles_of_the_matrix(signed_in_client: SignIn, company: Company, part: str) -> None:
    see, change = PARTS[part]

    seen = {role for role in ROLES if signed_in_client(role).get(f"{BASE}{part}/").status_code == 200}
    changed = {role for role in ROLES if signed_in_client(role).post(f"{BASE}{part}/new/", {}).status_code != 403}

    assert seen == set(see.split())
    assert changed == set(change.split())


@pytest.mark.parametrize("part", SENT)
def test_a_record_is_made_shown_and_deleted(client: Client, company: Company, part: str) -> None:
    made = client.post(f"{BASE}{part}/new/", SENT[part])
    assert made.status_code == 302, made.context["form"].errors

    page = client.get(f"{BASE}{part}/", {"q": SENT[part]["code"]})
    [record] = page.context["listing"].rows.rows
    asked = client.get(f"{BASE}{part}/{record.pk}/delete/")
    deleted = client.post(f"{BASE}{part}/{record.pk}/delete/")

    assert asked.status_code == 200
    assert deleted["Location"] == f"{BASE}{part}/"
    assert [entry.action for entry in AuditEntry.of(company.entity).filter(object_id=record.pk).order_by("pk")][:2] == [
        "created",
        "deleted",
    ]


def test_a_group_with_customers_is_not_deleted(client: Client, company: Company) -> None:
    group = CustomerGroup.of(company.entity).get(code="DOMESTIC")

    answer = client.post(f"{BASE}groups/{group.pk}/delete/", follow=True)

    assert CustomerGroup.of(company.entity).filter(pk=group.pk).exists()
    assert "C-100" in answer.content.decode()


def test_a_customer_starts_with_what_its_group_says(client: Client, company: Company) -> None:
    profile = CustomerPostingProfile.of(company.entity).get(code="GEN")
    sent = SENT["groups"] | {"payment_terms": company.terms["N14"].pk, "posting_profile": profile.pk}
    assert client.post(f"{BASE}groups/new/", sent).status_code == 302

    new = {"kind": "organisation", "name": "Far away", "group": CustomerGroup.of(company.entity).get(code="EXPORT").pk}
    new |= {"currency": "EUR", "country": "NL", "partial_delivery": "allowed", "credit_limit": "0"}
    client.post("/NL01/customers/customers/new/", new)

    customer = Customer.of(company.entity).get(party__name="Far away")
    assert (customer.payment_terms, customer.posting_profile) == (company.terms["N14"], profile)


def test_a_credit_group_counts_its_members_of_all_legal_entities(client: Client, company: Company, other_company: Company) -> None:
    group = CreditGroup.objects.create(code="ACME", name="Acme", limit=1000, currency_id="EUR")
    company.customer("M-1", credit_group=group)
    other_company.customer("M-2", credit_group=group)

    [row] = client.get(f"{BASE}credit-groups/").context["listing"].rows.rows

    assert row.members == 2


def profile_lines(company: Company, *lines: tuple[str, str, str], initial: int = 0, **head: str) -> dict[str, str]:
    """What a filled-in form of a posting profile sends; accounts by their number."""
    sent = {"code": "PREPAID", "name": "Prepaid", "lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": str(initial)} | head
    for index, (relation, key, account) in enumerate(lines):
        sent |= {
            f"lines-{index}-relation": relation,
            f"lines-{index}-key": key,
            f"lines-{index}-summary_account": str(company.accounts[account].pk),
        }
    return sent


def test_a_posting_profile_is_saved_with_its_rules_and_becomes_the_default(client: Client, company: Company) -> None:
    domestic, foreign = company.accounts["1300"].pk, company.accounts["1310"].pk
    rules = (("all", "ignored", "1300"), ("group", "FOREIGN", "1310"), ("table", "C-200", "1300"))

    answer = client.post(f"{BASE}posting-profiles/new/", profile_lines(company, *rules, is_default="on"))

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["lines"].errors)
    profiles = PostingProfiles.load(company.entity)
    assert profiles.default is not None and profiles.default.code == "PREPAID"
    assert CustomerPostingProfile.of(company.entity).filter(is_default=True).count() == 1
    found = [profiles.summary_account(company.customers[account]) for account in ("C-100", "C-200", "C-300")]
    assert found == [domestic, domestic, foreign]
    assert client.get(f"{BASE}posting-profiles/{profiles.default.pk}/").status_code == 200


def test_a_rule_about_nobody_or_on_a_plain_account_is_refused_in_its_line(client: Client, company: Company) -> None:
    nobody = client.post(f"{BASE}posting-profiles/new/", profile_lines(company, ("all", "", "1300"), ("group", "NOPE", "1300")))
    revenue = client.post(f"{BASE}posting-profiles/new/", profile_lines(company, ("all", "", "8000")))

    assert (nobody.status_code, revenue.status_code) == (422, 422)
    assert "NOPE" in str(nobody.context["lines"].forms[1].errors["key"])
    assert "summary_account" in revenue.context["lines"].forms[0].errors
    assert not CustomerPostingProfileLine.of(company.entity).filter(profile__code="PREPAID").exists()


def test_parameters_are_saved_by_the_administrator_only(signed_in_client: SignIn, company: Company) -> None:
    sent = {
        "credit_limit_type": "balance_all",
        "credit_check_on": "invoice_account",
        "credit_limit_message": "error",
        "credit_limit_message_integration": "warning",
        "require_identification": "minimum",
        "identification_limit": "2500",
        "vat_check": "error",
        "overdue_block_days": "30",
    }

    answer = signed_in_client("AD").post(f"{BASE}parameters/", sent)

    assert answer.status_code == 302, answer.context["form"].errors
    saved = CustomerParameters.of(company.entity)
    assert (saved.credit_limit_type, saved.identification_limit, saved.check_credit_on_invoice) == ("balance_all", 2500, False)
    assert signed_in_client("AR").get(f"{BASE}parameters/").status_code == 200
    assert signed_in_client("AR").post(f"{BASE}parameters/", sent).status_code == 403
    assert signed_in_client("OC").get(f"{BASE}parameters/").status_code == 403


def test_the_set_up_of_another_entity_cannot_be_reached(client: Client, company: Company, other_company: Company) -> None:
    group = CustomerGroup.of(other_company.entity).get(code="DOMESTIC")

    assert client.get(f"{BASE}groups/{group.pk}/").status_code == 404
    assert client.post(f"{BASE}groups/{group.pk}/delete/").status_code == 404


def test_balances_are_booked_on_summary_accounts_only(company: Company) -> None:
    profile = CustomerPostingProfile.of(company.entity).get(code="GEN")
    line = CustomerPostingProfileLine(legal_entity=company.entity, relation="table", key="C-100", summary_account=company.accounts["8000"])

    with pytest.raises(ProfileAccountNotSummary) as refused:
        save_posting_profile(company.entity, profile, {0: line}, [], user=company.clerk)

    assert (refused.value.row, refused.value.field) == (0, "summary_account")
