"""What integrators do with any order over REST: deliver it and invoice it."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import ApiAs

DELIVERED, INVOICED = {"date": "2026-03-05"}, {"invoice_date": "2026-03-10"}


def deliver(api_as: ApiAs, order: str, **values: Any) -> dict[str, Any]:
    """Post the packing slip of an order and return it."""
    [slip] = api_as("WH").send("packing-slips", {"orders": [order]} | DELIVERED | values, expect=201).json()["packing_slips"]
    return dict(slip)


def invoice(api_as: ApiAs, order: str, **values: Any) -> dict[str, Any]:
    """Post the invoice or credit note of an order and return it."""
    [posted] = api_as("BC").send("customer-invoices", {"orders": [order]} | INVOICED | values, expect=201).json()["invoices"]
    return dict(posted)
