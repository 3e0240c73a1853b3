"""What forms are declared with."""

from foundation.backoffice.forms.fields import EntityChoiceField, EntityChoicesField, EntryDateField, EntryDecimalField, LookupField
from foundation.backoffice.forms.forms import EntityForm, EntityModelForm, LineForm, PostingForm
from foundation.backoffice.forms.names import NamesField

__all__ = [
    "EntityChoiceField",
    "EntityChoicesField",
    "EntityForm",
    "EntityModelForm",
    "EntryDateField",
    "EntryDecimalField",
    "LineForm",
    "LookupField",
    "NamesField",
    "PostingForm",
]
