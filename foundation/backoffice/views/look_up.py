"""Look-ups while typing, as data for the field, and the way back of a record that was made for one."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from foundation.backoffice import registry
from foundation.backoffice.lookups import Lookup
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.views.base import EntityView

LONGEST_TERM = 100


class LookUpView(EntityView):
    """A page about one registered look-up, for those who may see its records."""

    permission_required: ClassVar[str] = MEMBER
    rate: ClassVar[str] = "look_up"

    def find_lookup(self, name: str) -> Lookup:
        """Return the look-up; raises Http404 where there is none or the user may not."""
        try:
            lookup = registry.lookup(name)
        except KeyError as error:
            raise Http404 from error
        if not self.may(lookup.permission):
            raise Http404
        return lookup.seen_by(self.request.access)


class LookUp(LookUpView):
    """Answers what was typed into a look-up field with at most twenty records."""

    def get(self, request: HttpRequest, name: str, **_kwargs: Any) -> JsonResponse:
        """Return the hits (key, up to three columns, label), whether there are more, and where a new record is made for those who may."""
        lookup = self.find_lookup(name)
        term = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TERM]
        hits, is_more = lookup.hits(self.entity, term)
        answer: dict[str, Any] = {"hits": hits, "more": is_more}
        if lookup.create_page and self.may(lookup.create_permission):
            url = self.url(lookup.create_page, urlencode({"pick": name, lookup.create_field: term} if term else {"pick": name}))
            answer["create"] = {"url": url, "text": _("New …") if not term else _("New “%(term)s” …") % {"term": term}}
        return JsonResponse(answer)


class MadeForLookUp(LookUpView):
    """Gives a record that was made in a window of its own back to the field that asked for it."""

    template_name = "backoffice/form/made.html"
    title = ""

    def get(self, _request: HttpRequest, name: str, pk: int, **_kwargs: Any) -> HttpResponse:
        """Show the record's key, which the script of the field takes."""
        lookup = self.find_lookup(name)
        try:
            record = lookup.by_pk(self.entity, pk)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        context = {"key": getattr(record, lookup.key), "label": lookup.label(record), "lookup": lookup.name, "title": str(record)}
        return self.page(context)
