"""Prospects over REST: entered, changed, and made customers."""

from __future__ import annotations

from customers.models import CustomerGroup
from tests.api.conftest import ApiAs
from tests.factories.company import Company


def test_prospects_over_rest(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    group = CustomerGroup.of(company.entity).order_by("pk")[0]

    made = manager.send("prospects", {"name": "Nieuw", "group": group.code, "email": "a@nieuw.example"}, expect=201).json()
    changed = manager.change(f"prospects/{made['account']}", {"contact_name": "Mrs Nieuw"}, expect=200).json()
    taken = manager.send(f"prospects/{made['account']}/check-account", {"account": "C-100"}, expect=200).json()
    converted = manager.send(f"prospects/{made['account']}/convert", {}, expect=200).json()

    assert (changed["contact_name"], taken["code"]) == ("Mrs Nieuw", "GEN-03")
    assert (converted["status"], bool(converted["customer"])) == ("converted", True)
