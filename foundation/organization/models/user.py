"""People and integration clients that sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from foundation.organization.models.legal_entity import LegalEntity


class UserQuerySet(models.QuerySet["User"]):
    """Finds users."""

    def in_entity(self, legal_entity: LegalEntity) -> Self:
        """Return those with a role in a legal entity, with their roles there as a text: one query."""
        here = models.Q(memberships__legal_entity=legal_entity)
        roles = StringAgg("memberships__role__name", delimiter=", ", filter=here, order_by="memberships__role__name")
        return self.filter(here).annotate(role_list=roles)

    def holding(self, legal_entity: LegalEntity, permission: str) -> Self:
        """Return the active people who hold a permission in a legal entity."""
        roles = {"memberships__legal_entity": legal_entity, "memberships__role__permissions__contains": [permission]}
        return self.filter(is_active=True, **roles).distinct()

    def members_of(self, legal_entity: LegalEntity) -> Self:
        """Return those with a role in a legal entity, each once and without joins, so that a row can be held."""
        return self.filter(pk__in=self.model.objects.filter(memberships__legal_entity=legal_entity).values("pk"))

    def active(self) -> Self:
        """Return those who may sign in."""
        return self.filter(is_active=True)

    def inactive(self) -> Self:
        """Return those who may not sign in any more."""
        return self.filter(is_active=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users with a normalised e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; without a password the account cannot sign in to the web interface."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by e-mail address, whatever its capitals."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address, or an integration client that has tokens only."""

    class Kind(models.TextChoices):
        """Who is behind the account."""

        PERSON = "person", _("Person")
        INTEGRATION = "integration", _("Integration client")
        SYSTEM = "system", _("System")

    class Theme(models.TextChoices):
        """How the screens look."""

        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    language = models.CharField(_("language"), max_length=5, choices=[("en", "English"), ("nl", "Nederlands")], default="en")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    dense = models.BooleanField(_("dense rows"), default=False)
    default_entity = models.ForeignKey(
        "organization.LegalEntity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("default legal entity")
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        """Return the name, which is what others read."""
        return self.name
