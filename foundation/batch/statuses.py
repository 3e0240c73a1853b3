"""The lives of jobs, runs, chunks and items, and which action may start from which status (invoicing.md 3.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.batch.errors import JobStatusRefused
from foundation.statemachine import StateMachine, Transition


class JobStatus(models.TextChoices):
    """What a job is doing."""

    WITHHOLD = "withhold", _("Withhold")
    WAITING = "waiting", _("Waiting")
    EXECUTING = "executing", _("Executing")
    ENDED = "ended", _("Ended")
    ERROR = "error", _("Error")
    CANCELING = "canceling", _("Canceling")
    CANCELLED = "cancelled", _("Cancelled")
    REMOVED = "removed", _("Removed")


class RunStatus(models.TextChoices):
    """Where one execution stands; the last four are final."""

    SELECTING = "selecting", _("Selecting")
    EXECUTING = "executing", _("Executing")
    CANCELING = "canceling", _("Canceling")
    STOPPING = "stopping", _("Stopping")
    ENDED = "ended", _("Ended")
    ERROR = "error", _("Error")
    CANCELLED = "cancelled", _("Cancelled")
    SKIPPED = "skipped", _("Skipped")


class ChunkStatus(models.TextChoices):
    """Where one unit of work stands; a split chunk lives on in its halves."""

    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Claimed")
    DONE = "done", _("Done")
    SPLIT = "split", _("Split")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    """What became of one object; everything but Pending is final."""

    PENDING = "pending", _("Pending")
    POSTED = "posted", _("Posted")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Skipped")
    NOT_PROCESSED = "not_processed", _("Not processed")


LIVE_JOBS = frozenset({JobStatus.EXECUTING, JobStatus.CANCELING})
LIVE_RUNS = frozenset({RunStatus.SELECTING, RunStatus.EXECUTING, RunStatus.CANCELING, RunStatus.STOPPING})
STOPPED_RUNS = frozenset({RunStatus.CANCELING, RunStatus.STOPPING})
OPEN_CHUNKS = frozenset({ChunkStatus.WAITING, ChunkStatus.CLAIMED})
RERUN_OUTCOMES = frozenset({Outcome.FAILED, Outcome.NOT_PROCESSED})

_RESTING = frozenset({JobStatus.WITHHOLD, JobStatus.WAITING, JobStatus.ENDED, JobStatus.ERROR, JobStatus.CANCELLED})

batch_job_states = StateMachine(
    JobStatus,
    (
        Transition("change", _("change"), frozenset(JobStatus) - {JobStatus.REMOVED}, refusal=JobStatusRefused),
        Transition("start", _("start"), _RESTING, JobStatus.EXECUTING, refusal=JobStatusRefused),
        Transition("withhold", _("withhold"), _RESTING - {JobStatus.WITHHOLD}, JobStatus.WITHHOLD, refusal=JobStatusRefused),
        Transition(
            "wait",
            _("set waiting"),
            frozenset({JobStatus.WITHHOLD, JobStatus.ERROR, JobStatus.CANCELLED}),
            JobStatus.WAITING,
            refusal=JobStatusRefused,
        ),
        Transition("cancel", _("cancel"), frozenset({JobStatus.EXECUTING}), JobStatus.CANCELING, refusal=JobStatusRefused),
        Transition("remove", _("remove"), _RESTING - {JobStatus.WAITING}, JobStatus.REMOVED, refusal=JobStatusRefused),
    ),
)

batch_run_states = StateMachine(
    RunStatus,
    (Transition("rerun", _("rerun"), frozenset({RunStatus.ENDED, RunStatus.ERROR, RunStatus.CANCELLED}), refusal=JobStatusRefused),),
)
