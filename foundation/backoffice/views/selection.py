"""What pages have in common that do something with one document, or with a selection of a list."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.records import find, find_many
from foundation.backoffice.views.base import EntityView
from foundation.backoffice.views.list_page import ListPage

SELECTED, MATCHING = "selected", "matching"


class SelectionView(EntityView):
    """One document (``pk`` in the address) or the selected rows of ``list_class``, by ``?selected=1,2`` or ``?matching=all``."""

    list_class: ClassVar[type[ListPage] | None] = None
    list_page: ClassVar[str] = ""
    document_page: ClassVar[str] = ""

    @property
    def most(self) -> int:
        """Return how many documents are taken at once."""
        raise NotImplementedError

    @property
    def not_list_state(self) -> Collection[str]:
        """Return what of the address belongs to the page itself and not to the list."""
        return ()

    @cached_property
    def keys(self) -> list[int]:
        """Return the keys of the chosen documents; those of a selection are rows of the list in this legal entity."""
        if "pk" in self.kwargs:
            return [int(self.kwargs["pk"])]
        if self.list_class is None:
            raise Http404
        page = self.list_class()
        page.setup(self.request)
        query = self.request.POST if SELECTED in self.request.POST else self.request.GET
        return Listing(page, self.request, query).selected_keys(self.most + 1)

    @cached_property
    def documents(self) -> list[Any]:
        """Return the chosen documents."""
        return [find(self.get_rows(), self.keys[0])] if "pk" in self.kwargs else find_many(self.get_rows(), self.keys)

    @property
    def is_selection_possible(self) -> bool:
        """Tell whether something is selected, and not too much."""
        return 0 < len(self.keys) <= self.most

    def to_select_again(self) -> HttpResponseBase:
        """Lead back to the list with the reason."""
        many = gettext("At most %(count)s documents are posted at once.") % {"count": self.most}
        messages.warning(self.request, many if self.keys else gettext("Nothing is selected. Tick the rows first."))
        return self.go(self.back_url)

    @property
    def list_state(self) -> dict[str, list[str]]:
        """Return filters and order of the list, so that the way back leads to the list as it was left."""
        left_out = {SELECTED, MATCHING, *self.not_list_state}
        kept = {name: [str(value) for value in values if value] for name, values in self.request.GET.lists() if name not in left_out}
        return {name: values for name, values in kept.items() if values}

    @property
    def back_url(self) -> str:
        """Return where giving up leads: the document, or the list as it was left."""
        if "pk" in self.kwargs:
            return self.url(self.document_page, pk=self.kwargs["pk"])
        return self.url(self.list_page, urlencode(self.list_state, doseq=True))

    @property
    def selected_text(self) -> str:
        """Return the keys as a form carries them; blank for one document."""
        return "" if "pk" in self.kwargs else ",".join(map(str, self.keys))

    @property
    def count_text(self) -> str:
        """Return how many documents are chosen."""
        return self.counted(len(self.keys)) % {"count": len(self.keys)}

    def counted(self, count: int) -> str:
        """Return what a number of chosen rows is called, with ``%(count)s`` for the number."""
        return ngettext("%(count)s document", "%(count)s documents", count)
