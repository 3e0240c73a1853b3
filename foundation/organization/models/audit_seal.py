"""The seal of a day of the audit trail: what was written that day, chained to the days before it (REL-16)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.triggers import immutable


class AuditSeal(models.Model):
    """One day (UTC) of every table of the audit trail, over all legal entities; rows are only ever added.

    ``parts`` maps each table with rows of that day to ``rows``, ``digest`` and the ``columns`` that the digest is of. ``hash`` is
    SHA-256 of the hash before it and of the day with its parts; ``signature`` is an HMAC of it under the installation's key, which
    the owner of the database does not have. Written by ``foundation.organization.services.seal_audit`` and by nobody else.
    """

    day = models.DateField(_("day"), unique=True)
    parts = models.JSONField(_("parts"))
    previous = models.CharField(_("hash of the day before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    signature = models.CharField(_("signature"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"), auto_now_add=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        ordering = ["day"]
        verbose_name = _("seal of the audit trail")
        verbose_name_plural = _("seals of the audit trail")
        triggers = immutable("The seals of the audit trail only grow")

    def __str__(self) -> str:
        """Return the day and its hash."""
        return f"{self.day} {self.hash}"
