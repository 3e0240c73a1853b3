"""The audit trail: who did what to which document, when, with the values before and after."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.triggers import immutable
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

PAIR = 2
MASK = "•••"
PRICES_CHANGED = "prices changed"


class AuditEntryQuerySet(ScopedQuerySet):
    """Finds audit entries."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("user")

    def lately_done_by(self, user: Any, most: int) -> set[tuple[str, str]]:
        """Return action and kind of record of what a user did, among so many latest entries of the legal entity."""
        latest = self.order_by("-pk").values_list("user_id", "action", "object_type")[:most]
        return {(action, object_type) for user_id, action, object_type in latest if user_id == user.pk}

    def price_changes(self, documents: models.QuerySet[Any]) -> Self:
        """Changes of prices in documents that are still there, with who made them."""
        named = self.filter(action=PRICES_CHANGED, object_type=documents.model._meta.label_lower)
        return named.filter(object_id__in=documents.order_by().values("pk")).select_related("user")


class AuditEntry(EntityModel):
    """One business event on one object; rows are only ever added (REL-16).

    Written by ``foundation.organization.services.audit.record`` and by nobody else.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    user = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("user"))
    origin = models.CharField(_("origin"), max_length=12, default="form")
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("object type"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    object_label = models.CharField(_("document"), max_length=120)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[Any] = scoped_manager(AuditEntryQuerySet)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["legal_entity", "object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["legal_entity", "-at", "-id"], condition=models.Q(action=PRICES_CHANGED), name="audit_price_changes"),
        ]
        triggers = immutable("The audit trail only grows")

    def __str__(self) -> str:
        """Return what happened to what."""
        return f"{self.action} {self.object_label}"

    def changes_text(self, hidden: Container[str] = ()) -> str:
        """Return what changed in one line: field, value before, value after; that a hidden field changed, and not from what to what."""
        changed = [(name, values) for name, values in self.changes.items() if isinstance(values, list) and len(values) == PAIR]
        shown = [(name, (MASK, MASK) if name in hidden else values) for name, values in changed]
        return "; ".join(f"{name}: {_word(before)} → {_word(after)}" for name, (before, after) in shown)


def _word(value: object) -> object:
    return "–" if value is None else value
