"""The scope of a legal entity: the only door to rows that belong to one (reliability.md §10).

``Model.of(entity)`` is the door that services use. ``Model.objects`` works only inside ``entity_scope`` and is then
limited to that entity, so that forms, filters and validation of a request cannot see another entity's rows.
``Model.unscoped(reason)`` is for the few places that must look over all entities; a test lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Token
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from foundation.database import row_scope
from foundation.database.row_scope import RowScope

if TYPE_CHECKING:
    from foundation.organization.models.legal_entity import LegalEntity


class OutsideEntityScopeError(RuntimeError):
    """Rows of a legal entity were asked for without saying which entity."""


def open_scope(entity_id: int) -> Token[RowScope]:
    """Limit ``Model.objects``, and what the database shows, to one legal entity until ``close_scope``."""
    return row_scope.current.set(row_scope.scope_of(entity_id))


def close_scope(token: Token[RowScope] | None = None) -> None:
    """End the scope, going back to what held before when its token is given."""
    if token is None:
        row_scope.current.set(row_scope.OUTSIDE)
    else:
        row_scope.current.reset(token)


def current_entity_id() -> int | None:
    """Return the key of the legal entity whose scope is open, or None."""
    return row_scope.current.get().entity_id


@contextmanager
def entity_scope(entity: LegalEntity) -> Iterator[LegalEntity]:
    """Limit ``Model.objects``, and what the database shows, to one legal entity for the length of the block."""
    token = open_scope(entity.pk)
    try:
        yield entity
    finally:
        close_scope(token)


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset over rows that belong to a legal entity."""

    def locked(self) -> Self:
        """Lock the rows in key order, so that two postings cannot wait for each other."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)

    def locked_if_free(self) -> Self:
        """Lock the rows in key order and leave out those that another transaction holds."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)


class ScopedManager(models.Manager[Any]):
    """The default manager of rows that belong to a legal entity: closed outside a scope."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows of the entity whose scope is open; related managers are scoped by their parent."""
        queryset = super().get_queryset()
        if hasattr(self, "instance"):
            return queryset
        entity_id = current_entity_id()
        if entity_id is None:
            raise OutsideEntityScopeError(f"{self.model.__name__}.objects needs an open entity scope; use {self.model.__name__}.of(entity)")
        return queryset.filter(legal_entity_id=entity_id)


def scoped_manager(queryset_class: type[ScopedQuerySet] = ScopedQuerySet) -> models.Manager[Any]:
    """Return a scoped default manager that offers the methods of a queryset class."""
    return ScopedManager.from_queryset(queryset_class, class_name=f"{queryset_class.__name__}ScopedManager")()


class EntityModel(models.Model):
    """Base of everything that belongs to one legal entity.

    Subclasses that need a queryset of their own set ``objects = scoped_manager(TheirQuerySet)``.
    """

    # Without an index of its own: beside the key of entity and number it misleads the planner, and costs every insert.
    legal_entity = models.ForeignKey("organization.LegalEntity", models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[Any] = scoped_manager()
    _all_entities = models.Manager()

    class Meta:
        abstract = True

    @classmethod
    def _queryset(cls) -> models.QuerySet[Self]:
        queryset_class = getattr(type(cls.objects), "_queryset_class", ScopedQuerySet)
        return queryset_class(model=cls)

    @classmethod
    def of(cls, entity: LegalEntity | int) -> Any:
        """Return the rows of one legal entity."""
        return cls._queryset().filter(legal_entity_id=entity if isinstance(entity, int) else entity.pk)

    @classmethod
    def unscoped(cls, reason: str) -> Any:
        """Return the rows of all legal entities; the reason is kept in docs/unscoped.md by a test."""
        if not reason:
            raise ValueError("Say why rows of all legal entities are needed")
        return cls._queryset()
