"""Look-ups: finding one of many records by number or name while typing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import QuerySet

from foundation.organization.access import Access
from foundation.organization.models import LegalEntity

SHOWN = 20
LONGEST_KEY = 100


class Lookup:
    """How one kind of record is found, shown in three columns and named by a key that people type.

    Subclasses set ``name``, ``model``, ``permission`` and ``key`` and override ``search`` and ``columns``. With ``create_page`` the
    field offers to make a record in a window of its own, what was typed standing in ``create_field``.
    """

    name: ClassVar[str]
    model: ClassVar[type[models.Model]]
    permission: ClassVar[str]
    key: ClassVar[str]
    create_page: ClassVar[str] = ""
    create_permission: ClassVar[str] = ""
    create_field: ClassVar[str] = "name"

    def seen_by(self, access: Access) -> Lookup:
        """Return the look-up as a user gets it, who may see its records but perhaps not all that it tells of them."""
        return self

    def rows(self, entity: LegalEntity) -> QuerySet[Any]:
        """Return every record that may be chosen in the legal entity."""
        of = getattr(self.model, "of", None)
        return of(entity) if of else self.model._default_manager.all()

    def search(self, entity: LegalEntity, term: str) -> QuerySet[Any]:
        """Return the records that what was typed may mean, best first."""
        return self.rows(entity).filter(**{f"{self.key}__istartswith": term}).order_by(self.key)

    def by_key(self, entity: LegalEntity, key: str) -> Any:
        """Return the record with the key that was typed; raises ObjectDoesNotExist."""
        exact = self.rows(entity).filter(**{f"{self.key}__iexact": key[:LONGEST_KEY].replace("\x00", "")}).order_by("pk").first()
        if exact is None:
            raise ObjectDoesNotExist(key)
        return exact

    def by_keys(self, entity: LegalEntity, keys: set[str]) -> dict[str, Any]:
        """Return the records with keys exactly as typed, by key, in one statement."""
        clean = [key for key in keys if len(key) <= LONGEST_KEY and "\x00" not in key]
        found = self.rows(entity).filter(**{f"{self.key}__in": clean}) if clean else ()
        return {str(getattr(record, self.key)): record for record in found}

    def by_pk(self, entity: LegalEntity, pk: int) -> Any:
        """Return the record with a primary key; raises ObjectDoesNotExist."""
        return self.rows(entity).get(pk=pk)

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return up to three texts: the key, the name, and what tells it from its neighbours."""
        return (str(getattr(record, self.key)), str(record))

    def label(self, record: Any) -> str:
        """Return what stands beside the field once the record is chosen."""
        return self.columns(record)[1]

    def leads_on(self, record: Any) -> bool:
        """Tell whether a record only leads to others: choosing it types its key, and those are found."""
        return False

    def hits(self, entity: LegalEntity, term: str) -> tuple[list[dict[str, Any]], bool]:
        """Return at most twenty hits as plain data, and whether there are more."""
        found = list(self.search(entity, term)[: SHOWN + 1])
        hits = [
            {
                "key": str(getattr(record, self.key)),
                "columns": self.columns(record),
                "label": self.label(record),
                "leads_on": self.leads_on(record),
            }
            for record in found[:SHOWN]
        ]
        return hits, len(found) > SHOWN
