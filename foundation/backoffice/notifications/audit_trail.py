"""Tell the administrators when the audit trail is no longer what was sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import NotificationKind
from foundation.backoffice.notifications.notify import notify_all
from foundation.events import subscribe
from foundation.organization.events import AuditTrailFoundBroken
from foundation.organization.models import LegalEntity, User


@subscribe(AuditTrailFoundBroken)
def tell_of_broken_trail(event: AuditTrailFoundBroken) -> None:
    """Notify everybody who manages users, in each legal entity, once a night."""
    for entity in LegalEntity.objects.order_by("code"):
        notify_all(
            User.objects.holding(entity, "organization.change_user"),
            NotificationKind.REFUSAL,
            _("The audit trail is not what was sealed: %(count)s findings. The operator reads them with verify_audit_trail."),
            entity_url(entity, "organization:audit"),
            entity=entity,
            params={"count": len(event.findings)},
            tone="red",
        )
