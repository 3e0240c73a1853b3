"""The choice of a legal entity."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from foundation.backoffice import registry
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.permissions import SIGNED_IN
from foundation.organization.access import entities_where
from foundation.organization.models import User


class Entities(TemplateView):
    """The legal entities in which the user has a role."""

    permission_required: ClassVar[str] = SIGNED_IN
    template_name = "backoffice/home/entities.html"
    extra_context = {"title": _("Choose a legal entity")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pages for those who look after legal entities, each in the first one where the user may open it."""
        user = cast(User, self.request.user)
        pages = [(page, min(entities_where(user, page.permission), default="")) for page in registry.entity_pages()]
        links = [{"label": page.label, "icon": page.icon, "url": entity_url(code, page.page)} for page, code in pages if code]
        return super().get_context_data(links=links, **kwargs)
