"""What lists of batch jobs, runs and outcomes show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.badges import status_badge
from foundation.backoffice.batch.links import page_of_kind
from foundation.backoffice.lists import LinkColumn, ListTable, MomentColumn, NumberColumn, StatusColumn, TextColumn
from foundation.batch.models import BatchRun, RunItem
from foundation.batch.statuses import JobStatus, Outcome, RunStatus
from foundation.errors import Text

JOB_TONES: dict[str, str] = {
    JobStatus.WITHHOLD: "grey",
    JobStatus.WAITING: "blue",
    JobStatus.EXECUTING: "blue",
    JobStatus.CANCELING: "amber",
    JobStatus.ENDED: "green",
    JobStatus.ERROR: "red",
    JobStatus.CANCELLED: "grey",
    JobStatus.REMOVED: "grey",
}
RUN_TONES: dict[str, str] = {
    RunStatus.SELECTING: "blue",
    RunStatus.EXECUTING: "blue",
    RunStatus.CANCELING: "amber",
    RunStatus.STOPPING: "amber",
    RunStatus.ENDED: "green",
    RunStatus.ERROR: "red",
    RunStatus.CANCELLED: "grey",
    RunStatus.SKIPPED: "grey",
}
OUTCOME_TONES: dict[str, str] = {
    Outcome.PENDING: "grey",
    Outcome.POSTED: "green",
    Outcome.FAILED: "red",
    Outcome.SKIPPED: "amber",
    Outcome.NOT_PROCESSED: "grey",
}


def run_status(run: BatchRun) -> tuple[Text, str]:
    """Return the status of a run as word and tone; one that left something undone is amber."""
    if run.ended_with_failures:
        return gettext_lazy("Ended with failures"), "amber"
    return run.get_status_display(), RUN_TONES[run.status]


def duration_words(duration: timedelta | None) -> str:
    """Return a duration as people say it: 48 s, 3 min 20 s, 2 h 5 min; blank for none."""
    if duration is None:
        return ""
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    if seconds < 3600:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return _("%(hours)s h %(minutes)s min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}


class RunStatusColumn(StatusColumn):
    """The status of a run, ended with failures apart; ``of`` names the run on another record."""

    by_value = False

    def __init__(self, label: Text, *, of: str = "", **options: Any) -> None:
        super().__init__(label, **options)
        self.of = of

    def word(self, record: Any, accessor: Any) -> str:
        """Return the word, nothing where there is no run."""
        run = getattr(record, self.of) if self.of else record
        return str(run_status(run)[0]) if run is not None else ""

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        """Return the badge."""
        return status_badge(*run_status(getattr(record, self.of) if self.of else record))


class DurationColumn(TextColumn):
    """How long something took."""

    css_class = "number"

    def render(self, value: Any) -> str:
        """Return the words."""
        return duration_words(value)


class CountColumn(NumberColumn):
    """A count of which nothing is the usual case: zero is shown quietly."""

    def render(self, value: Any) -> str:
        """Return the number."""
        return super().render(value) if value else format_html('<span class="text-secondary">{}</span>', 0)


class HandlerPageColumn(TextColumn):
    """A text that links to a page which the kind of job names, with a key that stands on the item."""

    def __init__(self, label: Text, *, page: str, target: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.page = page
        self.target = target

    def render(self, value: Any, record: RunItem, table: Any) -> str:
        """Return the link, or only the text where there is no page to go to."""
        url = page_of_kind(table.request, record.run.job, self.page, getattr(record, self.target))
        return format_html('<a href="{}">{}</a>', url, value) if url else str(value)


class ReasonColumn(TextColumn):
    """Why an object was not posted, or what to know about one that was; the code is small."""

    def render(self, value: str, record: RunItem) -> str:
        """Return sentence and code."""
        return format_html('{} <small class="text-secondary">{}</small>', value, record.code)

    def exported(self, record: RunItem, accessor: Any, _table: Any) -> str:
        """Return code and sentence."""
        return f"{record.code} {record.reason}".strip()


class JobTable(ListTable):
    """Jobs with their rhythm and what became of the last run."""

    description = LinkColumn(gettext_lazy("Batch job"), page="batch:job")
    kind_label = TextColumn(gettext_lazy("What it does"), sortable=False)
    status = StatusColumn(gettext_lazy("Status"), tones=JOB_TONES)
    recurrence_words = TextColumn(gettext_lazy("Repeats"), sortable=False, css_class="wrap")
    next_run_at = MomentColumn(gettext_lazy("Next start"))
    last_started = MomentColumn(gettext_lazy("Last start"), accessor="last_run.started_at", order_by="last_run__started_at", hidden=True)
    last_status = RunStatusColumn(gettext_lazy("Last run"), of="last_run", accessor="last_run.status", sortable=False)
    last_posted = CountColumn(gettext_lazy("Posted"), accessor="last_run.posted", order_by="last_run__posted")
    last_failed = CountColumn(gettext_lazy("Failed"), accessor="last_run.failed", order_by="last_run__failed")
    run_by = TextColumn(gettext_lazy("Runs as"), order_by="run_by__name")
    created_by = TextColumn(gettext_lazy("Made by"), order_by="created_by__name", hidden=True)
    priority = StatusColumn(gettext_lazy("Priority"), hidden=True)


class RunTable(ListTable):
    """Runs with their counts."""

    job = LinkColumn(gettext_lazy("Run"), page="batch:run", accessor="title", order_by="pk")
    status = RunStatusColumn(gettext_lazy("Status"))
    trigger = StatusColumn(gettext_lazy("Started by"))
    started_at = MomentColumn(gettext_lazy("Started"))
    duration = DurationColumn(gettext_lazy("Took"), sortable=False)
    selected = CountColumn(gettext_lazy("Selected"))
    posted = CountColumn(gettext_lazy("Posted"))
    failed = CountColumn(gettext_lazy("Failed"))
    skipped = CountColumn(gettext_lazy("Skipped"))
    not_processed = CountColumn(gettext_lazy("Not processed"), hidden=True)
    planned_at = MomentColumn(gettext_lazy("Planned"), hidden=True)
    run_by = TextColumn(gettext_lazy("Ran as"), order_by="run_by__name", hidden=True)


class RunItemTable(ListTable):
    """What became of every object of a run."""

    position = NumberColumn(gettext_lazy("No."))
    object_label = HandlerPageColumn(gettext_lazy("Object"), page="object_page", target="object_id")
    outcome = StatusColumn(gettext_lazy("Outcome"), tones=OUTCOME_TONES)
    document_number = HandlerPageColumn(gettext_lazy("Document"), page="document_page", target="document_id")
    reason = ReasonColumn(gettext_lazy("Reason"), order_by="code", css_class="wrap")
    ended_at = MomentColumn(gettext_lazy("Done"), hidden=True)
    attempts = NumberColumn(gettext_lazy("Attempts"), hidden=True)
    group_key = TextColumn(gettext_lazy("Group"), hidden=True)
