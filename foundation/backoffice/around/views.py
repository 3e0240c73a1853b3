"""The list of activities, and ticking one off."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.around.activities import finish_activity
from foundation.backoffice.lists import DateColumn, ListTable, MomentColumn, Search, Tab, TextColumn
from foundation.backoffice.models import Activity
from foundation.backoffice.permissions import CHANGE_ACTIVITY, MEMBER
from foundation.backoffice.records import find
from foundation.backoffice.requests import safe_path
from foundation.backoffice.views.base import EntityView
from foundation.backoffice.views.list_page import ListPage


class RecordColumn(TextColumn):
    """The record that an activity is about, as a link to its page."""

    def render(self, value: Any, record: Any) -> str:
        """Return the link."""
        return format_html('<a href="{}#activities">{}</a>', record.address, value)


class ActivityTable(ListTable):
    """Activities."""

    text = TextColumn(_("What is to be done"))
    object_label = RecordColumn(_("Record"))
    due_date = DateColumn(_("Due date"))
    assigned_to = TextColumn(_("Assigned to"), accessor="assigned_to.name", order_by="assigned_to__name")
    created_by = TextColumn(_("Given by"), accessor="created_by.name", order_by="created_by__name")
    done_at = MomentColumn(_("Done at"))


class ActivityFilter(filters.FilterSet):
    """Activities by due date and person."""

    due_date = filters.DateFromToRangeFilter(label=_("Due date"))
    assigned_to = filters.CharFilter(field_name="assigned_to__name", lookup_expr="icontains", label=_("Assigned to"))

    class Meta:
        model = Activity
        fields: tuple[str, ...] = ()


class ActivityList(ListPage):
    """What the reader has to do or gave to somebody else."""

    permission_required = MEMBER
    title = _("My activities")
    model, table_class, filterset_class = Activity, ActivityTable, ActivityFilter
    search = Search(prefix=("object_label",), contains=("text",))
    tabs = (
        Tab("open", _("Open"), rows="open"),
        Tab("overdue", _("Overdue"), rows="overdue"),
        Tab("done", _("Done"), rows="done"),
    )
    order_by = "due_date"
    empty_text = _("Nothing to do. Activities are given on the page of an order, an invoice or any other record.")

    def get_rows(self) -> QuerySet[Any]:
        """Return the reader's activities."""
        return Activity.of(self.entity).of_user(self.request.user).for_list()

    def row_tone(self, record: Any) -> str:
        """Mark what should be done already."""
        return "danger" if record.done_at is None and record.due_date < self.entity.today() else ""


class FinishActivity(EntityView):
    """Ticks an activity off and leads back to where it was ticked."""

    permission_required: ClassVar[str] = CHANGE_ACTIVITY
    http_method_names: ClassVar[list[str]] = ["post"]  # type: ignore[misc]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it."""
        activity = find(Activity.of(self.entity).of_user(self.request.user), int(kwargs["pk"]))
        finish_activity(self.entity, activity.pk, user=self.request.user)
        return self.go(safe_path(request.POST.get("next", ""), activity.address))
