"""What every role may do: the permission matrix, to read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from django.apps import apps
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import EntityView
from foundation.errors import Text
from foundation.organization.models import Role
from foundation.organization.roles import MATRIX


@dataclass(frozen=True)
class MatrixRow:
    """One permission, and for every role whether it holds it."""

    permission: str
    words: str
    held: list[tuple[Role, bool]]


class RoleMatrix(EntityView):
    """Permissions down, roles across; shipped roles follow the code and cannot be edited."""

    permission_required: ClassVar[str] = "organization.view_user"
    template_name: ClassVar[str] = "backoffice/organization/role_matrix.html"
    title: ClassVar[Text] = _("What roles may do")

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponseBase:
        """Show the matrix, one part per room of the product."""
        roles = list(Role.objects.all())
        rows = [_row(permission, roles) for permission in sorted(MATRIX)]
        parts = [(_room(label), list(found)) for label, found in groupby(rows, key=lambda row: row.permission.partition(".")[0])]
        return self.page({"roles": roles, "parts": parts})


def _row(permission: str, roles: list[Role]) -> MatrixRow:
    words = permission.partition(".")[2].replace("_", " ")
    return MatrixRow(permission, words, [(role, permission in role.permissions) for role in roles])


def _room(label: str) -> Text:
    return apps.get_app_config(label).verbose_name
