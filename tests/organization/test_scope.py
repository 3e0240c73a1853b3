"""The scope of a legal entity: rows of another one cannot be reached by accident (reliability.md §10)."""

from __future__ import annotations

import pytest

from customers.models import Customer
from foundation.organization.access import access_for
from foundation.organization.errors import PermissionMissing
from foundation.organization.models import LegalEntity, Membership
from foundation.organization.scope import OutsideEntityScopeError, entity_scope
from tests.factories.company import Company


@pytest.mark.scenario("reliability", "REL-22")
def test_rows_are_out_of_reach_until_an_entity_is_named(company: Company) -> None:
    with pytest.raises(OutsideEntityScopeError, match=r"use Customer.of\(entity\)"):
        Customer.objects.count()


@pytest.mark.scenario("reliability", "REL-22")
def test_an_open_scope_shows_the_rows_of_its_entity_only(company: Company, other_company: Company) -> None:
    company.customer("ONLY-HERE")

    with entity_scope(company.entity):
        assert Customer.objects.filter(account="ONLY-HERE").exists()
        with entity_scope(other_company.entity):
            assert not Customer.objects.filter(account="ONLY-HERE").exists()
        assert Customer.objects.filter(account="ONLY-HERE").exists()
    assert not Customer.of(other_company.entity).filter(account="ONLY-HERE").exists()


def test_looking_over_all_entities_needs_a_reason(company: Company) -> None:
    with pytest.raises(ValueError, match="Say why"):
        Customer.unscoped("")


@pytest.mark.scenario("reliability", "REL-22")
def test_without_a_membership_there_is_no_access_and_no_hint_that_the_entity_exists(company: Company, other_company: Company) -> None:
    stranger = other_company.users["AR"]

    assert access_for(stranger, company.entity.code) is None
    assert access_for(stranger, "NOPE") is None


@pytest.mark.scenario("reliability", "REL-23")
def test_a_membership_that_ends_acts_at_once(company: Company) -> None:
    assert company.access("BC").may("invoicing.post_customerinvoice")

    Membership.objects.filter(user=company.users["BC"]).delete()

    assert access_for(company.users["BC"], company.entity.code) is None


def test_an_entity_that_is_closed_lets_nobody_in(company: Company) -> None:
    LegalEntity.objects.filter(pk=company.entity.pk).update(is_active=False)

    assert access_for(company.users["AD"], company.entity.code) is None


@pytest.mark.scenario("reliability", "REL-23")
def test_what_no_role_holds_is_refused(company: Company) -> None:
    clerk = company.access("OC")

    with pytest.raises(PermissionMissing, match="Your roles in NL01 do not allow this: invoicing.post_customerinvoice"):
        clerk.require("invoicing.post_customerinvoice")
    with pytest.raises(PermissionMissing):
        clerk.require("something.nobody_heard_of")


def test_a_token_holds_no_more_than_its_scopes_and_never_more_than_its_user(company: Company) -> None:
    narrowed = access_for(company.users["OC"], company.entity.code, ["sales.view_salesorder", "invoicing.post_customerinvoice"])

    assert narrowed is not None
    assert narrowed.permissions == {"sales.view_salesorder"}
