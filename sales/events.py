"""What sales tells the apps above it, synchronously and inside the posting's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.events import Event
from foundation.organization.models import LegalEntity, User
from sales.corrections import CorrectionPlan
from sales.deliveries import DeliveryPlan
from sales.models import OrderConfirmation, PackingSlip, PackingSlipCorrection


@dataclass(frozen=True)
class LinesEntered(Event):
    """A person saved an order with its lines, or a request asked to be treated so; imports and other requests say nothing."""

    legal_entity: LegalEntity
    order_id: int
    user: User


@dataclass(frozen=True)
class PackingSlipsPlanned(Event):
    """A plan stands, under the locks of a posting or for a preview: read only. Refuse an order with ``plan.refuse(order_id, error)``."""

    plan: DeliveryPlan


@dataclass(frozen=True)
class PackingSlipsPosted(Event):
    """Numbers, stock and order quantities are written; the transaction is still open."""

    packing_slips: Sequence[PackingSlip]
    plan: DeliveryPlan


@dataclass(frozen=True)
class PackingSlipsCorrecting(Event):
    """Orders and slips are locked, no goods are taken back. Leave a slip as it is with ``plan.refuse(slip_id, error)``.

    The stock is locked afterwards: a subscriber that judges by other orders locks those.
    """

    plan: CorrectionPlan


@dataclass(frozen=True)
class PackingSlipsCorrected(Event):
    """Stock and order quantities are as if what was taken back had never left; the transaction is still open."""

    corrections: Sequence[PackingSlipCorrection]
    plan: CorrectionPlan


@dataclass(frozen=True)
class DirectLinesChanged(Event):
    """Direct delivery lines, or the address that they go to, are written otherwise; raise to refuse, the transaction is still open."""

    legal_entity: LegalEntity
    line_ids: Sequence[int]


@dataclass(frozen=True)
class DirectLinesGone(Event):
    """Direct delivery lines are about to be deleted; the transaction is still open."""

    legal_entity: LegalEntity
    line_ids: Sequence[int]


@dataclass(frozen=True)
class DirectLinesCancelled(Event):
    """Nobody waits any more for quantities of direct delivery lines, by line in its unit; the transaction is still open."""

    legal_entity: LegalEntity
    quantities: Mapping[int, Decimal]


@dataclass(frozen=True)
class OrdersConfirmed(Event):
    """Confirmations are written; the transaction is still open."""

    confirmations: Sequence[OrderConfirmation]
