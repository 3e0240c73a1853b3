"""Who may do what in which legal entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, percentage
from foundation.fields import AmountField, PercentField

if TYPE_CHECKING:
    from foundation.organization.models.legal_entity import LegalEntity
    from foundation.organization.models.user import User


class RoleQuerySet(models.QuerySet["Role"]):
    """Finds roles."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.annotate(
            permission_count=Coalesce(Func(F("permissions"), function="cardinality", output_field=models.IntegerField()), 0)
        )


class Role(models.Model):
    """A set of permissions; the shipped ones follow foundation/organization/roles.py and cannot be edited."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    permissions = ArrayField(models.CharField(max_length=80), default=list, verbose_name=_("permissions"))
    shipped = models.BooleanField(_("shipped"), default=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        """Return the role's name in the reader's language."""
        return str(_(self.name))

    @property
    def label(self) -> str:
        """Return the name as a column shows it."""
        return str(self)

    @property
    def permissions_text(self) -> str:
        """Return the permissions in one line."""
        return ", ".join(self.permissions)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Finds memberships."""

    def of_user(self, user: User, legal_entity: LegalEntity) -> Self:
        """Return the roles of a user in one legal entity."""
        return self.filter(user=user, legal_entity=legal_entity).select_related("role").order_by("pk")

    def beyond(self, user: User, permission: str) -> Self:
        """Return those in legal entities in which a user does not hold a permission."""
        holding = self.model.objects.filter(user=user, role__permissions__contains=[permission])
        return self.exclude(legal_entity__in=holding.values("legal_entity")).select_related("legal_entity").order_by("legal_entity__code")

    def permissions_of(self, user: User) -> list[str]:
        """Return what the roles of a user allow anywhere, sorted."""
        return sorted({permission for row in self.filter(user=user).select_related("role") for permission in row.role.permissions})

    def entities_of(self, user: User) -> list[LegalEntity]:
        """Return the active legal entities in which a user has a role, by code."""
        rows = self.filter(user=user, legal_entity__is_active=True).select_related("legal_entity")
        return sorted({row.legal_entity for row in rows}, key=lambda entity: entity.code)


@pghistory.track()
class Membership(models.Model):
    """One person has one role in one legal entity, with the numeric limits of that role there."""

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="memberships")
    legal_entity = models.ForeignKey("organization.LegalEntity", models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="memberships")
    posting_limit = AmountField(_("posting limit"), null=True, blank=True)
    credit_note_limit = AmountField(_("credit note limit"), null=True, blank=True, default=1000)
    manual_discount_limit = PercentField(_("manual discount limit"), default=10)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "legal_entity", "role"], name="membership_unique"),
            not_negative("membership_limits_not_negative", "posting_limit", "credit_note_limit"),
            percentage("membership_discount_limit", "manual_discount_limit"),
        ]

    def __str__(self) -> str:
        """Return who is what where."""
        return f"{self.user} · {self.role} · {self.legal_entity}"
