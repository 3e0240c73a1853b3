"""The deadline of a return: anybody who works on returns may shorten it, a manager may extend it (sales.md §14.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from foundation.organization.errors import PermissionMissing
from returns.models import ReturnOrder
from returns.services.change_return import change_return
from tests.factories.company import Company
from tests.factories.returns import announce, sold_line

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def returned(company: Company) -> ReturnOrder:
    """A return with the deadline of the parameters."""
    company.user("OM")
    return announce(company, (sold_line(company), 1))


def test_a_clerk_shortens_a_deadline_and_a_manager_extends_it(company: Company, returned: ReturnOrder) -> None:
    deadline = returned.deadline
    with pytest.raises(PermissionMissing, match="returns.extend_deadline"):
        change_return(company.access("OC"), returned.pk, {"deadline": deadline + DAY})

    change_return(company.access("OC"), returned.pk, {"deadline": deadline - DAY})
    change_return(company.access("OM"), returned.pk, {"deadline": deadline + DAY})

    returned.refresh_from_db()
    assert returned.deadline == deadline + DAY


def test_the_page_of_a_clerk_extends_none(company: Company, returned: ReturnOrder, client: Client) -> None:
    client.force_login(company.user("OC"))
    later = str(returned.deadline + DAY)

    untouched = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}

    answer = client.post(f"/NL01/returns/orders/{returned.pk}/edit/", {"deadline": later, "reason": returned.reason_id} | untouched)
    assert "returns.extend_deadline" in answer.content.decode()
