"""Who buys from a demo company: customers with their terms, limits and holds, made by the service that the form uses."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.demo.companies import Company
from customers.models import (
    Customer,
    CustomerDiscountGroup,
    CustomerGroup,
    DeliveryMode,
    DeliveryTerms,
    MethodOfPayment,
    Party,
)
from customers.models.customer import CustomerStatus
from customers.services.create_customers import CustomerDraft, create_customers
from customers.services.save_address import AddressData, save_address
from customers.services.set_hold import set_hold
from foundation.ledger.models import TermsOfPayment
from foundation.ledger.tax_setup import destination_of
from foundation.organization.models import Currency

CUSTOMERS = Path(__file__).parent / "data" / "customers.csv"
GROUP_OF = {"domestic": "DOMESTIC", "eu": "EU", "outside_eu": "EXPORT"}
BRANCHES = {
    "Hotel Zonnehoek B.V.": (("Kitchen, gate 2", "Badhuisweg", "91", "2587 CG", "Den Haag"),),
    "Van der Meer Horeca B.V.": (
        ("Depot Waalhaven", "Sluisjesdijk", "155", "3087 AG", "Rotterdam"),
        ("Branch Delft", "Markt", "23", "2611 GS", "Delft"),
    ),
    "Warenhuis Vroeger & Nu N.V.": (
        ("Branch Haarlem", "Grote Houtstraat", "70", "2011 SP", "Haarlem"),
        ("Branch Utrecht", "Oudegracht", "127", "3511 AH", "Utrecht"),
        ("Distribution centre", "Hornweg", "12", "1432 GM", "Aalsmeer"),
    ),
}
TAX_OF = {"domestic": "DOM", "eu": "EU", "outside_eu": "EXPORT"}


def read_customers(company: Company) -> list[dict[str, str]]:
    """Return the rows of the customers of a company; the Dutch one knows them all."""
    with CUSTOMERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if not company.plan.customers or row["country"] in company.plan.customers]


def add_customers(company: Company) -> None:
    """Create the customers of a company; parties that a sister company knows already are shared."""
    entity = company.entity
    rows = read_customers(company)
    parties = {party.name: party for party in Party.objects.filter(name__in=[row["name"] for row in rows])}
    found = _References(company)
    drafts = []
    for row in rows:
        party = parties.get(row["name"])
        drafts.append(CustomerDraft(found.values(row) if party is None else found.account_values(row), party))
    saved = create_customers(entity, drafts, user=company.person("OM"))
    company.customers = {row["name"]: known.customer for row, known in zip(rows, saved, strict=True)}
    for name in BRANCHES.keys() & company.customers.keys() - parties.keys():
        _add_branches(company, company.customers[name], name)
    for row in rows:
        if row["invoice_account"]:
            payer = company.customers[row["invoice_account"]]
            Customer.of(entity).filter(pk=company.customers[row["name"]].pk).update(invoice_account=payer)


def _add_branches(company: Company, customer: Customer, name: str) -> None:
    for description, street, number, postal_code, city in BRANCHES[name]:
        place = AddressData("NL", street, number, "", postal_code, city, "", description, ["delivery"])
        save_address(company.entity, customer, place, user=company.person("OM"))


def hold(company: Company, name: str, days: int | None = None) -> None:
    """Put a customer on hold as its row in the file says, for so many days or for good."""
    row = next(row for row in read_customers(company) if row["name"] == name)
    until = None if days is None else company.entity.today() + timedelta(days=days)
    set_hold(company.entity, [company.customers[name]], row["hold"], reason=row["hold_reason"], user=company.person("AR"), until=until)


def close_accounts(company: Company) -> None:
    """Close the accounts of who buys no more."""
    closed = [company.customers[row["name"]].pk for row in read_customers(company) if row["status"]]
    Customer.of(company.entity).filter(pk__in=closed).update(status=CustomerStatus.INACTIVE)


class _References:
    """The records that rows of the file name by their codes."""

    def __init__(self, company: Company) -> None:
        entity = company.entity
        self.company = company
        self.currencies = {known.code: known for known in Currency.objects.all()}
        self.groups = {known.code: known for known in CustomerGroup.of(entity)}
        self.terms = {known.code: known for known in TermsOfPayment.of(entity)}
        self.modes = {known.code: known for known in DeliveryMode.of(entity)}
        self.bank = MethodOfPayment.of(entity).get(code="BANK")
        self.franco = DeliveryTerms.of(entity).get(code="DAP")
        self.discounts = {(known.kind, known.code): known for known in CustomerDiscountGroup.of(entity)}

    def values(self, row: dict[str, str]) -> dict[str, Any]:
        """Return everything that a row says about a new party and its account."""
        person = row["kind"] == Party.Kind.PERSON
        first, _space, last = row["name"].partition(" ")
        name = {"first_name": first, "last_name": last} if person else {"name": row["name"]}
        contact = {key: row[key] for key in ("country", "street", "house_number", "postal_code", "city", "email")}
        return {"kind": row["kind"]} | name | contact | self.account_values(row)

    def account_values(self, row: dict[str, str]) -> dict[str, Any]:
        """Return what a row says about the account."""
        destination = destination_of(self.company.entity, row["country"])
        group = row["price_group"]
        with_vat_number = bool(row["vat_number"]) or destination != "eu"
        return {
            "group": self.groups[GROUP_OF[destination]],
            "sales_tax_group": self.company.tax_groups[TAX_OF[destination] if with_vat_number else "DOM"],
            "language": row["language"],
            "currency": self.currencies[row["currency"]],
            "payment_terms": self.terms[row["terms"]],
            "payment_method": self.bank,
            "delivery_terms": self.franco,
            "delivery_mode": self.modes[row["delivery_mode"]],
            "vat_number": row["vat_number"],
            "price_group": self.discounts.get(("price", group)),
            "line_discount_group": self.discounts.get(("line", group)),
            "total_discount_group": self.discounts.get(("total", group)),
            "credit_limit": Decimal(row["credit_limit"] or 0),
            "invoicing_schedule": row["schedule"],
            "summary_update_allowed": bool(row["combine"]),
            "partial_delivery": row["partial"] or "allowed",
        }
