"""Many quotations or returns at once: what can go goes, what cannot is named with its reason (sales.md §5.2, §14.11, §20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from returns.models import ReturnOrder
from sales.models import SalesOrder
from sales.quotations.models import Quotation
from tests.factories.company import Company
from tests.factories.quotations import quotation, reason, send
from tests.factories.returns import announce, arrive, sold_line
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")
QUOTATIONS, RETURNS = "/NL01/quotations/", "/NL01/returns/orders/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def settle(client: Client, address: str, keys: list[int], **values: Any) -> Any:
    """Type values into the dialog at an address for a selection, and post it."""
    chosen = ",".join(map(str, keys))
    key = str(client.get(f"{address}?selected={chosen}").context["view"].key)
    return client.post(address, {"_key": key, "selected": chosen, **values}, follow=True)


def statuses(company: Company) -> list[str]:
    """Return the statuses of the quotations, oldest first."""
    return list(Quotation.of(company.entity).order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize(("step", "status"), [("lose", "lost"), ("cancel", "cancelled")])
def test_sent_quotations_are_settled_together_and_others_stay(client: Client, company: Company, step: str, status: str) -> None:
    known = [quotation(company, ("A", 1, "5")) for _number in range(3)]
    send(company, *known[:2])

    answer = settle(client, f"{QUOTATIONS}{step}/", [one.pk for one in known], reason=reason(company).pk)

    assert statuses(company) == [status, status, "created"]
    outcome = answer.context["outcome"]
    assert [(link.label, link.detail) for link in outcome.links] == [(one.number, one.account_name) for one in (known[1], known[0])]
    assert [refused.label for refused in outcome.refusals] == [known[2].number]


def test_quotations_stand_longer_together(client: Client, company: Company) -> None:
    known = [quotation(company, ("A", 1, "5")) for _number in range(2)]
    until = company.entity.today() + timedelta(days=45)

    settle(client, f"{QUOTATIONS}extend/", [one.pk for one in known], expiry_date=until.isoformat())

    assert set(Quotation.of(company.entity).values_list("expiry_date", flat=True)) == {until}


def test_returns_are_cancelled_and_deleted_together_but_for_those_of_which_goods_arrived(client: Client, company: Company) -> None:
    returns = [announce(company, (sold_line(company), 1)) for _number in range(3)]
    arrive(company, returns[2])
    keys = [returned.pk for returned in returns]

    refused = settle(client, f"{RETURNS}cancel/", keys[1:], reason="Nothing came").context["outcome"].refusals

    assert [(one.label, one.refusal.code) for one in refused] == [(str(returns[2]), "RET-20")]
    assert [one.status for one in ReturnOrder.of(company.entity).order_by("pk")] == ["created", "cancelled", "open"]

    refused = settle(client, f"{RETURNS}delete/", keys).context["outcome"].refusals

    assert [one.refusal.code for one in refused] == ["RET-21"]
    assert list(ReturnOrder.of(company.entity).values_list("pk", flat=True)) == [returns[2].pk]
    assert not SalesOrder.of(company.entity).filter(pk__in=[one.order_id for one in returns[:2]]).exists()


def test_the_preview_takes_as_many_queries_for_many_quotations_as_for_few(client: Client, company: Company) -> None:
    keys = [quotation(company, ("A", 1, "5")).pk for _number in range(6)]

    def queries(chosen: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{QUOTATIONS}extend/?selected={','.join(map(str, chosen))}")
        return len(captured)

    queries(keys)
    assert queries(keys) == queries(keys[:2])


@pytest.mark.parametrize("address", [f"{RETURNS}delete/", f"{RETURNS}cancel/", f"{QUOTATIONS}lose/"])
def test_who_may_not_settle_one_may_not_settle_many(signed_in_client: SignIn, address: str) -> None:
    assert signed_in_client("AU").get(f"{address}?selected=1").status_code == 403
