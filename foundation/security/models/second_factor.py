"""What somebody has beside a password: a device that shows codes, and codes on paper for when it is lost."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import User


class SecondFactorQuerySet(models.QuerySet["SecondFactor"]):
    """Finds second factors."""

    def confirmed_of(self, user: User) -> Self:
        """Return the second factor that a user confirmed with a first code; none or one."""
        return self.filter(user=user, confirmed_at__isnull=False)


class SecondFactor(models.Model):
    """The secret that a device of one user shares with us, sealed with the installation's key.

    ``last_step`` is the half minute of the last code that was taken: a code counts once.
    """

    user = models.OneToOneField("organization.User", models.CASCADE, related_name="second_factor")
    nonce = models.BinaryField(max_length=32)
    sealed = models.BinaryField(max_length=32)
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects: Any = SecondFactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user)


class RecoveryCode(models.Model):
    """One code on paper; only its hash is kept, and it opens the door once."""

    user = models.ForeignKey("organization.User", models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        """Return whose it is, never the code."""
        return str(self.user)
