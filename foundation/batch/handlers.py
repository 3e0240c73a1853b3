"""What a higher app hands to the batch room: one handler per kind of job (docs/batch.md).

A handler selects objects and posts a chunk of them; the batch room owns everything else: claims, chunks, transactions,
outcomes, retries and history. Register it when the app is ready::

    register_handler(CustomerInvoiceHandler())
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import Model, QuerySet

from foundation.batch.criteria import Criteria, CriteriaField
from foundation.batch.errors import KindGone
from foundation.batch.parameters import ParameterField
from foundation.batch.statuses import Outcome
from foundation.errors import BusinessRuleError, Refusal, Text
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True)
class Selection:
    """What to select: the criteria of the job on the run's day, or a fixed list of keys when ``keys`` is given.

    The list is given without late selection and when a run is repeated; a handler then returns these objects whatever the
    criteria say, and lets ``post`` refuse those that have nothing left to do.
    """

    entity: LegalEntity
    parameters: Mapping[str, Any]
    criteria: Criteria
    order_by: tuple[str, ...]
    on_date: date
    keys: tuple[int, ...] | None = None

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the queryset limited to what was chosen, in the order of posting, each object once."""
        if self.keys is not None:
            return queryset.filter(pk__in=self.keys).order_by(*self._paths(), "pk")
        chosen = queryset.model._base_manager.filter(self.criteria.as_q(self.on_date)).values("pk")
        return queryset.filter(pk__in=chosen).order_by(*self._paths(), "pk")

    def _paths(self) -> list[str]:
        signs = [("-", name[1:]) if name.startswith("-") else ("", name) for name in self.order_by]
        return [sign + self.criteria.fields[name].lookup for sign, name in signs]


@dataclass(frozen=True)
class SelectedItem:
    """One object to work on. Objects of one group are posted together, never in two chunks; blank = a group of its own.

    ``detail`` and ``amount`` are shown when a person looks at what would be selected; a blank ``currency`` is the legal
    entity's own.
    """

    key: int
    label: str
    group_key: str = ""
    detail: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class ChunkItem:
    """One object of a chunk: its key, its number or name, its group."""

    key: int
    label: str
    group_key: str


@dataclass(frozen=True)
class ChunkContext:
    """A chunk to post, inside the transaction that the batch room opened.

    ``on_date`` is fixed once per run; ``reference`` names run and group for idempotency keys (``reference(group_key)``).
    """

    entity: LegalEntity
    user: User
    job_id: int
    run_id: int
    on_date: date
    parameters: Mapping[str, Any]
    items: Sequence[ChunkItem]

    @property
    def keys(self) -> list[int]:
        """Return the keys of the chunk's objects in posting order."""
        return [item.key for item in self.items]

    def groups(self) -> dict[str, list[ChunkItem]]:
        """Return the objects by their group, in posting order."""
        found: dict[str, list[ChunkItem]] = {}
        for item in self.items:
            found.setdefault(item.group_key, []).append(item)
        return found

    def reference(self, group_key: str) -> str:
        """Return the idempotency key of a group's document."""
        return f"batch:{self.run_id}:{group_key}"


@dataclass(frozen=True)
class DocumentReference:
    """The document that was made of an object."""

    type: str
    id: int
    number: str

    @classmethod
    def to(cls, document: Model) -> Self:
        """Return a reference to a saved document, with its text as number."""
        return cls(document._meta.label_lower, document.pk, str(document))


@dataclass(frozen=True)
class ItemResult:
    """What became of one object of a chunk."""

    key: int
    outcome: Outcome
    document: DocumentReference | None = None
    refusal: Refusal | None = None
    warnings: tuple[Refusal, ...] = ()

    @classmethod
    def posted(cls, key: int, document: DocumentReference | Model, warnings: Iterable[Refusal] = ()) -> Self:
        """Say that a document was made."""
        reference = document if isinstance(document, DocumentReference) else DocumentReference.to(document)
        return cls(key, Outcome.POSTED, document=reference, warnings=tuple(warnings))

    @classmethod
    def failed(cls, key: int, refusal: BusinessRuleError | Refusal) -> Self:
        """Say that a rule refused the object; it stays as it is until the next run."""
        return cls(key, Outcome.FAILED, refusal=_as_data(refusal))

    @classmethod
    def skipped(cls, key: int, refusal: BusinessRuleError | Refusal) -> Self:
        """Say that there was nothing to do for the object, and why."""
        return cls(key, Outcome.SKIPPED, refusal=_as_data(refusal))


