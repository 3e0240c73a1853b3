"""Builders for sales agreements, on top of the reference company and the builders of orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.inventory.models import SalesCategory
from sales.agreements.models import AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LineEntry
from sales.agreements.services.change_status import make_effective
from sales.agreements.services.save_agreement import create_agreement
from tests.factories.company import Company

YEAR = {"effective_date": date(2026, 1, 1), "expiration_date": date(2026, 12, 31)}
AMOUNTS = ("quantity", "unit_price", "price_unit", "discount_amount", "discount_percent", "net_amount")


def commitment(company: Company, kind: str = "quantity", item: str = "", category: str = "", **values: Any) -> dict[str, Any]:
    """Return the values of a commitment: items and categories by number and code, numbers as they are written."""
    found: dict[str, Any] = {"commitment": kind} | values
    for name in (*AMOUNTS, "min_release_amount", "max_release_amount"):
        if name in values:
            found[name] = Decimal(str(values[name]))
    if item:
        found["item"] = company.items[item]
    if category:
        found["category"] = SalesCategory.of(company.entity).get(code=category)
    return found


def category(company: Company, code: str, parent: str = "") -> SalesCategory:
    """Return a sales category, made when there is none."""
    above = category(company, parent) if parent else None
    return SalesCategory.of(company.entity).get_or_create(
        legal_entity=company.entity, code=code, defaults={"name": code.capitalize(), "parent": above}
    )[0]


def sales_agreement(
    company: Company, *lines: dict[str, Any], customer: str = "C-100", effective: bool = True, **header: Any
) -> SalesAgreement:
    """Create an agreement with commitments and return it as the database has it, Effective unless told otherwise."""
    values = YEAR | {"customer": company.customers[customer]} | header
    entries = [LineEntry(values=line) for line in lines]
    user = company.user("OM")
    made = create_agreement(company.entity, values, entries, user).agreement
    if effective:
        make_effective(company.entity, made.pk, user)
    return current(made)


def current(known: SalesAgreement) -> SalesAgreement:
    """Return an agreement as it is now."""
    found: SalesAgreement = SalesAgreement.of(known.legal_entity_id).get(pk=known.pk)
    return found


def commitments_of(known: SalesAgreement) -> list[AgreementLine]:
    """Return the commitments of an agreement as they are now."""
    return list(AgreementLine.of(known.legal_entity_id).of_agreement(known.pk))
