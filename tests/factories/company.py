"""The reference company of the specification (invoicing.md A.7), and builders to add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from customers.charts import DUTCH, Group
from customers.models import (
    Customer,
    CustomerGroup,
    DeliveryMode,
    DeliveryTerms,
    MethodOfPayment,
    Party,
    PartyAddress,
    PartyIdentifier,
)
from customers.services.open_books import open_books
from foundation.inventory.models import Item, ItemGroup, OnHand, Site, Unit, Warehouse, active_flag
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from foundation.inventory.services.release_variants import release_variants
from foundation.ledger.models import (
    CashDiscount,
    ItemSalesTaxGroup,
    MainAccount,
    SalesTaxGroup,
    TermsOfPayment,
)
from foundation.organization.access import Access, access_for
from foundation.organization.models import Currency, ExchangeRate, LegalEntity, Membership, Role, User

TAXES = {"H21": "H21", "L9": "L9", "N0": "EX0", "IC0": "IC0", "RC0": "RC0"}
CHART = replace(
    DUTCH,
    accounts={**DUTCH.accounts, "1150": "Payments under way", "1600": "VAT payable 21 %", "1601": "VAT payable 9 %"},
    manual=frozenset({"customer_account"}),
    profile={"": "1300", "FOREIGN": "1310"},
    taxes={code: replace(DUTCH.taxes[like], name=code) for code, like in TAXES.items()},
    tax_groups={
        "NL": Group("NL", ("H21", "L9")),
        "EU": Group("EU", ("IC0",)),
        "EXPORT": Group("EXPORT", ("N0",)),
        "REVERSE": Group("REVERSE", ("RC0",)),
    },
    item_tax_groups={"H21": Group("H21", ("H21", "IC0", "N0", "RC0")), "L9": Group("L9", ("L9", "IC0", "N0", "RC0"))},
    tax_rules={place: "NL" if group == "DOM" else group for place, group in DUTCH.tax_rules.items()},
    taxed_since=date(2020, 1, 1),
)
ROLES = {
    "OC": "order clerk",
    "OM": "order manager",
    "WH": "warehouse",
    "BC": "billing clerk",
    "AR": "ar manager",
    "AU": "auditor",
    "AD": "administrator",
}


@dataclass
class Company:
    """A legal entity ready for business, and the words in which tests speak of it."""

    entity: LegalEntity
    accounts: dict[str, MainAccount] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    tax_groups: dict[str, SalesTaxGroup] = field(default_factory=dict)
    item_tax_groups: dict[str, ItemSalesTaxGroup] = field(default_factory=dict)
    terms: dict[str, TermsOfPayment] = field(default_factory=dict)
    cash_discounts: dict[str, CashDiscount] = field(default_factory=dict)
    warehouse: Warehouse = None  # type: ignore[assignment]
    piece: Unit = None  # type: ignore[assignment]

    @property
    def clerk(self) -> User:
        """The accounts receivable manager, who may do most things."""
        return self.users["AR"]

    def access(self, role: str) -> Access:
        """Return the access of the user with a role."""
        found = access_for(self.users[role], self.entity.code)
        assert found is not None
        return found

    def user(self, role: str, **limits: Any) -> User:
        """Return the user with a role, made when there is none yet."""
        if role not in self.users:
            person = User.objects.create_user(f"{role.lower()}.{self.entity.code.lower()}@example.com", "a-long-password", name=role)
            Membership.objects.create(user=person, legal_entity=self.entity, role=Role.objects.get(code=role), **limits)
            self.users[role] = person
        return self.users[role]

    def item(self, number: str, price: str = "0", *, tax: str = "H21", **values: Any) -> Item:
        """Return an item, made when there is none of that number yet; stock may go negative unless the test says otherwise."""
        if number not in self.items:
            defaults: dict[str, Any] = {"name": f"Item {number}", "negative_stock": True, "base_cost": Decimal(0)} | values
            self.items[number] = Item.of(self.entity).create(
                legal_entity=self.entity,
                number=number,
                base_price=Decimal(price),
                sales_unit=defaults.pop("sales_unit", self.piece),
                inventory_unit=defaults.pop("inventory_unit", self.piece),
                price_currency=self.entity.currency,
                item_sales_tax_group=self.item_tax_groups[tax] if tax else None,
                **defaults,
            )
        return self.items[number]

    def master(self, number: str, price: str, *dimensions: str, **values: Any) -> Item:
        """Return an item that comes in variants, made when there is none of that number yet."""
        flags = {active_flag(name): True for name in dimensions}
        return self.item(number, price, is_master=True, stocked=False, **flags, **values)

    def variants(self, number: str, **values: Sequence[str]) -> list[Item]:
        """Release the variants of a master with some values, and return them."""
        made = release_variants(self.entity, self.items[number], values, user=None)
        self.items |= {one.number: one for one in made}
        return made

    def customer(self, account: str, *, country: str = "NL", tax: str = "NL", vat: str = "", **values: Any) -> Customer:
        """Return a customer, made when there is none of that account yet."""
        if account not in self.customers:
            party = Party.objects.create(name=values.pop("name", f"Customer {account}"), language=values.pop("language", "en"))
            PartyAddress.objects.create(
                party=party,
                country=country,
                street="Kerkstraat",
                house_number="1",
                postal_code="1017 GA",
                city="Amsterdam",
                is_primary=True,
                purposes=["business", "invoice", "delivery"],
            )
            if vat:
                PartyIdentifier.objects.create(party=party, kind="vat", country=vat[:2], value=vat)
            defaults: dict[str, Any] = {
                "group": CustomerGroup.of(self.entity).get(code="DOMESTIC"),
                "currency": self.entity.currency,
                "payment_terms": self.terms["N30"],
                "sales_tax_group": self.tax_groups[tax],
                "vat_number": vat,
                "vat_country": vat[:2],
                "language": "en",
            }
            self.customers[account] = Customer.of(self.entity).create(
                legal_entity=self.entity, account=account, party=party, **(defaults | values)
            )
        return self.customers[account]

    def stock(self, number: str, quantity: str, *, cost: str = "1", warehouse: Warehouse | None = None) -> None:
        """Put a quantity of an item in the warehouse."""
        place = warehouse or self.warehouse
        adjustment = Adjustment(self.items[number].pk, place.pk, Decimal(quantity), Decimal(cost))
        adjust_stock(self.entity, [adjustment], on_date=min(date(2026, 1, 1), self.entity.today()), user=None)

    def on_hand(self, number: str) -> OnHand:
        """Return the on-hand row of an item in the company's warehouse."""
        return OnHand.of(self.entity).get(item=self.items[number], warehouse=self.warehouse)


