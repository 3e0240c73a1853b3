"""Look-ups while typing, as data for the field."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, JsonResponse

from foundation.backoffice import registry
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.views.base import EntityView

LONGEST_TERM = 100


class LookUp(EntityView):
    """Answers what was typed into a look-up field with at most twenty records, if the user may see them."""

    permission_required: ClassVar[str] = MEMBER
    rate: ClassVar[str] = "look_up"

    def get(self, request: HttpRequest, name: str, **_kwargs: Any) -> JsonResponse:
        """Return the hits: key, up to three columns, label."""
        try:
            lookup = registry.lookup(name)
        except KeyError as error:
            raise Http404 from error
        if not self.may(lookup.permission):
            raise Http404
        term = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TERM]
        return JsonResponse({"hits": lookup.hits(self.entity, term)})
