"""What invoicing tells the apps above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.events import Event
from foundation.organization.models import LegalEntity, User
from invoicing.models import CustomerInvoice
from invoicing.planning import InvoicePlan


@dataclass(frozen=True)
class CustomerInvoicesPlanned(Event):
    """A plan stands, under the locks of a posting or for a preview: read only. Refuse an order with ``plan.refuse(order_id, error)``."""

    legal_entity: LegalEntity
    plan: InvoicePlan


@dataclass(frozen=True)
class InvoiceLinesCrediting(Event):
    """Invoice lines are locked to be credited. Say by key in ``returned`` what of them came back or is announced to."""

    legal_entity: LegalEntity
    invoice_lines: Sequence[int]
    returned: dict[int, Decimal]


@dataclass(frozen=True)
class CustomerInvoicesPosted(Event):
    """Invoices, vouchers, customer transactions, stock and order quantities are written; the transaction is still open."""

    legal_entity: LegalEntity
    invoices: Sequence[CustomerInvoice]
    user: User | None
    plan: InvoicePlan
