"""Run a transaction again from its start when the database broke it off: the outermost level of every posting (reliability.md §2).

Deadlocks, serialization failures, lock timeouts and lost connections are tried at most three times. A connection that is lost
during COMMIT leaves open what became of the transaction: only work that finds its own earlier effect, by an idempotency key
or a claim, is then run again.
"""

from __future__ import annotations

import functools
import logging
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError

MOST_ATTEMPTS = 3
SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.05, 0.5
BUSY = frozenset({"40001", "40P01", "55P03"})
"""What PostgreSQL says when another transaction is in the way: serialization failure, deadlock, lock timeout."""
_GONE = ("08", "57P")

logger = logging.getLogger(__name__)
_inside: ContextVar[bool] = ContextVar("inside_a_retried_transaction", default=False)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class RecordBusy(BusinessRuleError):
    """Another posting holds what this one needs, longer than one waits for it; nothing was changed."""

    code = "RECORD_BUSY"
    message = _("The record is being posted by someone else. Try again in a moment.")


class OutcomeUnknown(BusinessRuleError):
    """The connection was lost while the transaction committed: it may be done or not."""

    code = "OUTCOME_UNKNOWN"
    message = _("The connection to the database broke while this was saved. Look whether it is there before you repeat it.")


def is_busy(error: BaseException) -> bool:
    """Tell whether another transaction was in the way."""
    return isinstance(error, OperationalError) and _sqlstate(error) in BUSY


def is_lost(error: BaseException) -> bool:
    """Tell whether the connection to the database was lost, or the server ended it."""
    if isinstance(error, InterfaceError):
        return True
    return isinstance(error, OperationalError) and (not _sqlstate(error) or _sqlstate(error).startswith(_GONE))


def retried(work: Callable[Arguments, Result], *, repeatable: bool = False) -> Callable[Arguments, Result]:
    """Return the work as one transaction that is run again from its start when the database breaks it off.

    ``repeatable`` work finds what an earlier run of it committed. Inside another such transaction it just takes part.
    Raises RecordBusy (RECORD_BUSY) when others stay in the way, OutcomeUnknown (OUTCOME_UNKNOWN), and what the work raises.
    """

    @functools.wraps(work)
    def attempts(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if _inside.get():
            with transaction.atomic():
                return work(*args, **kwargs)
        token = _inside.set(True)
        try:
            return _attempt(functools.partial(work, *args, **kwargs), repeatable=repeatable)
        finally:
            _inside.reset(token)

    return attempts


def _attempt(work: Callable[[], Result], *, repeatable: bool) -> Result:
    for attempt in range(1, MOST_ATTEMPTS + 1):
        committing = False
        try:
            with transaction.atomic(durable=True):
                _read_by_index()
                result = work()
                committing = True
            return result  # noqa: RET504 -- the commit may still fail
        except (OperationalError, InterfaceError) as error:
            if not (is_busy(error) or is_lost(error)):
                raise
            if committing and is_lost(error) and not repeatable:
                _start_afresh(error)
                raise OutcomeUnknown from error
            if attempt == MOST_ATTEMPTS:
                if is_busy(error):
                    raise RecordBusy from error
                raise
            _start_afresh(error)
            time.sleep(random.uniform(SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS))  # noqa: S311 -- jitter, not a secret
    raise AssertionError("The last attempt returns or raises")


def _read_by_index() -> None:
    """Plan every statement of this transaction with indexes, those inside foreign keys and triggers too.

    A session keeps the plan of a foreign key's check: one made while the referenced table had a page reads the whole table for
    each row long after it has grown. Without sequential scans there is no reason to compile plans either.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


def _start_afresh(error: Exception) -> None:
    logger.warning("A transaction was broken off: %s %s", type(error).__name__, _sqlstate(error))
    if not connection.in_atomic_block and is_lost(error):
        connection.close()


def _sqlstate(error: BaseException) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""
