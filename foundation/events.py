"""Typed events: how a lower app lets a higher one act or object, synchronously and inside the posting's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction


class Event:
    """Base of all events; each carries the set of documents of one posting."""


EventType = TypeVar("EventType", bound=Event)
Handler = Callable[[EventType], None]


@dataclass(frozen=True)
class _Subscription:
    order: int
    name: str
    handler: Callable[[Event], None]


_SUBSCRIPTIONS: dict[type[Event], list[_Subscription]] = defaultdict(list)


def subscribe(event_class: type[EventType], *, order: int = 100) -> Callable[[Handler[EventType]], Handler[EventType]]:
    """Register a handler for one event class; handlers run by order, then by name, the same on every machine."""

    def register(handler: Handler[EventType]) -> Handler[EventType]:
        subscription = _Subscription(order, f"{handler.__module__}.{handler.__qualname__}", handler)  # type: ignore[arg-type]
        handlers = _SUBSCRIPTIONS[event_class]
        if subscription.name not in {known.name for known in handlers}:
            handlers.append(subscription)
            handlers.sort(key=lambda known: (known.order, known.name))
        return handler

    return register


def publish(event: Event) -> None:
    """Call every handler of the event's class; refuses outside a transaction and lets every exception through."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} may only be published inside the posting's transaction")
    for subscription in _SUBSCRIPTIONS[type(event)]:
        subscription.handler(event)
