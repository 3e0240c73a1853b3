"""The choice of a legal entity."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from foundation.backoffice.permissions import SIGNED_IN


class Entities(TemplateView):
    """The legal entities in which the user has a role."""

    permission_required: ClassVar[str] = SIGNED_IN
    template_name = "backoffice/home/entities.html"
    extra_context = {"title": _("Choose a legal entity")}
