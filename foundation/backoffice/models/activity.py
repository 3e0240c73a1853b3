"""What is to be done about a record, by whom and until when."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity, User
from foundation.organization.scope import EntityModel, ScopedQuerySet, current_entity_id, scoped_manager


class ActivityQuerySet(ScopedQuerySet):
    """Finds activities."""

    def about(self, record: models.Model) -> Self:
        """Return the activities on one record, open ones by due date, then those that are done."""
        named = self.filter(object_type=record._meta.label_lower, object_id=record.pk)
        return named.for_list().order_by(F("done_at").desc(nulls_first=True), "due_date", "pk")

    def for_list(self) -> Self:
        """What lists show."""
        return self.select_related("assigned_to", "created_by")

    def of_user(self, user: User) -> Self:
        """Return what a user has to do or gave to somebody else."""
        return self.filter(Q(assigned_to=user) | Q(created_by=user))

    def given_to(self, user: User) -> Self:
        """Return what a user has to do."""
        return self.filter(assigned_to=user)

    def open(self) -> Self:
        """Return what is not done."""
        return self.filter(done_at=None)

    def done(self) -> Self:
        """Return what is done."""
        return self.exclude(done_at=None)

    def overdue(self) -> Self:
        """Return what should be done already, today where the legal entity in scope is."""
        entity = LegalEntity.objects.get(pk=current_entity_id() or 0)
        return self.open().filter(due_date__lt=entity.today())

    def by_due_date(self) -> Self:
        """Return the most urgent first."""
        return self.order_by("due_date", "pk")


class Activity(EntityModel):
    """One thing that somebody has to do about a record; written by ``around.activities`` only.

    ``address`` is the page of the record, ``object_label`` its number or name when the activity was given.
    """

    object_type = models.CharField(_("object type"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    object_label = models.CharField(_("record"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    text = models.CharField(_("what is to be done"), max_length=200)
    due_date = models.DateField(_("due date"))
    assigned_to = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("assigned to"))
    created_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("given by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("done by"))

    objects: ClassVar[Any] = scoped_manager(ActivityQuerySet)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(condition=Q(done_at=None) | Q(done_by__isnull=False), name="activity_done_by_somebody"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "object_type", "object_id"], name="activity_by_object"),
            models.Index(fields=["legal_entity", "assigned_to", "due_date"], condition=Q(done_at=None), name="activity_open"),
            models.Index(fields=["legal_entity", "created_by", "-id"], name="activity_by_giver"),
        ]

    def __str__(self) -> str:
        """Return what is to be done."""
        return self.text
