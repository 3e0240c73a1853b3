"""The small forms beside a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntryDateField
from foundation.organization.models import User


class ActivityForm(EntityForm):
    """What is to be done, by whom, until when."""

    text = forms.CharField(label=_("What is to be done"), max_length=200)
    assigned_to = forms.TypedChoiceField(label=_("Assigned to"), coerce=int)
    due_date = EntryDateField(label=_("Due date"))

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, prefix="activity", **options)
        self.people = {person.pk: person for person in people}
        field: Any = self.fields["assigned_to"]
        field.choices = [(person.pk, person.name) for person in people]

    @property
    def person(self) -> User:
        """Return who was chosen."""
        return self.people[self.cleaned_data["assigned_to"]]
