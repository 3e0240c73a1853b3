"""Forms that are sent once: a second click, a reload or the way back lead to what the first time came to."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4, uuid5

from django.utils.functional import cached_property

from foundation.backoffice.services.one_time_keys import once
from foundation.backoffice.views.base import EntityView

KEY = "_key"


class SentOnce(EntityView):
    """A page whose form carries a one-time key."""

    @cached_property
    def key(self) -> UUID:
        """Return the one-time key of the shown form: the one that was sent, else a new one."""
        try:
            return UUID(self.request.POST.get(KEY, ""))
        except ValueError:
            return uuid4()

    def only_once(self, perform: Callable[[], str]) -> str:
        """Do what a form asks for and return where that leads; the same form sent again leads there without doing it again."""
        if not self.request.POST.get(KEY, ""):
            return perform()
        typed = sorted((name, values) for name, values in self.request.POST.lists() if name != "csrfmiddlewaretoken")
        outcome = once(uuid5(self.key, repr([self.request.path, typed])), self.request.user, lambda: {"url": perform()})
        return str(outcome.get("url", self.request.path))