@dataclass(frozen=True)
class FinishedRun:
    """A run whose last chunk is done, for a handler's closing work."""

    entity: LegalEntity
    user: User
    run_id: int
    on_date: date
    parameters: Mapping[str, Any]
    counts: Mapping[str, int] = field(default_factory=dict)


class BatchHandler:
    """One kind of job. Subclasses set the attributes and write ``select`` and ``post``.

    ``claims`` names what the keys are keys of: two kinds of job with the same value never work on the same object at
    once. ``permission`` is what the user under whom the job runs must hold. Who holds ``view_permission`` sees all jobs of
    the kind with their runs, whoever made them; blank where only their own people do. ``object_page`` and ``document_page`` are
    the routes of the pages that items link to.
    """

    kind: str
    label: Text
    permission: str
    claims: str
    view_permission: str = ""
    object_page: str = ""
    document_page: str = ""

    def criteria_fields(self) -> Sequence[CriteriaField]:
        """Return the fields that selections and sorting may use."""
        return ()

    def parameter_fields(self, entity: LegalEntity) -> Sequence[ParameterField]:
        """Return what people set for a job of this kind; the job's form shows these fields."""
        return ()

    def check_parameters(self, entity: LegalEntity, parameters: Mapping[str, Any]) -> None:
        """Raise a BusinessRuleError when a job cannot be defined with these parameters; each by itself is checked before."""

    def select(self, selection: Selection) -> Iterable[SelectedItem]:
        """Return the objects to work on, in posting order; called in one read-only snapshot."""
        raise NotImplementedError

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Post a whole chunk and return one result per object.

        Runs in a transaction that commits documents and results together. Refuses single objects by result, never by
        exception: an exception rolls the chunk back and has it tried again in halves.
        """
        raise NotImplementedError

    def finish(self, run: FinishedRun) -> Iterable[Refusal]:
        """Do closing work in the transaction that ends the run; returns warnings for its summary."""
        return ()


_HANDLERS: dict[str, BatchHandler] = {}


def register_handler(handler: BatchHandler) -> None:
    """Register the handler of one kind of job; the last one registered for a kind counts."""
    _HANDLERS[handler.kind] = handler


def handler_for(kind: str) -> BatchHandler:
    """Return the handler of a kind of job; raises KindGone (BAT-07) when no app registered it."""
    if kind not in _HANDLERS:
        raise KindGone(kind=kind)
    return _HANDLERS[kind]


def known_handler(kind: str) -> BatchHandler | None:
    """Return the handler of a kind of job, None when no app registered it."""
    return _HANDLERS.get(kind)


def handlers() -> list[BatchHandler]:
    """Return every registered handler, by kind."""
    return [_HANDLERS[kind] for kind in sorted(_HANDLERS)]


def kinds_seen_by(access: Access) -> list[str]:
    """Return the kinds of which a user may look at every job and run."""
    return [handler.kind for handler in handlers() if handler.view_permission and access.may(handler.view_permission)]


def kinds_claiming(claims: str) -> list[str]:
    """Return the kinds of job that work on a kind of object."""
    return [handler.kind for handler in handlers() if handler.claims == claims]


def kind_label(kind: str) -> str:
    """Return the words for a kind of job in the reader's language, or the kind itself when no app knows it any more."""
    known = _HANDLERS.get(kind)
    return str(known.label) if known else kind


def _as_data(refusal: BusinessRuleError | Refusal) -> Refusal:
    return refusal.as_refusal() if isinstance(refusal, BusinessRuleError) else refusal
