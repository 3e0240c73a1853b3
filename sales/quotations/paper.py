"""Quotations as they are printed: labels, lines and totals in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from foundation.documents.formatting import format_date
from sales.paper import iso_date, offer_context
from sales.quotations.models import QuotationVersion, QuotationVersionLine


def quotation_context(version: QuotationVersion, lines: Sequence[QuotationVersionLine], units: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of a quotation shows; call it with the document's language active."""
    notice = _("This quotation replaces the earlier ones.") if version.version > 1 else ""
    return offer_context(version, lines, units, _("Quotation"), _facts(version), notice) | {"number": version.header["order_number"]}


def _facts(version: QuotationVersion) -> list[tuple[str, str]]:
    header = version.header
    return [
        (_("Date"), format_date(version.date)),
        (_("Valid until"), format_date(version.expiry_date)),
        (_("Revision"), str(version.version) if version.version > 1 else ""),
        (_("Customer"), header["customer_account"]),
        (_("Your reference"), header["customer_reference"]),
        (_("Requisition"), header["customer_requisition"]),
        (_("Your contact"), header["contact_name"]),
        (_("Our contact"), header["responsible"]),
        (_("Ship date"), iso_date(header.get("ship_date", ""))),
    ]
