"""Order types of which a room above keeps more than the order says, and what it does when the type of an order changes (sales.md §6.2)."""

from __future__ import annotations

from typing import Protocol

from foundation.organization.models import LegalEntity, User
from sales.models import SalesOrder
from sales.services.working_orders import WorkingOrder


class TypeRoom(Protocol):
    """What a room does when the type of an order changes, in the transaction of the change."""

    def check_leaving(self, order: SalesOrder) -> None:
        """Raise why an order keeps its type."""

    def enter(self, entity: LegalEntity, work: WorkingOrder, user: User) -> None:
        """Keep what belongs to an order that has the type now; its lines are written."""

    def leave(self, entity: LegalEntity, work: WorkingOrder, user: User) -> None:
        """Forget what belongs to an order that gets another type."""


_ROOMS: dict[str, TypeRoom] = {}


def register_type_room(order_type: str, room: TypeRoom) -> None:
    """Let orders become of a type that a room above keeps."""
    _ROOMS[order_type] = room


def room_of(order_type: str) -> TypeRoom | None:
    """Return the room that keeps more of an order type; None where the order says it all."""
    return _ROOMS.get(order_type)
