"""Methods of payment."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.ledger.models import MainAccount
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class MethodOfPaymentQuerySet(ScopedQuerySet):
    """Finds methods of payment."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("payment_account")


class MethodOfPayment(EntityModel):
    """How a customer pays, and the account that takes the money."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    payment_account = models.ForeignKey(
        MainAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("payment account")
    )
    means_code = models.CharField(_("payment means code"), max_length=3, default="30")

    objects: ClassVar[Any] = scoped_manager(MethodOfPaymentQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("method of payment")
        verbose_name_plural = _("methods of payment")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="method_of_payment_unique")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