def make_company(code: str = "NL01", *, country: str = "NL", currency: str = "EUR", time_zone: str = "Europe/Amsterdam") -> Company:
    """Create the reference company with its accounts, taxes, terms, customers, items and people."""
    for known in ("EUR", "USD", "GBP"):
        Currency.objects.get_or_create(code=known)
    entity = LegalEntity.objects.create(
        code=code,
        name=f"{code} Trading B.V.",
        currency_id=currency,
        country=country,
        time_zone=time_zone,
        vat_number="NL001234567B01",
        street="Herengracht 100",
        postal_code="1015 BS",
        city="Amsterdam",
        iban="NL91ABNA0417164300",
        bic="ABNANL2A",
        language="en",
        registration_number="12345678",
    )
    company = Company(entity)
    books = open_books(entity, CHART, years=(2025, 2026, 2027))
    company.accounts, company.tax_groups, company.item_tax_groups = books.accounts, books.tax_groups, books.item_tax_groups
    ExchangeRate.objects.get_or_create(
        rate_type="default", from_currency_id="USD", to_currency_id="EUR", valid_from=date(2025, 1, 1), defaults={"rate": Decimal("0.92")}
    )
    _set_up_terms(company)
    _set_up_goods(company)
    _set_up_customers(company)
    for role in ROLES:
        company.user(role)
    return company


def _set_up_terms(company: Company) -> None:
    entity = company.entity
    for code, days in (("N30", 30), ("N14", 14)):
        company.terms[code] = TermsOfPayment.of(entity).create(
            legal_entity=entity, code=code, names={"en": f"Net {days} days", "nl": f"{days} dagen netto"}, days=days
        )
    company.cash_discounts["D8-2"] = CashDiscount.of(entity).create(
        legal_entity=entity, code="D8-2", name="2 % in 8 days", percent=Decimal(2), days=8
    )
    MethodOfPayment.of(entity).create(legal_entity=entity, code="BANK", name="Bank transfer")
    MethodOfPayment.of(entity).create(legal_entity=entity, code="DD", name="Direct debit", means_code="59")
    DeliveryTerms.of(entity).create(legal_entity=entity, code="DAP", names={"en": "Delivered at place", "nl": "Franco"})
    DeliveryMode.of(entity).create(legal_entity=entity, code="TRUCK", names={"en": "Truck", "nl": "Vrachtwagen"})


def _set_up_goods(company: Company) -> None:
    entity = company.entity
    company.piece, _ = Unit.objects.get_or_create(code="pcs", defaults={"names": {"en": "pieces", "nl": "stuks"}, "unece_code": "C62"})
    Unit.objects.get_or_create(code="kg", defaults={"names": {"en": "kg", "nl": "kg"}, "decimals": 3, "unece_code": "KGM"})
    Unit.objects.get_or_create(code="box", defaults={"names": {"en": "box", "nl": "doos"}, "unece_code": "BX"})
    ItemGroup.of(entity).bulk_create(ItemGroup(legal_entity=entity, code=code, name=code) for code in ("GOODS", "SERVICES"))
    site = Site.of(entity).create(legal_entity=entity, code="S1", name="Main site")
    company.warehouse = Warehouse.of(entity).create(legal_entity=entity, code="W1", name="Main warehouse", site=site)
    goods = ItemGroup.of(entity).get(code="GOODS")
    company.item("A", "25.00", group=goods, default_warehouse=company.warehouse)
    company.item("B", "12.50", tax="L9", group=goods, default_warehouse=company.warehouse)
    company.item("S", "99.00", group=ItemGroup.of(entity).get(code="SERVICES"), kind="service", stocked=False)


def _set_up_customers(company: Company) -> None:
    entity = company.entity
    for code in ("DOMESTIC", "FOREIGN"):
        CustomerGroup.of(entity).create(legal_entity=entity, code=code, name=code.capitalize(), payment_terms=company.terms["N30"])
    foreign = CustomerGroup.of(entity).get(code="FOREIGN")
    company.customer("C-100")
    company.customer("C-110")
    company.customer("C-200", country="DE", tax="EU", vat="DE123456788", group=foreign)
    company.customer("C-300", country="BE", tax="EU", vat="BE0412345614", group=foreign)
