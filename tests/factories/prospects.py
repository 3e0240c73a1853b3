"""Builders for prospects, on top of the reference company."""

from __future__ import annotations

from typing import Any

from customers.models import CustomerGroup, Prospect
from customers.services.save_prospects import save_prospect
from tests.factories.company import Company


def prospect(company: Company, name: str = "Bakkerij Nieuw B.V.", **values: Any) -> Prospect:
    """Enter a prospect with an address and an e-mail address in the first customer group."""
    group = CustomerGroup.of(company.entity).order_by("pk")[0]
    data = {"name": name, "group": group, "street": "Dorpsstraat", "house_number": "1", "postal_code": "1234 AB", "city": "Ons Dorp"}
    contact = {"email": "inkoop@nieuw.example", "contact_name": "Mrs Nieuw"}
    return save_prospect(company.entity, data | contact | values, user=company.user("OM"))
