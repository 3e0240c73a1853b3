"""What queues of outgoing work share: a bell for workers, a claim that is committed first, slices of time, and pauses between attempts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from celery import current_app
from django.db import transaction
from django.db.models import Model, QuerySet
from kombu.exceptions import OperationalError

SLICE_SECONDS = 20.0

Message = TypeVar("Message", bound=Model)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bell:
    """Tells workers that a task has work; a bell that nobody hears does no harm, for beat rings again. ``expires`` is in seconds."""

    task: str
    expires: float = 60

    def ring(self, *arguments: Any, times: int = 1) -> None:
        """Call that many workers now; a broker that is away is logged and forgotten."""
        try:
            for _worker in range(times):
                current_app.send_task(self.task, args=arguments, expires=self.expires, retry=False, ignore_result=True)
        except (OperationalError, OSError):
            logger.info("The broker cannot be reached; beat rings for %s", self.task)

    def ring_after_commit(self, *arguments: Any, times: int = 1) -> None:
        """Call them once the open transaction has committed: a worker that is faster would find nothing."""

        def ring() -> None:  # a function, because Django names what failed by its __qualname__
            self.ring(*arguments, times=times)

        transaction.on_commit(ring, robust=True)


@dataclass(frozen=True)
class Ladder:
    """The pauses between attempts: one attempt more than there are pauses."""

    waits: tuple[timedelta, ...]

    def after(self, attempts: int) -> timedelta | None:
        """Return the pause after that many attempts; None when there is no further one."""
        return self.waits[attempts - 1] if attempts <= len(self.waits) else None


def work_for(seconds: float, claim: Callable[[], Message | None], handle: Callable[[Message], None]) -> int:
    """Claim and handle until nothing is left or the time is up; return how many were handled."""
    handled, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        message = claim()
        if message is None:
            break
        handle(message)
        handled += 1
    return handled


def claim(due: QuerySet[Message], **changes: Any) -> Message | None:
    """Take the first row that nobody holds, with one attempt more and the changes; the claim is committed before any work begins.

    A worker that is lost leaves the row as the changes made it, so these say until when the claim counts.
    """
    with transaction.atomic(durable=True):
        message: Any = due.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        if message is None:
            return None
        changes["attempts"] = message.attempts + 1
        for name, value in changes.items():
            setattr(message, name, value)
        message.save(update_fields=list(changes))
        return message  # type: ignore[no-any-return]
