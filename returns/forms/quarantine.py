"""The forms that end an inspection."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityChoiceField, EntityForm
from returns.models import DispositionCode


class NoteForm(EntityForm):
    """What the inspector found."""

    note = forms.CharField(label=_("Inspector's note"), max_length=500, required=False)


class DispositionForm(EntityForm):
    """What is done with the goods."""

    disposition = EntityChoiceField(DispositionCode, rows="active", label=_("Disposition code"))


class EndQuarantineForm(NoteForm):
    """What is done with the goods, and what was found."""

    disposition = EntityChoiceField(DispositionCode, rows="active", label=_("Disposition code"))
    field_order = ["disposition", "note"]
