"""Saved views: a list as somebody wants to see it again."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Finds the views of a user."""

    def for_page(self, user: User, page: str) -> Self:
        """Return the user's views of one page, the remembered layout (without a name) first."""
        return self.filter(user=user, page=page).order_by("name")

    def remembered_query(self, user: User, page: str) -> str:
        """Return the query string that is remembered for the page, blank when there is none."""
        return self.for_page(user, page).filter(name="").values_list("query", flat=True).first() or ""


class SavedView(models.Model):
    """A user's name for tab, filters, search, sort and columns of one page.

    The view without a name is what is remembered for the page: the columns of a list, the parameters of a posting dialog.
    """

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="saved_views")
    page = models.CharField(_("page"), max_length=80)
    name = models.CharField(_("name"), max_length=40, blank=True, default="")
    query = models.CharField(_("query"), max_length=2000, blank=True, default="")
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("columns"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_unique")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
