"""Who can be mentioned on a record or given something to do about it: those who may see it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foundation.backoffice.permissions import MEMBER
from foundation.organization.access import holders_of
from foundation.organization.models import LegalEntity, User

MOST = 300
MENTION = re.compile(r"(?<![\w.@])@([\w][\w.\-]*)")


def people_who_see(entity: LegalEntity, permission: str) -> list[User]:
    """Return the people who hold the permission that a page asks for, by name."""
    rows = User.objects.members_of(entity).active().order_by("name", "email") if permission == MEMBER else holders_of(entity, permission)
    return list(rows.filter(kind=User.Kind.PERSON)[:MOST])


def handle_of(user: User) -> str:
    """Return what follows the @ when somebody is mentioned: the e-mail address up to its @."""
    return user.email.partition("@")[0].lower()


def mentioned(text: str, people: Iterable[User]) -> tuple[list[User], list[str]]:
    """Return who is mentioned in a text, and the names after an @ that are nobody's."""
    known = list(people)
    found: dict[int, User] = {}
    unknown = []
    for name in dict.fromkeys(match.rstrip(".-").lower() for match in MENTION.findall(text)):
        meant = [user for user in known if handle_of(user) == name] or _by_name(known, name)
        found |= {user.pk: user for user in meant}
        if not meant:
            unknown.append(name)
    return list(found.values()), unknown


def _by_name(people: Iterable[User], name: str) -> list[User]:
    """Return the only person with that first name or whole name without spaces."""
    meant = [user for user in people if name in {user.name.lower().replace(" ", ""), user.name.lower().partition(" ")[0]}]
    return meant if len(meant) == 1 else []
