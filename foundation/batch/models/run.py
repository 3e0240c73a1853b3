"""Runs of batch jobs, their chunks, what became of every object, and who is working on what (invoicing.md 3.1, 3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from foundation.batch.handlers import kinds_seen_by
from foundation.batch.models.job import VIEW_ALL, Alert, BatchJob, BatchJobVersion
from foundation.batch.statuses import LIVE_RUNS, RERUN_OUTCOMES, ChunkStatus, Outcome, RunStatus
from foundation.database.constraints import in_order
from foundation.errors import render_refusal
from foundation.organization.access import Access
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class RunTrigger(models.TextChoices):
    """What made a run start."""

    SCHEDULE = "schedule", _("Schedule")
    PERSON = "person", _("Started by hand")
    RERUN = "rerun", _("Rerun")


class BatchRunQuerySet(ScopedQuerySet):
    """Finds runs."""

    def live(self) -> Self:
        """Runs that are not over."""
        return self.filter(status__in=LIVE_RUNS)

    def to_select(self, now: datetime) -> Self:
        """Runs whose selection no worker has begun, or whose worker has given no end for a lease."""
        lapsed = now - timedelta(seconds=settings.BATCH_CLAIM_LEASE_SECONDS)
        free = Q(attempts=0) | Q(heartbeat_at=None) | Q(heartbeat_at__lt=lapsed)
        return self.filter(free, status=RunStatus.SELECTING)

    def visible_to(self, access: Access) -> Self:
        """Runs that a user may look at: all of them with that permission, else those of the user's own jobs and of kinds seen whole."""
        if access.may(VIEW_ALL):
            return self
        seen = Q(job__kind__in=kinds_seen_by(access))
        return self.filter(Q(job__run_by=access.user) | Q(job__created_by=access.user) | seen)

    def with_failures(self) -> Self:
        """Runs in which something failed."""
        return self.filter(Q(failed__gt=0) | Q(status=RunStatus.ERROR))

    def with_outcomes_older_than(self, moment: datetime) -> Self:
        """Runs that ended before a moment and whose outcomes are still kept, oldest first."""
        chunks = BatchChunk.unscoped("a part of a query over all legal entities").filter(run=OuterRef("pk"))
        items = RunItem.unscoped("a part of a query over all legal entities").filter(run=OuterRef("pk"))
        return self.filter(Exists(items) | Exists(chunks), ended_at__lt=moment).order_by("pk")

    def for_display(self) -> Self:
        """What lists and pages show."""
        return self.select_related("legal_entity", "job__legal_entity", "version__created_by", "run_by", "rerun_of__job")


