"""Short ways to tell what print management says and which document is to be delivered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from foundation.documents.models import Destination, PrintDestination, PrintLevel, PrintRecord, PrintSetting
from foundation.documents.services.resolve_printing import PrintableDocument
from foundation.organization.models import LegalEntity

CUSTOMER = (PrintLevel.ACCOUNT, "customers.customer", 200)
GROUP = (PrintLevel.GROUP, "customers.customergroup", 20)
ORDER = (PrintLevel.TRANSACTION, "sales.salesorder", 70)


def printable(**changes: Any) -> PrintableDocument:
    """Return an invoice of customer C-200, group DE, order 70, over 5,000.00 EUR."""
    fields: dict[str, Any] = {
        "document_type": "customer_invoice",
        "object_id": 1,
        "number": "F2026-000421",
        "language": "en",
        "party_name": "Bouwbedrijf",
        "owners": (GROUP, CUSTOMER, ORDER),
        "facts": {"total": Decimal("5000.00"), "currency": "EUR", "country": "DE"},
        "addresses": {"invoice": ["ap@bouwbedrijf.example"]},
    }
    return PrintableDocument(**(fields | changes))


def print_record(
    company: LegalEntity, name: str, *destinations: dict[str, Any], owner: tuple[int, str, int] | None = None, **fields: Any
) -> PrintRecord:
    """Write a print record with a default setting that sends to these destinations."""
    level, owner_type, owner_id = owner or (PrintLevel.MODULE, "", None)
    setting = {key: fields.pop(key) for key in ("copies", "language", "footer_texts") if key in fields}
    record = PrintRecord.of(company).create(
        legal_entity=company,
        level=level,
        owner_type=owner_type,
        owner_id=owner_id,
        name=name,
        document_type=fields.pop("document_type", "customer_invoice"),
        **fields,
    )
    if destinations:
        add_setting(record, *destinations, **setting)
    return record


def add_setting(record: PrintRecord, *destinations: dict[str, Any], **fields: Any) -> PrintSetting:
    """Add a setting to a record; without a sequence it is the default one."""
    setting = PrintSetting.objects.create(record=record, **fields)
    for destination in destinations:
        PrintDestination.objects.create(setting=setting, **destination)
    return setting


def email(**fields: Any) -> dict[str, Any]:
    """Return an e-mail destination."""
    return {"destination": Destination.EMAIL} | fields


def queue(name: str) -> dict[str, Any]:
    """Return a printer queue as destination."""
    return {"destination": Destination.QUEUE, "queue": name}


ARCHIVE: dict[str, Any] = {"destination": Destination.ARCHIVE}
