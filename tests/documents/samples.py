"""A sample document of any length, for the tests of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.documents.formatting import format_date
from foundation.documents.payment_qr import payment_qr
from foundation.documents.rendering import Attachment, TotalRow, render_pdf
from foundation.money import round_amount
from foundation.organization.models import Currency, LegalEntity

SAMPLE = "sample_invoice.html"


@dataclass(frozen=True)
class Line:
    """One line of the sample, with the total up to and including it."""

    position: int
    item: str
    text: str
    detail: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    running: Decimal


def seller(**changes: Any) -> LegalEntity:
    """Return an unsaved Dutch company."""
    fields: dict[str, Any] = {
        "code": "NL01",
        "name": "Polderhout Groothandel B.V.",
        "currency": Currency(code="EUR"),
        "country": "NL",
        "street": "Havenkade 12",
        "postal_code": "3011 AB",
        "city": "Rotterdam",
        "phone": "+31 10 555 0100",
        "email": "facturen@polderhout.example",
        "website": "polderhout.example",
        "vat_number": "NL001234567B01",
        "registration_number": "24123456",
        "legal_footer": "Our general terms of sale apply to all deliveries.",
        "bank_name": "Rijnbank",
        "iban": "NL91ABNA0417164300",
        "bic": "ABNANL2A",
    }
    return LegalEntity(**(fields | changes))


def sample_lines(count: int, text: str = "Beech panel, planed") -> list[Line]:
    """Return lines with prices that all differ."""
    lines, running = [], Decimal(0)
    for position in range(1, count + 1):
        quantity, price = Decimal(position % 7 + 1), Decimal("3.17") + Decimal(position) / 100
        amount = round_amount(quantity * price)
        running += amount
        detail = "18 mm, 2500 × 1250\nBatch 2026-11" if position % 5 == 0 else ""
        lines.append(Line(position, f"D{position:04}", text, detail, quantity, "pcs", price, amount, running))
    return lines


def sample_context(lines: list[Line], **changes: Any) -> dict[str, Any]:
    """Return the context of the sample for these lines."""
    net = lines[-1].running if lines else Decimal(0)
    tax = round_amount(net * 21 / 100)
    return {
        "title": "Invoice",
        "number": "F2026-000421",
        "currency": "EUR",
        "recipient": ["Bouwbedrijf Ångström & Zonen", "Attn. accounts payable", "Kanaalstraat 8", "3531 CH Utrecht", "Netherlands"],
        "facts": [
            ("Invoice date", format_date(date(2026, 11, 20))),
            ("Due date", format_date(date(2026, 12, 20))),
            ("Customer", "C-100"),
            ("Your reference", "PO 4711"),
            ("Order", "SO-000070"),
            ("VAT number", "NL987654321B01"),
        ],
        "lines": lines,
        "taxes": [{"rate": Decimal("21.0000"), "base": net, "tax": tax}],
        "totals": [TotalRow("Lines", net), TotalRow("Sales tax 21 %", tax), TotalRow("To pay", net + tax, strong=True)],
        "payment_lines": [("Please pay to", "NL91 ABNA 0417 1643 00"), ("Reference", "RF91 F202 6000 421"), ("Before", "20 Dec 2026")],
        "with_qr": True,
        "texts": ["Thank you for your order."],
    } | changes


def sample_pdf(count: int = 5, *, entity: LegalEntity | None = None, language: str = "en", **changes: Any) -> bytes:
    """Return the sample as a PDF; ``changes`` go into the context."""
    lines = changes.pop("lines", None) or sample_lines(count)
    code = payment_qr(
        name="Polderhout", iban="NL91ABNA0417164300", bic="ABNANL2A", amount=Decimal("120.50"), currency="EUR", reference="RF91F2026000421"
    )
    attachments: list[Attachment] = changes.pop("attachments", [])
    return render_pdf(
        SAMPLE,
        sample_context(lines, **changes),
        entity=entity or seller(),
        language=language,
        images={"qr": code},
        attachments=attachments,
    )
