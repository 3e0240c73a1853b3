"""Batch jobs: what is done, for which selection, when and under whose name (invoicing.md 3.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.batch.criteria import Criteria
from foundation.batch.handlers import BatchHandler, handler_for, kind_label, kinds_seen_by, known_handler
from foundation.batch.recurrence import ActiveWindow, Recurrence
from foundation.batch.recurrence_words import in_words
from foundation.batch.statuses import LIVE_RUNS, JobStatus
from foundation.database.triggers import immutable
from foundation.organization.access import Access
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

VIEW_ALL = "batch.view_all_batchjobs"
OVERDUE_AFTER = timedelta(minutes=3)


class Priority(models.IntegerChoices):
    """Which of several due jobs starts first."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    CRITICAL = 4, _("Critical")


class OverlapPolicy(models.TextChoices):
    """What happens to an occurrence that falls into a running one."""

    SKIP = "skip", _("Skip")
    QUEUE = "queue", _("Queue")


class Alert(models.TextChoices):
    """What people can be told about."""

    ENDED = "ended", _("Ended")
    ENDED_WITH_FAILURES = "ended_with_failures", _("Ended with failures")
    ERROR = "error", _("Error")
    CANCELLED = "cancelled", _("Cancelled")


class BatchJobQuerySet(ScopedQuerySet):
    """Finds jobs."""

    def due(self, now: datetime) -> Self:
        """Jobs whose next start has come and whose overlap policy lets the tick look at them, most urgent first."""
        may_start = Q(status=JobStatus.WAITING) | Q(status=JobStatus.EXECUTING, overlap_policy=OverlapPolicy.SKIP)
        return self.filter(may_start, due_at__lte=now).order_by("-priority", "due_at", "pk")

    def executing(self) -> Self:
        """Jobs with a live run."""
        return self.filter(status__in=[JobStatus.EXECUTING, JobStatus.CANCELING])

    def failed_last(self) -> Self:
        """Jobs whose last finished run did not do everything it selected."""
        return self.kept().filter(Q(last_run__failed__gt=0) | Q(last_run__status="error"))

    def paused(self) -> Self:
        """Jobs that do not start by themselves though they could."""
        return self.filter(status=JobStatus.WITHHOLD)

    def repeating(self) -> Self:
        """Jobs that start again and again."""
        return self.kept().filter(recurrence__isnull=False)

    def overdue(self, now: datetime) -> Self:
        """Jobs that should have started a while ago: no scheduler is at work."""
        return self.due(now - OVERDUE_AFTER)

    def visible_to(self, access: Access) -> Self:
        """Jobs that a user may look at: all of them with that permission, else the user's own and those of kinds seen whole."""
        if access.may(VIEW_ALL):
            return self
        return self.filter(Q(run_by=access.user) | Q(created_by=access.user) | Q(kind__in=kinds_seen_by(access)))

    def belonging_to(self, user: Any) -> Self:
        """Jobs that a user made, or that run under the user's name."""
        return self.filter(Q(run_by=user) | Q(created_by=user))

    def matching(self, term: str) -> Self:
        """Jobs by a part of their description."""
        return self.filter(description__icontains=term)

    def run_as(self, user: Any) -> Self:
        """Jobs that run under one user's name."""
        return self.filter(run_by=user)

    def kept(self) -> Self:
        """Jobs that nobody removed."""
        return self.exclude(status=JobStatus.REMOVED)

    def removed(self) -> Self:
        """Jobs that are over for good; their runs can still be read."""
        return self.filter(status=JobStatus.REMOVED)

    def for_display(self) -> Self:
        """What lists and pages show."""
        return self.select_related("legal_entity", "run_by", "created_by", "last_run__job")


