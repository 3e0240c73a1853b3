"""Import sales orders from a CSV or XLSX file with one row per order line."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from customers.models import CustomerGroup
from foundation.imports.command import ImportCommand
from foundation.imports.running import ImportReport
from foundation.inventory.models import ItemGroup, Unit, Warehouse
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.access import access_for
from foundation.organization.models import LegalEntity, User
from sales.services.create_missing import MissingRecords
from sales.services.import_orders import OrderImporter


class Command(ImportCommand):
    """Imports orders; documents that only take goods back are reported, not imported."""

    help = "Import sales orders from a CSV or XLSX file: one row per line, the columns of the order repeated in every row."
    permission = "sales.import_salesorder"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what to do with rows that name no customer, or records that do not exist."""
        super().add_arguments(parser)
        parser.add_argument("--anonymous-customer", default="", metavar="ACCOUNT", help="customer of the orders that name none")
        parser.add_argument("--create-missing", action="store_true", help="create customers and items that do not exist")
        parser.add_argument("--customer-group", default="", metavar="CODE", help="of customers that are created; the first when left out")
        parser.add_argument("--unit", default="", metavar="CODE", help="of items that are created; the first when left out")
        parser.add_argument("--item-group", default="", metavar="CODE", help="of items that are created")
        parser.add_argument("--warehouse", default="", metavar="CODE", help="of items that are created; the first when left out")
        parser.add_argument("--item-tax-group", default="", metavar="CODE", help="sales tax group of items that are created")

    def importer(self, legal_entity: LegalEntity, user: User | None, options: dict[str, Any]) -> OrderImporter:
        """Return the importer of sales orders."""
        missing = _missing_records(legal_entity, options) if options["create_missing"] else None
        access = access_for(user, legal_entity.code) if user is not None else None
        limit = access.manual_discount_limit if access is not None else None
        return OrderImporter(legal_entity, user, options["anonymous_customer"], missing, discount_limit=limit)

    def _run(self, legal_entity: LegalEntity, user: User | None, options: dict[str, Any]) -> ImportReport:
        """Import within one transaction that a dry run takes back, with the customers and items that it created on the way."""
        with transaction.atomic():
            report = super()._run(legal_entity, user, options)
            if options["dry_run"]:
                transaction.set_rollback(True)
        return report


def _missing_records(entity: LegalEntity, options: dict[str, Any]) -> MissingRecords:
    group = _named(CustomerGroup.of(entity), options["customer_group"]) or CustomerGroup.of(entity).order_by("code").first()
    unit = _named(Unit.objects.all(), options["unit"]) or Unit.objects.order_by("pk").first()
    if group is None or unit is None:
        raise CommandError("To create customers and items, set up a customer group and a unit first.")
    return MissingRecords(
        group,
        unit,
        _named(ItemGroup.of(entity), options["item_group"]),
        _named(ItemSalesTaxGroup.of(entity), options["item_tax_group"]),
        _named(Warehouse.of(entity), options["warehouse"]) or Warehouse.of(entity).order_by("code").first(),
    )


def _named(rows: Any, code: str) -> Any:
    """Return the record with a code, None without one."""
    if not code:
        return None
    found = rows.filter(code=code).first()
    if found is None:
        raise CommandError(f"{rows.model._meta.verbose_name.capitalize()} {code} does not exist.")
    return found
