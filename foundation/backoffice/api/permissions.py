"""Whether the caller may: by the declared permission of the action, and never without one (reliability.md §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from foundation.backoffice.permissions import MEMBER, PUBLIC, SIGNED_IN

if TYPE_CHECKING:
    from rest_framework.views import APIView


class DeclaredPermission(BasePermission):
    """Allows what ``action_permissions`` of the view names and the caller's roles include; refuses the rest."""

    message = ""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Judge a request whose legal entity, when its path has one, is already entered."""
        required = declared_permission(view)
        if required == PUBLIC:
            return True
        if not request.user or not request.user.is_authenticated or not required:
            return False
        if required == SIGNED_IN:
            return True
        access = getattr(view, "access", None)
        if access is None:
            return False
        if required == MEMBER or access.may(required):
            return True
        self.message = _("Your roles in %(entity)s do not allow this: %(permission)s.") % {
            "entity": access.legal_entity,
            "permission": required,
        }
        return False


def declared_permission(view: Any) -> str:
    """Return what the view asks for the action at hand, or an empty text when it does not say, which refuses."""
    action = getattr(view, "action", None) or "perform"
    return str(getattr(view, "action_permissions", {}).get(action, ""))
