"""The bell of the shell and the page behind it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.models import Notification
from foundation.backoffice.notifications import everywhere
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.requests import safe_path
from foundation.backoffice.views.base import EntityView


class OwnNotifications(EntityView):
    """A page about what its reader was told, in all of the reader's legal entities."""

    permission_required: ClassVar[str] = MEMBER
    model = Notification


class Notifications(OwnNotifications):
    """All of them, latest first; everything may be marked as read at once."""

    title = _("Notifications")
    template_name = "backoffice/notifications/page.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the last ones."""
        return self.page({"notifications": everywhere.newest(self.request.user)})

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Mark all as read."""
        everywhere.read_all(self.request.user)
        return self.go(self.url("backoffice:notifications"))


class OpenNotification(OwnNotifications):
    """Leads to what a notification is about, which marks it as read."""

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Mark it as read and lead on."""
        notification = everywhere.read_one(self.request.user, int(kwargs["pk"]))
        if notification is None:
            raise Http404
        return self.go(safe_path(notification.url, self.url("backoffice:notifications")))


class Bell(OwnNotifications):
    """The bell alone, asked for once a minute; asking does not count as being at work."""

    is_background = True
    template_name = "backoffice/notifications/_bell.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the bell with the present count."""
        return self.page({})
