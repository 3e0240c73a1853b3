"""Tell the administrators when the archive no longer holds what was sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.models import NotificationKind
from foundation.backoffice.notifications.notify import notify_all
from foundation.documents.events import ArchiveFoundDamaged
from foundation.events import subscribe
from foundation.organization.models import User


@subscribe(ArchiveFoundDamaged)
def tell_of_damage(event: ArchiveFoundDamaged) -> None:
    """Notify everybody who manages the users of the legal entity, once a night."""
    notify_all(
        User.objects.holding(event.legal_entity, "organization.change_user"),
        NotificationKind.REFUSAL,
        _("The archive is damaged: %(count)s files are missing or changed, the first of %(document)s."),
        entity_url(event.legal_entity, "documents:outputs", "tab=all"),
        entity=event.legal_entity,
        params={"count": len(event.documents), "document": str(event.documents[0])},
        tone="red",
    )