class BatchJob(EntityModel):
    """A job with its current version; ``next_run_at`` is its place on the grid, ``due_at`` when the tick may start it.

    The two differ when the active window was closed at the planned time. ``occurrences`` counts starts towards an end
    after n of them. Written by the services of this room and by nobody else.
    """

    kind = models.CharField(_("kind"), max_length=40)
    description = models.CharField(_("description"), max_length=100)
    status = models.CharField(_("status"), max_length=10, choices=JobStatus.choices, default=JobStatus.WITHHOLD)
    run_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("run by"))
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    active_from = models.TimeField(_("active from"), null=True, blank=True)
    active_to = models.TimeField(_("active to"), null=True, blank=True)
    recurrence = models.JSONField(_("recurrence"), null=True, blank=True)
    next_run_at = models.DateTimeField(_("next run"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    occurrences = models.PositiveIntegerField(_("occurrences"), default=0)
    overlap_policy = models.CharField(_("overlap"), max_length=5, choices=OverlapPolicy.choices, default=OverlapPolicy.SKIP)
    continue_after_error = models.BooleanField(_("continue after error"), default=True)
    max_retries = models.PositiveSmallIntegerField(_("technical retries"), default=5, validators=[MinValueValidator(1)])
    stop_on_first_error = models.BooleanField(_("stop on first error"), default=False)
    max_items = models.PositiveIntegerField(_("largest number of items"), default=0, help_text=_("0 = no limit"))
    threads = models.PositiveSmallIntegerField(_("workers"), default=4, validators=[MinValueValidator(1)])
    late_selection = models.BooleanField(_("late selection"), default=True)
    alerts = models.JSONField(_("alerts"), default=dict)
    version_number = models.PositiveIntegerField(_("version"), default=1)
    run_count = models.PositiveIntegerField(_("runs"), default=0)
    last_run = models.ForeignKey("batch.BatchRun", models.PROTECT, null=True, related_name="+", verbose_name=_("last run"))
    created_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(BatchJobQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("batch job")
        verbose_name_plural = _("batch jobs")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="batch_job_status_known"),
            models.CheckConstraint(condition=Q(max_retries__gte=1) & Q(threads__gte=1), name="batch_job_limits_positive"),
            models.CheckConstraint(condition=Q(recurrence=None) | Q(late_selection=True), name="batch_job_recurrence_selects_late"),
            models.CheckConstraint(
                condition=Q(active_from=None, active_to=None) | Q(active_from__isnull=False, active_to__isnull=False),
                name="batch_job_window_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.WAITING) | Q(next_run_at__isnull=False, due_at__isnull=False),
                name="batch_job_waits_for_a_date",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="batch_job_due")]

    def __str__(self) -> str:
        """Return the description."""
        return self.description

    @property
    def handler(self) -> BatchHandler:
        """Return the handler of the job's kind; raises KindGone (BAT-07) when no app registers it any more."""
        return handler_for(self.kind)

    @property
    def known_handler(self) -> BatchHandler | None:
        """Return the handler of the job's kind, None when no app registers it any more."""
        return known_handler(self.kind)

    @property
    def kind_label(self) -> str:
        """Return the kind in the reader's language."""
        return kind_label(self.kind)

    @property
    def repetition(self) -> Recurrence | None:
        """Return the recurrence, None for a job that runs once."""
        return Recurrence.from_json(self.recurrence) if self.recurrence else None

    @property
    def recurrence_words(self) -> str:
        """Return the recurrence in the reader's language, blank for a job that runs once."""
        repetition = self.repetition
        return in_words(repetition) if repetition else ""

    def next_starts(self, count: int = 5) -> list[datetime]:
        """Return the next planned starts, the first of them included; none for a job that will not start by itself."""
        starts = [self.next_run_at] if self.next_run_at else []
        repetition = self.repetition
        while repetition and starts and len(starts) < count:
            following = repetition.next_after(starts[-1], self.occurrences + len(starts))
            if following is None:
                break
            starts.append(following)
        return starts

    @property
    def window(self) -> ActiveWindow | None:
        """Return the local times between which the job may start, None when it may always."""
        if self.active_from is None or self.active_to is None:
            return None
        return ActiveWindow(self.active_from, self.active_to, self.legal_entity.time_zone)

    def alert_addresses(self, alert: str) -> list[str]:
        """Return the e-mail addresses that want to hear of an end of this kind."""
        return list(self.alerts.get("emails", [])) if alert in self.alerts.get("on", []) else []

    def current_version(self) -> BatchJobVersion:
        """Return the parameters and selection that the next run takes."""
        return self.versions.get(number=self.version_number)

    def live_run(self) -> Any:
        """Return the run that is going on, or None."""
        return self.runs.filter(status__in=LIVE_RUNS).first()


class BatchJobVersion(EntityModel):
    """Parameters and selection of a job as they were set at one moment; a run names the version it used.

    ``keys`` is the fixed list of objects of a job without late selection; ``picked`` when a person picked them.
    """

    job = models.ForeignKey(BatchJob, models.CASCADE, related_name="versions", verbose_name=_("batch job"))
    number = models.PositiveIntegerField(_("version"))
    parameters = models.JSONField(_("parameters"), default=dict)
    criteria = models.JSONField(_("selection"), default=list)
    order_by = models.JSONField(_("sort"), default=list)
    keys = models.JSONField(_("fixed list"), null=True)
    picked = models.BooleanField(_("picked by hand"), default=False)
    created_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        ordering = ["job", "-number"]
        verbose_name = _("version of a batch job")
        verbose_name_plural = _("versions of batch jobs")
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="batch_job_version_unique")]
        triggers = immutable("A version of a batch job never changes")

    def __str__(self) -> str:
        """Return job and number."""
        return f"{self.job} · {self.number}"

    def parsed_criteria(self) -> Criteria:
        """Return the selection; raises QueryFieldGone (INV-304) when the kind of job lost a field since."""
        return Criteria.parse(self.criteria, self.job.handler.criteria_fields())
