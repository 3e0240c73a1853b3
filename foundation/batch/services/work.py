"""What a worker does when the bell rings for a run: select, then chunk after chunk, then end the run."""

from __future__ import annotations

import logging
import time

from django.db import InterfaceError, OperationalError, connection

from foundation.batch.bell import BELL
from foundation.batch.errors import RunBroken
from foundation.batch.models import BatchChunk, BatchRun
from foundation.batch.services.claim_chunks import Claim, claim_chunk
from foundation.batch.services.finish_runs import break_run, finish_if_done
from foundation.batch.services.give_back import Cause, give_back
from foundation.batch.services.heartbeat import beating
from foundation.batch.services.post_chunks import post_chunk
from foundation.batch.services.select_items import claim_selection, release_selection, select_items
from foundation.batch.statuses import RunStatus
from foundation.database.retries import RecordBusy
from foundation.errors import BusinessRuleError

logger = logging.getLogger(__name__)

TURN_SECONDS = 20.0
TRANSIENT = (OperationalError, InterfaceError, RecordBusy)


def work_on(run_id: int, seconds: float = TURN_SECONDS) -> None:
    """Work on a run for one turn, then ring for the rest, so that other runs and a shutdown have theirs.

    Safe to call at any time, any number of times, by any number of workers.
    """
    until = time.monotonic() + seconds
    run = _live_run(run_id)
    if run is None:
        return
    if run.status == RunStatus.SELECTING and not (claim_selection(run) and _select(run)):
        return
    while time.monotonic() < until:
        claim = claim_chunk(run_id)
        if claim is None:
            break
        process(claim)
    _finish(run)
    if time.monotonic() >= until and BatchChunk.of(run.legal_entity_id).filter(run=run).open().exists():
        BELL.ring_after_commit(run_id)


def process(claim: Claim) -> None:
    """Post a claimed chunk or give it back."""
    with beating(claim):
        try:
            post_chunk(claim)
        except TRANSIENT as error:
            logger.warning("Batch run %s: chunk %s is tried again later: %s", claim.run_id, claim.chunk_id, type(error).__name__)
            give_back(claim, Cause.TRANSIENT)
        except BusinessRuleError as refusal:
            give_back(claim, Cause.WRITE_FAILED, refusal)
        except Exception:  # noqa: BLE001 -- the edge of a job: whatever a chunk does, the others go on
            logger.exception("Batch run %s: chunk %s could not be posted", claim.run_id, claim.chunk_id)
            give_back(claim, Cause.WRITE_FAILED)


def _select(run: BatchRun) -> bool:
    try:
        return select_items(run)
    except TRANSIENT:
        connection.close_if_unusable_or_obsolete()
        release_selection(run)
        raise
    except BusinessRuleError as refusal:
        break_run(run, refusal)
    except Exception:  # noqa: BLE001 -- the edge of a job: a broken selection ends its run, not the worker
        logger.exception("Batch run %s: the selection failed", run.pk)
        break_run(run, RunBroken(ref=run.pk))
    return False


def _finish(run: BatchRun) -> None:
    try:
        finish_if_done(run)
    except BusinessRuleError as refusal:
        break_run(run, refusal)


def _live_run(run_id: int) -> BatchRun | None:
    found: BatchRun | None = BatchRun.unscoped("a worker gets the number of a run").live().for_display().filter(pk=run_id).first()
    return found
