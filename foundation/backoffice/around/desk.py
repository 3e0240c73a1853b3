"""What stands around one record on its page: notes, activities and files; shown, and changed by what the page is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from foundation.backoffice.around.activities import give_activity
from foundation.backoffice.around.attachments import attach, may_remove, remove
from foundation.backoffice.around.forms import ActivityForm
from foundation.backoffice.around.mention import note_with_mentions
from foundation.backoffice.around.people import handle_of, people_who_see
from foundation.backoffice.models import Activity, Attachment
from foundation.backoffice.permissions import ADD_NOTE, CHANGE_ACTIVITY
from foundation.backoffice.records import find
from foundation.documents.uploads import serve
from foundation.errors import BusinessRuleError
from foundation.organization.models import User

LONGEST_NOTE = 4000
MOST_FILES = 10
INLINE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"


class RecordDesk:
    """The desk around the record of a document page: whoever may see the record may add to it, the auditor never."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.record = view.object
        self.entity = view.entity
        self.user: User = view.request.user

    @cached_property
    def people(self) -> list[User]:
        """Return who may see the record."""
        return people_who_see(self.entity, self.view.permission_required)

    @property
    def may_note(self) -> bool:
        """Tell whether the user may leave notes and files."""
        return bool(self.view.may(ADD_NOTE))

    @property
    def may_give(self) -> bool:
        """Tell whether the user may give somebody something to do."""
        return bool(self.view.may(CHANGE_ACTIVITY))

    @property
    def handles(self) -> list[tuple[str, str]]:
        """Return what is typed after an @, and whom it means."""
        return [(handle_of(person), person.name) for person in self.people]

    @cached_property
    def activities(self) -> list[Activity]:
        """Return what is to be done, then what was done."""
        return list(Activity.of(self.entity).about(self.record)[:50])

    @property
    def open_count(self) -> int:
        """Return how many activities are not done."""
        return sum(activity.done_at is None for activity in self.activities)

    @cached_property
    def attachments(self) -> list[tuple[Attachment, bool]]:
        """Return the files, each with whether the user may remove it."""
        rows = Attachment.of(self.entity).about(self.record)
        return [(attachment, self.may_note and may_remove(self.view.request.access, attachment)) for attachment in rows]

    @cached_property
    def activity_form(self) -> ActivityForm:
        """Return an empty form that proposes the user and today."""
        return self.make_form()

    def make_form(self, data: Any = None) -> ActivityForm:
        """Return the form of an activity, bound to what was sent."""
        initial = {"assigned_to": self.user.pk, "due_date": self.entity.today()}
        return ActivityForm(data, entity=self.entity, access=self.view.request.access, people=self.helpers, initial=initial)

    @cached_property
    def helpers(self) -> list[User]:
        """Return who can be given something to do: those who may see the record and tick it off."""
        able = set(people_who_see(self.entity, CHANGE_ACTIVITY))
        return [person for person in self.people if person in able]

    @property
    def address(self) -> str:
        """Return the page of the record."""
        return str(self.view.request.path)

    def file(self, key: str) -> HttpResponseBase:
        """Answer with an attached file; shown in the page where a browser does so safely and ``inline`` asks for it."""
        attachment = find(Attachment.of(self.entity).about(self.record), int(key) if key.isdigit() else 0)
        response = serve(attachment)
        if attachment.is_previewed and "inline" in self.view.request.GET:
            response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
            response.headers["Content-Security-Policy"] = INLINE_POLICY
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def change(self) -> str:
        """Do what the page was sent, and return the part of the page to show then; raises PermissionDenied."""
        sent = self.view.request.POST
        needed = CHANGE_ACTIVITY if "activity-text" in sent else ADD_NOTE
        if not self.view.may(needed):
            raise PermissionDenied(needed)
        if "note" in sent:
            return self.add_note(sent.get("note", ""))
        if "remove" in sent:
            return self.remove_file(sent.get("remove", ""))
        if "activity-text" in sent:
            return self.add_activity()
        return self.add_files()

    def add_note(self, text: str) -> str:
        """Leave a note, unless it is blank; say whom it told and which names are nobody's."""
        text = text.replace("\x00", "").strip()[:LONGEST_NOTE]
        if text and self.view.with_notes:
            url = f"{self.address}#timeline"
            _note, told, unknown = note_with_mentions(self.entity, self.record, text, user=self.user, people=self.people, url=url)
            if told:
                messages.success(self.view.request, _("%(names)s will be told.") % {"names": ", ".join(person.name for person in told)})
            for name in unknown:
                messages.warning(
                    self.view.request, _("Nobody who may see this record is called @%(name)s: nobody was told.") % {"name": name}
                )
        return "#timeline"

    def add_activity(self) -> str:
        """Give somebody something to do; say what is wrong with what was typed."""
        form = self.make_form(self.view.request.POST)
        if not form.is_valid():
            for name, errors in form.errors.items():
                field = form.fields.get(name)
                messages.error(self.view.request, f"{field.label if field else ''}: {' '.join(map(str, errors))}")
            return "#activities"
        give_activity(
            self.entity,
            self.record,
            form.cleaned_data["text"],
            due_date=form.cleaned_data["due_date"],
            assigned_to=form.person,
            user=self.user,
            address=self.address,
        )
        return "#activities"

    def add_files(self) -> str:
        """Attach what was sent; each file is taken or refused by itself."""
        for upload in self.view.request.FILES.getlist("files")[:MOST_FILES]:
            try:
                attach(self.entity, self.record, upload, user=self.user)
            except BusinessRuleError as refusal:
                messages.error(self.view.request, str(refusal))
        return "#attachments"

    def remove_file(self, key: str) -> str:
        """Remove one file of the record."""
        attachment = find(Attachment.of(self.entity).about(self.record), int(key) if key.isdigit() else 0)
        remove(self.view.request.access, self.record, attachment)
        messages.success(self.view.request, _("%(name)s is removed.") % {"name": attachment.name})
        return "#attachments"
