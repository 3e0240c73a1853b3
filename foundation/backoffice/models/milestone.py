"""What a user has reached or put away: steps of the first checklist, the checklist itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Finds what somebody reached."""

    def names_of(self, user: User) -> set[str]:
        """Return the names of what a user reached."""
        return set(self.filter(user=user).values_list("name", flat=True))


class Milestone(models.Model):
    """One thing that a user reached once and for all; written by ``services.milestones`` only."""

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="+", verbose_name=_("user"))
    name = models.CharField(_("name"), max_length=40)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="milestone_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
