"""The three companies of the demo's trading group, and how much history each of them gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from customers.models import Customer
from foundation.inventory.models import Item, Warehouse
from foundation.ledger.models import ItemSalesTaxGroup, MainAccount, SalesTaxGroup
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True)
class CompanyPlan:
    """What a company of the group is to look like; ``weekly_orders`` is how many orders a usual week brings."""

    code: str
    fields: dict[str, Any]
    rates: tuple[Decimal, Decimal]
    customers: frozenset[str]
    weekly_orders: int
    warehouses: tuple[tuple[str, str], ...]
    has_jobs: bool = False


@dataclass
class Company:
    """A company that is being filled, with what its documents are made of."""

    plan: CompanyPlan
    entity: LegalEntity
    people: dict[str, User]
    accounts: dict[str, MainAccount] = field(default_factory=dict)
    tax_groups: dict[str, SalesTaxGroup] = field(default_factory=dict)
    item_tax_groups: dict[str, ItemSalesTaxGroup] = field(default_factory=dict)
    warehouses: list[Warehouse] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    weekly: dict[str, int] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)

    def person(self, role: str) -> User:
        """Return who has a role; in the small companies Arthur does what nobody else is there for."""
        return self.people[role] if role in self.people else self.people["AR"]


NETHERLANDS = CompanyPlan(
    code="NL01",
    fields={
        "name": "Kranenburg Keukengroothandel B.V.",
        "currency_id": "EUR",
        "country": "NL",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "colour": "blue",
        "street": "Herengracht 100",
        "postal_code": "1015 BS",
        "city": "Amsterdam",
        "phone": "+31205550100",
        "email": "verkoop@kranenburg.example",
        "website": "www.kranenburg.example",
        "vat_number": "NL001234567B01",
        "registration_number": "12345678",
        "registration_scheme": "0106",
        "bank_name": "ABN AMRO",
        "iban": "NL91ABNA0417164300",
        "bic": "ABNANL2A",
        "legal_footer": "KvK Amsterdam 12345678",
    },
    rates=(Decimal(21), Decimal(9)),
    customers=frozenset(),
    weekly_orders=17,
    warehouses=(("AMS", "Amsterdam, main warehouse"), ("RTM", "Rotterdam, cross-dock")),
    has_jobs=True,
)
GERMANY = CompanyPlan(
    code="DE01",
    fields={
        "name": "Kranenburg Küchenbedarf GmbH",
        "currency_id": "EUR",
        "country": "DE",
        "language": "de",
        "time_zone": "Europe/Berlin",
        "colour": "orange",
        "street": "Hansaring 20",
        "postal_code": "50670",
        "city": "Köln",
        "phone": "+492215550120",
        "email": "verkauf@kranenburg-de.example",
        "website": "www.kranenburg-de.example",
        "vat_number": "DE136695976",
        "registration_number": "HRB 45678",
        "bank_name": "Sparkasse KölnBonn",
        "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX",
        "legal_footer": "Amtsgericht Köln HRB 45678",
    },
    rates=(Decimal(19), Decimal(7)),
    customers=frozenset({"DE", "AT"}),
    weekly_orders=3,
    warehouses=(("CGN", "Köln"),),
)
UNITED_KINGDOM = CompanyPlan(
    code="UK01",
    fields={
        "name": "Kranenburg Kitchen Supplies Ltd",
        "currency_id": "GBP",
        "country": "GB",
        "language": "en",
        "time_zone": "Europe/London",
        "colour": "green",
        "street": "Bermondsey Street 55",
        "postal_code": "SE1 3XN",
        "city": "London",
        "phone": "+442075550130",
        "email": "sales@kranenburg-uk.example",
        "website": "www.kranenburg-uk.example",
        "vat_number": "GB980780684",
        "registration_number": "01234567",
        "bank_name": "NatWest",
        "iban": "GB29NWBK60161331926819",
        "bic": "NWBKGB2L",
        "legal_footer": "Registered in England and Wales 01234567",
    },
    rates=(Decimal(20), Decimal(0)),
    customers=frozenset({"GB", "IE"}),
    weekly_orders=2,
    warehouses=(("LON", "London"),),
)
GROUP = (NETHERLANDS, GERMANY, UNITED_KINGDOM)
