"""An item of the demo that comes in variants: an apron with a name on it, in sizes and colours, with stock, a price and an order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from config.demo.companies import Company
from customers.models import Party
from foundation.inventory.models import Item, ItemGroup, Unit
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from foundation.inventory.services.release_variants import release_variants
from foundation.inventory.services.save_items import save_item
from foundation.ledger.models import Relation
from foundation.organization.services.numbering import take_numbers
from sales.models import TradeAgreement, TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation
from sales.services.enter_orders import OrderDraft, create_orders
from sales.services.order_lines import LineDraft

NUMBER = "1510"
SIZES, COLOURS = ("S", "M", "L"), ("black", "blue", "rust")
THERE = {"S": 12, "M": 30, "L": 18}
SOLD = (("1510-M-BLUE", 12), ("1510-L-BLUE", 6), ("1510-S-RUST", 4))
PRICE, PRICE_OF_MANY, COST = Decimal("29.50"), Decimal("26.50"), Decimal("11.80")


@transaction.atomic
def add_variants(company: Company) -> None:
    """Give a company the apron, its variants with stock, a price for all of them together, and an order of some."""
    entity, manager = company.entity, company.person("OM")
    variants = release_variants(entity, _master(company), {"size": SIZES, "colour": COLOURS}, user=manager)
    place = company.warehouses[0].pk
    received = [Adjustment(item.pk, place, Decimal(THERE[item.size]), COST) for item in variants]
    adjust_stock(entity, received, on_date=entity.today(), user=company.person("WH"), reason="Opening stock")
    _agree(company)
    numbers = {item.number: item.pk for item in variants}
    lines = [LineDraft(item_id=numbers[number], quantity=Decimal(quantity)) for number, quantity in SOLD]
    buyer = next(one for one in company.customers.values() if one.party.kind != Party.Kind.PERSON)
    header = {"order_date": entity.today(), "requested_ship_date": entity.today() + timedelta(days=5), "customer_reference": "New aprons"}
    create_orders(entity, [OrderDraft(customer_id=buyer.pk, lines=lines, header=header)], company.person("OC")).or_raise()


def _master(company: Company) -> Item:
    entity, piece = company.entity, Unit.objects.get(code="pcs")
    values = {
        "number": NUMBER,
        "name": "Apron with name, linen",
        "name_nl": "Schort met naam, linnen",
        "name_de": "Schürze mit Namen, Leinen",
        "group": ItemGroup.of(entity).get(code="TEXTILE"),
        "sales_unit": piece,
        "base_price": PRICE,
        "base_cost": COST,
        "item_sales_tax_group": company.items["1501"].item_sales_tax_group,
        "default_warehouse": company.warehouses[0],
        "has_size": True,
        "has_colour": True,
    }
    return save_item(entity, None, values, user=company.person("OM"))


def _agree(company: Company) -> None:
    """Post what twelve aprons and more of one kind cost, whatever their size and colour."""
    entity = company.entity
    [number] = take_numbers(entity, "trade_agreement_journal", 1, entity.today())
    journal = TradeAgreementJournal.of(entity).create(
        legal_entity=entity,
        number=number,
        name="Aprons by the dozen",
        status=TradeAgreementJournal.Status.POSTED,
        posted_by=company.person("OM"),
    )
    TradeAgreement.of(entity).create(
        legal_entity=entity,
        journal=journal,
        relation=AgreementRelation.PRICE,
        item_relation=Relation.TABLE,
        item=Item.of(entity).get(number=NUMBER),
        currency=entity.currency,
        from_quantity=Decimal(12),
        amount=PRICE_OF_MANY,
        from_date=entity.today(),
    )
