"""Agreement confirmations as they are printed: labels, commitments and terms in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.documents.formatting import format_date, format_money, format_percent, format_quantity
from foundation.documents.rendering import Seller, TotalRow
from foundation.money import ZERO
from sales.agreements.commitments import CommitmentKind
from sales.agreements.models import AgreementVersion, AgreementVersionLine
from sales.paper import recipient_lines


@dataclass(frozen=True)
class PaperCommitment:
    """One printed commitment; quantity, unit and price are there for a quantity only."""

    item: str
    text: str
    detail: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    discount: str
    amount: Decimal
    running: Decimal


def agreement_context(version: AgreementVersion, lines: Sequence[AgreementVersionLine], units: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template shows; call it with the document's language active."""
    header = version.header
    rows = _rows(version, lines, units)
    recipient = recipient_lines(header["customer_name"], header.get("address", {}))
    place = {name: header[f"delivery_{name}"] for name in ("street", "postal_code", "city", "country")}
    delivery = recipient_lines(header["delivery_name"], place)
    return {
        "title": header.get("title") or _("Sales agreement"),
        "number": version.number,
        "seller": Seller(**header["seller"]),
        "currency": version.currency_id,
        "recipient": recipient,
        "facts": _facts(version),
        "notice": _("This confirmation replaces the earlier ones.") if version.version > 1 else "",
        "delivery": ", ".join(part for part in delivery if part) if delivery != recipient else "",
        "lines": rows,
        "with_discounts": any(row.discount for row in rows),
        "totals": [TotalRow(_("Committed"), version.total_amount, strong=True)],
        "terms": [
            (_("Terms of payment"), header["payment_terms"]),
            (_("Terms of delivery"), header["delivery_terms"]),
            (_("Mode of delivery"), header["delivery_mode"]),
        ],
        "texts": [header["text"]] if header.get("text") else [],
    }


def _facts(version: AgreementVersion) -> list[tuple[str, str]]:
    header = version.header
    return [
        (_("Date"), format_date(version.date)),
        (_("Agreement"), header["agreement_number"]),
        (_("Version"), str(version.version) if version.version > 1 else ""),
        (_("Effective date"), _day(version.effective_date)),
        (_("Expiration date"), _day(version.expiration_date)),
        (_("Customer"), header["customer_account"]),
        (_("Your reference"), header["external_reference"]),
        (_("Our contact"), header["responsible"]),
    ]


def _rows(version: AgreementVersion, lines: Sequence[AgreementVersionLine], units: Mapping[str, str]) -> list[PaperCommitment]:
    found, running = [], ZERO
    for line in lines:
        running += line.net_amount
        counted = line.commitment == CommitmentKind.QUANTITY
        unit = units.get(line.unit, line.unit)
        found.append(
            PaperCommitment(
                item=line.item_number,
                text=line.name or _("All products"),
                detail="\n".join(_details(version, line, unit)),
                quantity=line.quantity,
                unit=unit,
                price=line.unit_price if counted else None,
                discount=format_percent(line.discount_percent) if line.discount_percent else "",
                amount=line.net_amount,
                running=running,
            )
        )
    return found


def _details(version: AgreementVersion, line: AgreementVersionLine, unit: str) -> list[str]:
    """Return what is agreed beside price and amount, a sentence each."""
    currency, details = version.currency_id, []
    if line.price_unit != 1:
        details.append(_("Price per %(quantity)s %(unit)s") % {"quantity": format_quantity(line.price_unit), "unit": unit})
    if line.discount_amount:
        details.append(_("Discount %(amount)s per unit") % {"amount": format_money(line.discount_amount, currency)})
    if (line.effective_date, line.expiration_date) != (version.effective_date, version.expiration_date):
        days = {"first": _day(line.effective_date), "last": _day(line.expiration_date)}
        details.append(_("From %(first)s to %(last)s") % days)
    if line.max_is_enforced:
        details.append(_("At most what is committed"))
    if line.min_release_amount:
        details.append(_("At least %(amount)s per order") % {"amount": format_money(line.min_release_amount, currency)})
    if line.max_release_amount:
        details.append(_("At most %(amount)s per order") % {"amount": format_money(line.max_release_amount, currency)})
    return details


def _day(value: date | None) -> str:
    return format_date(value) if value else ""
