"""Saved views: a list as somebody wants to see it again, alone or together with colleagues."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.organization.access import Access
from foundation.organization.models import User

SHARE = "backoffice.share_view"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Finds the views of a user, and those that others share."""

    def for_page(self, user: User, page: str) -> Self:
        """Return the user's own views of one page, the remembered layout (without a name) first."""
        return self.filter(user=user, page=page).order_by("name")

    def visible(self, access: Access, page: str) -> Self:
        """Return the views of a page that a user sees: the own ones, and those shared in the legal entity with all or with a role."""
        shared = Q(legal_entity=access.legal_entity) & (Q(role=None) | Q(role__code__in=access.roles))
        seen = self.filter(Q(user=access.user) | (shared & ~Q(name="")), page=page)
        return seen.select_related("user", "role", "starts_with").order_by("name", "pk")

    def remembered_query(self, user: User, page: str) -> str:
        """Return the query string that is remembered for the page, blank when there is none."""
        return self.for_page(user, page).filter(name="").values_list("query", flat=True).first() or ""


class SavedView(models.Model):
    """A user's name for tab, filters, search, sort, grouping and columns of one page.

    The view without a name is what is remembered for the page: the columns of a list and the view that it starts with, the
    parameters of a posting dialog. A view with a legal entity is shared there, with everybody or with those who have a role.
    """

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="saved_views", verbose_name=_("owner"))
    page = models.CharField(_("page"), max_length=80)
    name = models.CharField(_("name"), max_length=40, blank=True, default="")
    query = models.CharField(_("query"), max_length=2000, blank=True, default="")
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("columns"))
    legal_entity = models.ForeignKey(
        "organization.LegalEntity", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shared in")
    )
    role = models.ForeignKey("organization.Role", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shared with"))
    locked = models.BooleanField(_("locked"), default=False)
    is_default = models.BooleanField(_("default for those it is shared with"), default=False)
    starts_with = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("starts with"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_unique"),
            models.CheckConstraint(
                condition=Q(legal_entity__isnull=False) | Q(role__isnull=True, is_default=False), name="saved_view_shared_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["legal_entity", "page"], name="saved_view_shared", condition=Q(legal_entity__isnull=False))]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_shared(self) -> bool:
        """Tell whether others see the view too."""
        return self.legal_entity_id is not None

    @property
    def address(self) -> str:
        """Return the query string that opens the view."""
        return f"?{self.query}&view={self.pk}" if self.query else f"?view={self.pk}"

    def may_be_changed(self, access: Access) -> bool:
        """Tell whether a user may overwrite, rename or delete the view: the owner, or while it is not locked who may share views."""
        if self.user_id == access.user.pk:
            return True
        return self.legal_entity_id == access.legal_entity.pk and not self.locked and access.may(SHARE)
