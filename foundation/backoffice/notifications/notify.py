"""Tell a user something inside the product: the bell counts it until it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from foundation.backoffice.models import Notification
from foundation.errors import Text
from foundation.organization.models import LegalEntity, User


def notify(
    user: User, kind: str, text: Text, url: str = "", *, entity: LegalEntity, params: Mapping[str, Any] | None = None, tone: str = "blue"
) -> None:
    """Tell one user; ``text`` is a lazy text with %(name)s for ``params``, written in the user's own language."""
    notify_all([user], kind, text, url, entity=entity, params=params, tone=tone)


def notify_all(
    users: Iterable[User],
    kind: str,
    text: Text,
    url: str = "",
    *,
    entity: LegalEntity,
    params: Mapping[str, Any] | None = None,
    tone: str = "blue",
) -> None:
    """Tell several users the same in one statement; kind is a ``NotificationKind``, tone blue, green, amber or red."""
    Notification.of(entity).bulk_create(
        Notification(legal_entity=entity, user=user, kind=kind, tone=tone, text=_in_words(user, text, params)[:300], url=url[:300])
        for user in users
    )


def _in_words(user: User, text: Text, params: Mapping[str, Any] | None) -> str:
    with override(user.language):
        return str(text) % params if params else str(text)