class BatchRun(EntityModel):
    """One execution of a job. Its date and version are fixed when it starts; its counts when it ends."""

    job = models.ForeignKey(BatchJob, models.PROTECT, related_name="runs", verbose_name=_("batch job"))
    run_no = models.PositiveIntegerField(_("run"))
    trigger = models.CharField(_("started by"), max_length=8, choices=RunTrigger.choices, default=RunTrigger.SCHEDULE)
    rerun_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reruns", verbose_name=_("rerun of"))
    version = models.ForeignKey(BatchJobVersion, models.PROTECT, related_name="+", verbose_name=_("version"))
    run_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("run by"))
    status = models.CharField(_("status"), max_length=10, choices=RunStatus.choices, default=RunStatus.SELECTING)
    planned_at = models.DateTimeField(_("planned at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True)
    on_date = models.DateField(_("date of the run"))
    query_as_run = models.JSONField(_("selection as run"), default=list)
    selected = models.PositiveIntegerField(_("selected"), default=0)
    groups = models.PositiveIntegerField(_("groups"), default=0)
    posted = models.PositiveIntegerField(_("posted"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    not_processed = models.PositiveIntegerField(_("not processed"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts to select"), default=0)
    code = models.CharField(_("code"), max_length=12, blank=True, default="")
    params = models.JSONField(_("message parameters"), default=dict)
    notices = models.JSONField(_("notices"), default=list)

    objects: ClassVar[Any] = scoped_manager(BatchRunQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("batch run")
        verbose_name_plural = _("batch job history")
        constraints = [
            models.UniqueConstraint(fields=["job", "planned_at"], name="batch_run_planned_once"),
            models.UniqueConstraint(fields=["job", "run_no"], name="batch_run_number_unique"),
            models.UniqueConstraint(fields=["job"], condition=Q(status__in=sorted(LIVE_RUNS)), name="batch_run_one_live"),
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="batch_run_status_known"),
            models.CheckConstraint(condition=Q(status__in=sorted(LIVE_RUNS)) | Q(ended_at__isnull=False), name="batch_run_final_has_end"),
            in_order("batch_run_times_ordered", "started_at", "ended_at"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "-id"], name="batch_run_by_entity"),
            models.Index(fields=["status"], condition=Q(status__in=sorted(LIVE_RUNS)), name="batch_run_live"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="run_ends_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*"),
                func="RAISE EXCEPTION 'A run that is over never changes: %', OLD.id USING ERRCODE = '23514';",
            )
        ]

    def __str__(self) -> str:
        """Return job and run number."""
        return f"{self.job} · {self.run_no}"

    @property
    def title(self) -> str:
        """Return job and run number."""
        return str(self)

    @property
    def is_live(self) -> bool:
        """Tell whether the run is going on."""
        return self.status in LIVE_RUNS

    @property
    def ended_with_failures(self) -> bool:
        """Tell whether the run ended but left something undone: shown amber."""
        return self.status == RunStatus.ENDED and self.failed > 0

    @property
    def duration(self) -> timedelta | None:
        """Return how long the run took, None while it is going on."""
        return self.ended_at - self.started_at if self.ended_at and self.started_at else None

    @property
    def message(self) -> str:
        """Return why the run ended as it did, in the reader's language; blank when there is nothing to say."""
        return render_refusal(self.code, self.params) if self.code else ""

    @property
    def notice_texts(self) -> list[str]:
        """Return the notices of the run in the reader's language."""
        return [render_refusal(notice["code"], notice["params"]) for notice in self.notices]

    @property
    def alert(self) -> str:
        """Return the end of the run in the terms of alerts."""
        return Alert.ENDED_WITH_FAILURES if self.ended_with_failures else Alert(self.status)

    def counts(self) -> dict[str, int]:
        """Return the number of items per outcome: stored once the run is over, counted while it is going on."""
        if not self.is_live:
            return {
                Outcome.PENDING: 0,
                Outcome.POSTED: self.posted,
                Outcome.FAILED: self.failed,
                Outcome.SKIPPED: self.skipped,
                Outcome.NOT_PROCESSED: self.not_processed,
            }
        return RunItem.of(self.legal_entity_id).filter(run=self).count_by_outcome()


class BatchChunkQuerySet(ScopedQuerySet):
    """Finds chunks."""

    def open(self) -> Self:
        """Chunks that still have to be worked on or are being worked on."""
        return self.filter(status__in=[ChunkStatus.WAITING, ChunkStatus.CLAIMED])

    def claimed(self) -> Self:
        """Chunks in a worker's hands."""
        return self.filter(status=ChunkStatus.CLAIMED)

    def claimable(self, now: datetime) -> Self:
        """Waiting chunks of executing runs whose back-off is over, oldest first."""
        ready = Q(not_before=None) | Q(not_before__lte=now)
        return self.filter(ready, status=ChunkStatus.WAITING, run__status=RunStatus.EXECUTING).order_by("sequence", "pk")

    def lapsed(self, now: datetime) -> Self:
        """Chunks whose worker has given no sign of life for a lease."""
        return self.claimed().filter(lease_until__lt=now).order_by("pk")


class BatchChunk(EntityModel):
    """A unit of work: groups of objects that are posted in one transaction by one worker.

    ``claimed_by`` is a key drawn for one claim; whoever holds it may post the chunk. ``attempts`` counts claims.
    """

    run = models.ForeignKey(BatchRun, models.PROTECT, related_name="chunks", verbose_name=_("run"))
    sequence = models.PositiveIntegerField(_("sequence"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="halves", verbose_name=_("split from"))
    status = models.CharField(_("status"), max_length=10, choices=ChunkStatus.choices, default=ChunkStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True)
    claimed_by = models.UUIDField(_("claim"), null=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)

    objects: ClassVar[Any] = scoped_manager(BatchChunkQuerySet)

    class Meta:
        ordering = ["run", "sequence", "id"]
        verbose_name = _("chunk of a batch run")
        verbose_name_plural = _("chunks of batch runs")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ChunkStatus.values), name="batch_chunk_status_known"),
            models.CheckConstraint(
                condition=~Q(status=ChunkStatus.CLAIMED) | Q(claimed_by__isnull=False, lease_until__isnull=False),
                name="batch_chunk_claim_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "sequence", "id"], condition=Q(status=ChunkStatus.WAITING), name="batch_chunk_waiting"),
            models.Index(fields=["lease_until"], condition=Q(status=ChunkStatus.CLAIMED), name="batch_chunk_leases"),
            models.Index(fields=["run", "status"], name="batch_chunk_by_status"),
        ]

    def __str__(self) -> str:
        """Return run and sequence."""
        return f"{self.run_id}/{self.sequence}"


class RunItemQuerySet(ScopedQuerySet):
    """Finds items of runs."""

    def pending(self) -> Self:
        """Items nobody has decided on yet, in posting order."""
        return self.filter(outcome=Outcome.PENDING).order_by("position")

    def to_rerun(self) -> Self:
        """Items that a rerun takes: failed and not processed ones."""
        return self.filter(outcome__in=RERUN_OUTCOMES)

    def of_run(self, run: BatchRun) -> Self:
        """Items of one run, with what a list of them shows."""
        return self.filter(run=run).select_related("run__job")

    def posted(self) -> Self:
        """Items of which a document was made."""
        return self.filter(outcome=Outcome.POSTED)

    def skipped(self) -> Self:
        """Items for which there was nothing to do."""
        return self.filter(outcome=Outcome.SKIPPED)

    def not_processed(self) -> Self:
        """Items that a cancelled or stopped run left alone."""
        return self.filter(outcome=Outcome.NOT_PROCESSED)

    def count_by_code(self) -> dict[str, int]:
        """Return the number of items for each reason, the most frequent first."""
        rows = self.exclude(code="").order_by().values_list("code").annotate(items=Count("pk"))
        return dict(rows.order_by("-items", "code"))

    def one_per_code(self) -> Self:
        """The first item of each reason."""
        return self.exclude(code="").order_by("code", "position").distinct("code")

    def failed(self) -> Self:
        """Items that a rule or a technical failure refused."""
        return self.filter(outcome=Outcome.FAILED)

    def refusals_of(self, kinds: Iterable[str], object_id: int) -> Self:
        """Items of jobs of some kinds that failed for an object, the latest first, with their runs."""
        failed = self.failed().filter(run__job__kind__in=list(kinds), object_id=object_id)
        return failed.select_related("run__job", "run__run_by").order_by("-ended_at")

    def count_by_outcome(self) -> dict[str, int]:
        """Return the number of items for each outcome."""
        found = dict(self.order_by().values_list("outcome").annotate(Count("pk")))
        return {outcome: found.get(outcome, 0) for outcome in Outcome.values}

    def count_of_groups(self) -> int:
        """Return how many groups the items form."""
        return self.order_by().aggregate(groups=Count(F("group_key"), distinct=True))["groups"]


class RunItem(EntityModel):
    """What became of one object in one run: the document that was made, or the code and parameters of the refusal.

    Commits together with the document; an outcome is decided once.
    """

    run = models.ForeignKey(BatchRun, models.PROTECT, related_name="items", verbose_name=_("run"))
    chunk = models.ForeignKey(BatchChunk, models.PROTECT, null=True, related_name="items", verbose_name=_("chunk"))
    position = models.PositiveIntegerField(_("position"))
    object_id = models.BigIntegerField(_("object"))
    object_label = models.CharField(_("object"), max_length=120)
    group_key = models.CharField(_("group"), max_length=200)
    outcome = models.CharField(_("outcome"), max_length=13, choices=Outcome.choices, default=Outcome.PENDING)
    document_type = models.CharField(_("document type"), max_length=60, blank=True, default="")
    document_id = models.BigIntegerField(_("document"), null=True)
    document_number = models.CharField(_("document number"), max_length=30, blank=True, default="")
    code = models.CharField(_("code"), max_length=12, blank=True, default="")
    params = models.JSONField(_("message parameters"), default=dict)
    warnings = models.JSONField(_("warnings"), default=list)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects: ClassVar[Any] = scoped_manager(RunItemQuerySet)

    class Meta:
        ordering = ["run", "position"]
        verbose_name = _("item of a batch run")
        verbose_name_plural = _("items of batch runs")
        constraints = [
            models.UniqueConstraint(fields=["run", "object_id"], name="run_item_once_per_run"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="run_item_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.POSTED) | Q(document_id__isnull=False) & ~Q(document_type=""),
                name="run_item_posted_has_document",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.FAILED, Outcome.SKIPPED]) | ~Q(code=""), name="run_item_refused_has_code"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "position"], name="run_item_by_outcome"),
            models.Index(fields=["chunk"], name="run_item_by_chunk"),
            models.Index(fields=["legal_entity", "object_id"], condition=Q(outcome=Outcome.FAILED), name="run_item_failed"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="outcome_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.outcome <> 'pending'"),
                func="RAISE EXCEPTION 'The outcome of an item is decided once: %', OLD.id USING ERRCODE = '23514';",
            )
        ]

    def __str__(self) -> str:
        """Return the object."""
        return self.object_label

    @property
    def message(self) -> str:
        """Return why the object was refused, in the reader's language."""
        return render_refusal(self.code, self.params) if self.code else ""

    @property
    def warning_texts(self) -> list[str]:
        """Return the warnings in the reader's language."""
        return [render_refusal(warning["code"], warning["params"]) for warning in self.warnings]

    @property
    def reason(self) -> str:
        """Return the refusal and the warnings in the reader's language."""
        return " ".join(text for text in (self.message, *self.warning_texts) if text)


class BatchClaim(EntityModel):
    """An object that a live run works on; no other run selects it until then (invoicing.md 3.6, safeguard 3)."""

    run = models.ForeignKey(BatchRun, models.PROTECT, related_name="claims", verbose_name=_("run"))
    kind = models.CharField(_("kind of object"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch claim")
        verbose_name_plural = _("batch claims")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "kind", "object_id"], name="batch_claim_unique")]

    def __str__(self) -> str:
        """Return what is claimed."""
        return f"{self.kind} {self.object_id}"
