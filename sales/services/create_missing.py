"""Create the customers and items that a file of orders names and nobody entered yet: the least that an order needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from customers.models import CustomerGroup
from customers.services.create_customers import CustomerDraft, create_customers
from foundation.imports.columns import ParsedRow
from foundation.inventory.models import Item, ItemGroup, Unit, Warehouse
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


@dataclass(frozen=True)
class MissingRecords:
    """What customers and items made by an import start from.

    Items may go below zero in the stock: nobody counted them yet. A price of the file stays on the order; it is no base price.
    """

    customer_group: CustomerGroup
    unit: Unit
    item_group: ItemGroup | None = None
    item_sales_tax_group: ItemSalesTaxGroup | None = None
    warehouse: Warehouse | None = None

    def create_customers(self, entity: LegalEntity, rows: Mapping[str, ParsedRow], user: User | None) -> dict[str, int]:
        """Create a customer per account, named in the row or by the account; raises what creating customers raises."""
        drafts = [CustomerDraft(self._customer(account, row)) for account, row in rows.items()]
        saved = create_customers(entity, drafts, user=user, reason="import")
        return {known.customer.account: known.customer.pk for known in saved}

    def create_items(self, entity: LegalEntity, rows: Mapping[str, ParsedRow], user: User | None) -> dict[str, int]:
        """Create an item per number, with the description of the row."""
        items = Item.of(entity).bulk_create(
            [self._item(entity, number, row.values.get("name") or number) for number, row in rows.items()], batch_size=2000
        )
        audit.record(entity, user, "created", items, reason="import")
        return {item.number: item.pk for item in items}

    def _customer(self, account: str, row: ParsedRow) -> dict[str, object]:
        values: dict[str, object] = {
            "account": account,
            "name": row.values.get("customer_name") or account,
            "group": self.customer_group,
        }
        if row.values.get("delivery_country"):
            values["country"] = row.values["delivery_country"]
        return values

    def _item(self, entity: LegalEntity, number: str, name: str) -> Item:
        return Item(
            legal_entity=entity,
            number=number,
            name=name[:100],
            group=self.item_group,
            sales_unit=self.unit,
            inventory_unit=self.unit,
            price_currency_id=entity.currency_id,
            item_sales_tax_group=self.item_sales_tax_group,
            default_warehouse=self.warehouse,
            negative_stock=True,
        )
