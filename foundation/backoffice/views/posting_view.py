"""Posting dialogs: parameters, a preview of what will be posted, the posting itself, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms.forms import PostingForm
from foundation.backoffice.models import SavedView
from foundation.backoffice.posting import PROPOSED, OtherChoice, Outcome, Preview, ResultLink
from foundation.backoffice.services.one_time_keys import once, outcome_of
from foundation.backoffice.services.saved_views import remember_parameters
from foundation.backoffice.views.form_view import REFUSED
from foundation.backoffice.views.selection import SelectionView
from foundation.batch.handlers import handler_for
from foundation.batch.services.change_status import start_now
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.errors import BusinessRuleError, ManyDocuments, Text

KEY, SHOWN, PREVIEW, RESULT, MEANT = "_key", "_shown", "_preview", "result", "_meant"
MOST_BY_JOB = 10_000
MOST_AT_ONCE = 500


class NothingPosted(Exception):
    """Every document was refused: the transaction and the one-time key are given back."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class PostingDialogView(SelectionView):
    """Posts one document (``pk`` in the address) or a selection of a list, as docs/pages.md describes it.

    More than ``settings.MOST_POSTED_AT_ONCE`` documents are posted once somebody said that they are meant (GEN-04).
    Subclasses declare, and write ``make_plan``, ``describe`` and ``perform``. With ``batch_kind`` so many are handed
    to a batch job.
    """

    template_name = "backoffice/posting/page.html"
    preview_template: ClassVar[str] = "backoffice/posting/_preview.html"
    result_template: ClassVar[str] = "backoffice/posting/result.html"
    form_class: ClassVar[type[PostingForm]] = PostingForm
    verb: ClassVar[Text] = _("Post")
    batch_kind: ClassVar[str] = ""
    remembered: ClassVar[Sequence[str]] = ()
    posted_text: ClassVar[Text] = _("Posted")
    left_out_text: ClassVar[Text] = _("Left out")
    not_posted_text: ClassVar[Text] = _("Not posted")
    signed: str = ""

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> Any:
        """Return the plan of the service; reads only. May raise a BusinessRuleError that concerns all documents."""
        raise NotImplementedError

    def describe(self, plan: Any) -> Preview:
        """Return the plan as people read it."""
        raise NotImplementedError

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Call the service, inside the transaction that also uses up the one-time key, and return what came of it."""
        raise NotImplementedError

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Return what the form starts with; what was remembered and what stands in the address go before it."""
        return {}

    def to_remember(self, _plan: Any) -> dict[str, Any]:
        """Return what of the plan ``perform`` shall find in ``shown_for(parameters)``, to refuse what changed since it was shown."""
        return {}

    def job_parameters(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of the batch job: by default those of the same name."""
        names = {known.name for known in handler_for(self.batch_kind).parameter_fields(self.entity)}
        return {name: _plain(value) for name, value in parameters.items() if name in names and value is not None}

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the dialog, or what came of it."""
        if RESULT in request.GET:
            return self.show_result(request.GET[RESULT])
        if not self.is_selection_possible:
            return self.to_select_again()
        form = self.make_form()
        return self.show(form, self.preview(form, form.starting_values()))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Preview again with other parameters, or post once."""
        if not self.is_selection_possible:
            raise Http404
        form = self.make_form(untouched(request.POST))
        parameters = dict(form.cleaned_data) if form.is_valid() else _usable(form)
        if PREVIEW in request.GET:
            return self.show(form, self.preview(form, parameters), only_preview=bool(self.request.htmx))
        if self.question is not None and MEANT not in request.POST:
            form.refuse(self.question)
        if parameters is None or form.errors:
            return self.show(form, self.preview(form, parameters), status=REFUSED)
        return self.post_once(form, parameters)

    def post_once(self, form: PostingForm, parameters: dict[str, Any]) -> HttpResponseBase:
        """Post under the one-time key and lead to the result, or show what stands in the way."""
        try:
            once(self.key, self.request.user, lambda: self.posted(parameters).as_json())
        except NothingPosted as nothing:
            return self.show(form, self.preview(form, parameters), status=REFUSED, outcome=nothing.outcome)
        except BusinessRuleError as refusal:
            preview = self.preview(form, parameters)
            if preview is not None:
                form.refuse(refusal)
            return self.show(form, preview, status=REFUSED)
        return self.go(f"{self.request.path}?{urlencode({RESULT: self.key, **self.list_state}, doseq=True)}")

    def posted(self, parameters: dict[str, Any]) -> Outcome:
        """Post, or define the batch job that will; raises NothingPosted when every document is refused."""
        if self.remembered:
            query = urlencode({name: _plain(parameters[name]) for name in self.remembered if parameters.get(name) is not None})
            remember_parameters(self.request.user, self.page_name, query)
        if self.as_job:
            return self.job_outcome(parameters)
        outcome = self.perform(self.documents, parameters)
        if not outcome.links:
            raise NothingPosted(outcome)
        return outcome

    def job_outcome(self, parameters: dict[str, Any]) -> Outcome:
        """Define the batch job, start it, and return the way to its run."""
        user = self.request.user
        definition = JobDefinition(
            kind=self.batch_kind,
            description=f"{self.title} ({len(self.keys)})",
            run_by=user,
            parameters=self.job_parameters(parameters),
            keys=self.keys,
            late_selection=False,
        )
        job = define_job(self.entity, definition, user=user)
        [run] = start_now([job], user=user)
        detail = gettext("Runs in the background; its page shows how far it is, and what became of each one.")
        return Outcome(links=[ResultLink(str(run), self.url("batch:run", pk=run.pk), detail=detail)])

    def preview(self, form: PostingForm, parameters: dict[str, Any] | None) -> Preview | None:
        """Return what would be posted; None when there is nothing to show, with the reason in the form's errors."""
        if self.as_job or parameters is None:
            return None
        try:
            plan = self.make_plan(self.documents, parameters)
        except BusinessRuleError as refusal:
            if not form.is_bound:
                return Preview(refusals=[(str(self.title), "", refusal.as_refusal())])
            form.refuse(refusal)
            return None
        self.signed = signing.dumps([_mark(parameters), self.to_remember(plan)], salt=self.page_name)
        return self.describe(plan)

    @property
    def not_list_state(self) -> Collection[str]:
        """Return what of the address is the dialog's own."""
        return {RESULT, PREVIEW, *self.form_class.base_fields}

    @property
    def most(self) -> int:
        """Return how many documents one posting takes."""
        return MOST_BY_JOB if self.batch_kind else MOST_AT_ONCE

    @property
    def as_job(self) -> bool:
        """Tell whether there are so many documents that a batch job posts them."""
        return bool(self.batch_kind) and len(self.keys) > settings.MOST_POSTED_AT_ONCE

    @property
    def question(self) -> ManyDocuments | None:
        """Return what is asked before so many documents are posted that nobody reads the preview of each (sales.md §11.1)."""
        return ManyDocuments(n=len(self.keys)) if len(self.keys) > settings.MOST_POSTED_AT_ONCE else None

    @cached_property
    def key(self) -> UUID:
        """Return the one-time key of the shown dialog: the one that was sent, else a new one."""
        try:
            return UUID(self.request.POST.get(KEY, ""))
        except ValueError:
            return uuid4()

    def shown_for(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return what the dialog showed for these parameters, as ``to_remember`` gave it; empty when it showed others."""
        try:
            mark, shown = signing.loads(self.request.POST.get(SHOWN, ""), salt=self.page_name)
        except signing.BadSignature:
            return {}
        return dict(shown) if mark == _mark(parameters) else {}

    def make_form(self, data: Any = None) -> PostingForm:
        """Return the form, bound to what was sent where something was."""
        documents = [] if self.as_job else self.documents
        initial = {} if data is not None else self.get_initial(documents) | self.remembered_parameters | self.asked_parameters
        return self.form_class(data, entity=self.entity, access=self.request.access, documents=documents, initial=initial)

    @property
    def remembered_parameters(self) -> dict[str, Any]:
        """Return the parameters that the user chose last time."""
        query = SavedView.objects.remembered_query(self.request.user, self.page_name) if self.remembered else ""
        return self.as_typed(QueryDict(query), self.remembered)

    @property
    def asked_parameters(self) -> dict[str, Any]:
        """Return the parameters that stand in the address."""
        return self.as_typed(self.request.GET, self.form_class.base_fields)

    def as_typed(self, query: QueryDict, names: Collection[str]) -> dict[str, Any]:
        """Return the named parameters of a query string as initial values."""
        fields = self.form_class.base_fields
        given = {name: value for name, value in query.items() if name in names}
        return {name: value != "False" if isinstance(fields[name], forms.BooleanField) else value for name, value in given.items()}

    @property
    def preview_url(self) -> str:
        """Return where changed parameters are sent."""
        return f"{self.request.path}?{urlencode({PREVIEW: 1, **self.list_state}, doseq=True)}"

    @property
    def post_url(self) -> str:
        """Return where the dialog is sent."""
        return f"{self.request.path}?{urlencode(self.list_state, doseq=True)}" if self.list_state else self.request.path

    def shown_preview(self, form: PostingForm, preview: Preview | None) -> dict[str, Any]:
        """Return what the template of the preview needs."""
        return {"form": form, "preview": preview, "other_url": self.other_url(preview.other) if preview and preview.other else ""}

    def other_url(self, other: OtherChoice) -> str:
        """Return where the dialog opens with other parameters."""
        selected = {"selected": self.selected_text} if self.selected_text else {}
        return f"{self.request.path}?{urlencode({**self.list_state, **selected, **other.parameters}, doseq=True)}"

    def show(
        self, form: PostingForm, preview: Preview | None, status: int = 200, *, only_preview: bool = False, **context: Any
    ) -> HttpResponse:
        """Answer with the dialog, or with its preview as a part of the page."""
        return self.page(self.shown_preview(form, preview) | context, self.preview_template if only_preview else "", status)

    def show_result(self, key: str) -> HttpResponse:
        """Answer with what came of a posting of this user."""
        found = outcome_of(key, self.request.user)
        if found is None:
            raise Http404
        return self.page({"outcome": Outcome.from_json(found)}, self.result_template)


def untouched(sent: QueryDict) -> QueryDict:
    """Return what was sent with cells as people mean them: one that still shows its proposal is blank, one that was emptied is 0."""
    data = sent.copy()
    for key in sent:
        name = key.removeprefix(PROPOSED)
        if name == key or name not in sent:
            continue
        typed = str(sent[name]).strip()
        if typed == str(sent[key]).strip():
            data[name] = ""
        elif not typed:
            data[name] = "0"
    return data


def _usable(form: PostingForm) -> dict[str, Any] | None:
    """Return the parameters where only cells of the preview cannot be used, as if these were blank; None where others cannot."""
    return dict.fromkeys(form.placed) | form.cleaned_data if form.placed.issuperset(form.errors) else None


def _mark(parameters: Mapping[str, Any]) -> str:
    """Return a short text that tells these parameters from others."""
    plain = sorted((name, str(_plain(value))) for name, value in parameters.items() if _plain(value))
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return a parameter as plain data: keys of records, ISO dates, numbers as text."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
