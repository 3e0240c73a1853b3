"""What a demo company sells: items with their units, stock and trade agreements."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.demo.companies import Company
from foundation.inventory.models import Item, ItemDiscountGroup, ItemGroup, OnHand, Unit, UnitConversion
from foundation.inventory.services.adjust import Adjustment, adjust_stock
from foundation.ledger.models import Relation
from foundation.organization.services.numbering import take_numbers
from sales.models import TradeAgreement, TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation

ITEMS = Path(__file__).parent / "data" / "items.csv"
ITEM_GROUPS = {
    "PANS": "Pans",
    "KNIVES": "Knives",
    "TABLE": "Tableware",
    "GLASS": "Glassware",
    "TEXTILE": "Textile",
    "MACHINES": "Machines",
    "FOOD": "Coffee, tea and food",
    "SERVICES": "Services",
}
DISCOUNT_GROUPS = {"COOK": "Cookware", "TABLE": "Tableware"}
POUNDS_PER_EURO = Decimal("0.86")
UNITS = (
    ("pcs", {"en": "pieces", "nl": "stuks", "de": "Stück"}, 0, "C62"),
    ("box", {"en": "box", "nl": "doos", "de": "Karton"}, 0, "BX"),
    ("kg", {"en": "kg", "nl": "kg", "de": "kg"}, 3, "KGM"),
    ("hour", {"en": "hours", "nl": "uur", "de": "Stunden"}, 2, "HUR"),
)
WEEKS_IN_STOCK = 5
SHORT = ("1004", "1602", "1304")


def add_units() -> None:
    """Create the units of measure of the whole group."""
    Unit.objects.bulk_create(
        [Unit(code=code, names=names, decimals=decimals, unece_code=unece) for code, names, decimals, unece in UNITS],
        ignore_conflicts=True,
    )


def add_goods(company: Company) -> None:
    """Create the items of a company, with boxes where they are packed in boxes."""
    entity = company.entity
    groups = {
        group.code: group
        for group in ItemGroup.of(entity).bulk_create(
            ItemGroup(legal_entity=entity, code=code, name=name) for code, name in ITEM_GROUPS.items()
        )
    }
    kind = ItemDiscountGroup.Kind.LINE
    discounts = {
        group.code: group
        for group in ItemDiscountGroup.of(entity).bulk_create(
            ItemDiscountGroup(legal_entity=entity, kind=kind, code=code, name=name) for code, name in DISCOUNT_GROUPS.items()
        )
    }
    units = {unit.code: unit for unit in Unit.objects.all()}
    with ITEMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = Item.of(entity).bulk_create(
        Item(group=groups[row["group"]], line_discount_group=discounts.get(row["discount_group"]), **_item_fields(company, row, units))
        for row in rows
    )
    company.items = {item.number: item for item in items}
    company.weekly = {row["number"]: int(row["weekly"]) for row in rows}
    UnitConversion.objects.bulk_create(
        UnitConversion(from_unit=units["box"], to_unit=units["pcs"], factor=Decimal(row["pack"]), item=company.items[row["number"]])
        for row in rows
        if row["pack"]
    )


def _item_fields(company: Company, row: dict[str, str], units: dict[str, Unit]) -> dict[str, Any]:
    entity = company.entity
    is_service = row["group"] == "SERVICES"
    factor = POUNDS_PER_EURO if entity.currency_id == "GBP" else Decimal(1)
    return {
        "legal_entity": entity,
        "number": row["number"],
        "name": row["name"],
        "names": {"en": row["name"], "nl": row["name_nl"], "de": row["name_de"]},
        "kind": Item.Kind.SERVICE if is_service else Item.Kind.ITEM,
        "stocked": not is_service,
        "sales_unit": units[row["unit"]],
        "inventory_unit": units[row["unit"]],
        "base_price": (Decimal(row["price"]) * factor).quantize(Decimal("0.01")),
        "base_cost": (Decimal(row["cost"]) * factor).quantize(Decimal("0.01")),
        "price_currency": entity.currency,
        "item_sales_tax_group": company.item_tax_groups[row["tax"]],
        "net_weight": Decimal(row["weight"]),
        "default_warehouse": None if is_service else company.warehouses[0],
        "overdelivery_percent": Decimal(5) if row["unit"] == "kg" else Decimal(0),
        "underdelivery_percent": Decimal(5) if row["unit"] == "kg" else Decimal(0),
    }


def replenish(company: Company, day: date, *, leave_short: bool = False) -> None:
    """Take goods in up to some weeks of sales in every warehouse; ``leave_short`` forgets a few, for the demo's backorders."""
    physical = {(row.item_id, row.warehouse_id): row.posted + row.received - row.deducted for row in OnHand.of(company.entity).all()}
    adjustments = []
    for number, weekly in company.weekly.items():
        if not weekly or (leave_short and number in SHORT):
            continue
        item = company.items[number]
        for position, warehouse in enumerate(company.warehouses):
            target = Decimal(weekly * WEEKS_IN_STOCK // (position + 1))
            missing = target - physical.get((item.pk, warehouse.pk), Decimal(0))
            if missing > target / 3:
                adjustments.append(Adjustment(item.pk, warehouse.pk, missing, item.base_cost))
    if adjustments:
        adjust_stock(company.entity, adjustments, on_date=day, user=company.person("WH"), reason="Goods received")


def add_agreements(company: Company, first: date) -> None:
    """Post the price lists and discounts that customers of the demo have, in three journals; and leave a fourth open."""
    entity = company.entity
    retail = [_price(company, item, "RETAIL", Decimal("0.72")) for number, item in company.items.items() if number < "1600"]
    steps = [_price(company, company.items[number], "HORECA", factor, brackets) for number in ("1701", "1702") for factor, brackets in (
        (Decimal("0.95"), (0, 25)), (Decimal("0.90"), (25, 100)), (Decimal("0.84"), (100, None)))]  # fmt: skip
    discounts = [_discount(company, "HORECA", "COOK", Decimal(10)), _discount(company, "HORECA", "TABLE", Decimal(15), find_next=True)]
    totals = [_total(company, "RETAIL", Decimal(2500), Decimal(2)), _total(company, "RETAIL", Decimal(10000), Decimal(4))]
    _journal(company, "Prices for shops", [*retail, *totals], first)
    bonus = _line(company, AgreementRelation.TOTAL, "HORECA", item_relation=Relation.ALL, from_quantity=Decimal(5000), amount=Decimal(75))
    _journal(company, "Hotels and restaurants", [*steps, *discounts, bonus], first)
    promotion = _price(company, company.items["1605"], "", Decimal("0.85"))
    _journal(company, "Promotion vacuum jugs", [promotion], entity.today().replace(day=1))
    coming = [_price(company, company.items[number], "RETAIL", Decimal("0.75")) for number in ("1001", "1002", "1003")]
    _journal(
        company, "Shops, prices of next year", coming, entity.today().replace(year=entity.today().year + 1, month=1, day=1), posted=False
    )


def _journal(company: Company, name: str, lines: list[TradeAgreement], valid_from: date, *, posted: bool = True) -> None:
    entity, today = company.entity, company.entity.today()
    [number] = take_numbers(entity, "trade_agreement_journal", 1, today)
    status = TradeAgreementJournal.Status.POSTED if posted else TradeAgreementJournal.Status.OPEN
    manager = company.person("OM") if posted else None
    journal = TradeAgreementJournal.of(entity).create(legal_entity=entity, number=number, name=name, status=status, posted_by=manager)
    for line in lines:
        line.journal, line.from_date = journal, valid_from
    TradeAgreement.of(entity).bulk_create(lines)


def _line(company: Company, relation: str, group: str, **values: Any) -> TradeAgreement:
    return TradeAgreement(
        legal_entity=company.entity,
        relation=relation,
        account_relation=Relation.GROUP if group else Relation.ALL,
        account_key=group,
        currency=company.entity.currency,
        include_generic_currency=True,
        **values,
    )


def _price(company: Company, item: Item, group: str, factor: Decimal, bracket: tuple[int, int | None] = (0, None)) -> TradeAgreement:
    amount = (item.base_price * factor).quantize(Decimal("0.01"))
    low, high = bracket
    values = {"item": item, "unit": item.sales_unit, "amount": amount, "from_quantity": low, "to_quantity": high}
    return _line(company, AgreementRelation.PRICE, group, item_relation=Relation.TABLE, **values)


def _discount(company: Company, group: str, item_group: str, percent: Decimal, **values: Any) -> TradeAgreement:
    values |= {"item_relation": Relation.GROUP, "item_key": item_group, "percent_1": percent}
    return _line(company, AgreementRelation.LINE, group, **values)


def _total(company: Company, group: str, amount: Decimal, percent: Decimal) -> TradeAgreement:
    values = {"item_relation": Relation.ALL, "from_quantity": amount, "percent_1": percent}
    return _line(company, AgreementRelation.TOTAL, group, **values)
