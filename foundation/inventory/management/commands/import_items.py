"""Import items from a CSV or XLSX file (docs/import.md)."""

from __future__ import annotations

from typing import Any

from foundation.imports.command import ImportCommand
from foundation.imports.running import Importer
from foundation.inventory.services.import_items import ItemImporter
from foundation.organization.models import LegalEntity, User


class Command(ImportCommand):
    """Creates items and changes those that exist, by number."""

    help = "Import items from a CSV or XLSX file."
    permission = "inventory.import_item"

    def importer(self, legal_entity: LegalEntity, user: User | None, options: dict[str, Any]) -> Importer:
        """Return the importer of items."""
        return ItemImporter(legal_entity, user)
