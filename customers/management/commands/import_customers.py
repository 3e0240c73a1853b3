"""Import customers from a CSV or XLSX file (docs/import.md)."""

from __future__ import annotations

from typing import Any

from customers.services.import_customers import CustomerImporter
from foundation.imports.command import ImportCommand
from foundation.imports.running import Importer
from foundation.organization.access import access_for
from foundation.organization.models import LegalEntity, User


class Command(ImportCommand):
    """Creates customers and changes those that exist, by account or external id."""

    help = "Import customers from a CSV or XLSX file."
    permission = "customers.import_customer"

    def importer(self, legal_entity: LegalEntity, user: User | None, options: dict[str, Any]) -> Importer:
        """Return the importer of customers."""
        return CustomerImporter(legal_entity, user, access_for(user, legal_entity.code) if user else None)
