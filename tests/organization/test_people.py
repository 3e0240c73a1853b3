"""People of a legal entity: what one legal entity may change of an account that counts in another."""

from __future__ import annotations

import pytest

from foundation.organization.errors import PermissionMissing
from foundation.organization.models import Membership, Role, User
from foundation.organization.services.save_user import save_user
from tests.factories.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(company: Company, other_company: Company) -> User:
    """A person of another legal entity who was let in here."""
    person = other_company.user("AR")
    Membership.objects.create(user=person, legal_entity=company.entity, role=Role.objects.get(code="OC"))
    return person


@pytest.mark.parametrize(
    ("field", "value"), [("email", "mine@example.com"), ("name", "Mine"), ("is_active", False), ("language", "nl"), ("password", "")]
)
def test_an_account_that_counts_elsewhere_is_changed_by_nobody_who_may_not_change_users_there(
    company: Company, shared: User, field: str, value: object
) -> None:
    setattr(shared, field, value)
    with pytest.raises(PermissionMissing, match="BE01"):
        save_user(company.entity, shared, [], [], user=company.user("AD"))


def test_a_password_of_an_account_that_counts_elsewhere_is_refused(company: Company, shared: User) -> None:
    with pytest.raises(PermissionMissing) as refused:
        save_user(company.entity, shared, [], [], password="a-very-long-word-7", user=company.user("AD"))  # noqa: S106 -- of a test
    assert refused.value.code == "SEC-01"
    assert not User.objects.get(pk=shared.pk).check_password("a-very-long-word-7")


def test_roles_here_of_a_person_from_elsewhere_may_change(company: Company, shared: User) -> None:
    here = Membership.objects.get(user=shared, legal_entity=company.entity)
    save_user(company.entity, shared, [], [here], user=company.user("AD"))
    assert not Membership.objects.filter(pk=here.pk).exists()
