"""The stream of security events: sign-ins, refusals, changes of rights, exports (reliability.md §15)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.database.triggers import immutable
from foundation.organization.models import LegalEntity, Membership


class EventKind(models.TextChoices):
    """What happened."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGN_IN_LOCKED = "sign_in_locked", _("Sign-in locked")
    SIGNED_OUT = "signed_out", _("Signed out")
    CODE_FAILED = "code_failed", _("Second factor failed")
    FACTOR_ADDED = "factor_added", _("Second factor set up")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    RECOVERY_USED = "recovery_used", _("Recovery code used")
    RECOVERY_MADE = "recovery_made", _("Recovery codes made")
    LINK_ASKED = "link_asked", _("Password link asked for")
    PASSWORD_SET = "password_set", _("Password set")
    INVITED = "invited", _("Invited")
    CLOSED = "closed", _("Account closed")
    OPENED = "opened", _("Account opened")
    ROLES_CHANGED = "roles_changed", _("Roles changed")
    SESSIONS_ENDED = "sessions_ended", _("Sessions ended")
    TOKEN_MADE = "token_made", _("API token made")
    TOKEN_REVOKED = "token_revoked", _("API token revoked")
    REFUSED = "refused", _("Refused")
    EXPORTED = "exported", _("Exported")
    TOO_OFTEN = "too_often", _("Too many requests")


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    """Finds events."""

    def of_entity(self, legal_entity: LegalEntity) -> Self:
        """Return what happened in a legal entity, and what people with a role there did outside of any."""
        people = Membership.objects.filter(legal_entity=legal_entity).values("user")
        outside = Q(entity_code="") & (Q(user__in=people) | Q(subject__in=people))
        return self.filter(Q(entity_code=legal_entity.code) | outside).select_related("user", "subject")


class SecurityEvent(models.Model):
    """One event; rows are only added. ``user`` acted, ``subject`` is whose account it concerns where that is somebody else."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    kind = models.CharField(_("event"), max_length=20, choices=EventKind.choices)
    user = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("user"))
    subject = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("account"))
    entity_code = models.CharField(_("legal entity"), max_length=8, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    request_id = models.CharField(_("request"), max_length=32, blank=True)

    objects: Any = SecurityEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = [models.Index(fields=["entity_code", "-at"], name="security_event_by_entity")]
        triggers = immutable("Security events only grow")

    def __str__(self) -> str:
        """Return what happened."""
        return self.get_kind_display()
