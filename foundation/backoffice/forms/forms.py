"""Forms that know the legal entity, the user's access and the entity's today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import registry
from foundation.backoffice.forms.fields import EntityChoiceField, EntityChoicesField, EntryDateField, EntryDecimalField, LookupField
from foundation.backoffice.forms.look import dress
from foundation.backoffice.forms.names import NamesField
from foundation.backoffice.records import rows_of
from foundation.errors import BusinessRuleError, Text
from foundation.one_line import one_line
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel

Sections = Sequence[tuple[Text, Sequence[str]]]


@dataclass(frozen=True)
class ShownSection:
    """A heading and the fields below it; ``when`` names the field whose value, one of some, shows them."""

    title: Text
    fields: list[forms.BoundField]
    when: tuple[str, str] | None = None


class ScopedFormMixin(forms.BaseForm):
    """What all forms below a legal entity share: ``entity``, ``access``, ``today``, sections, and refusals on fields."""

    sections: ClassVar[Sections] = ()

    def __init__(
        self, *args: Any, entity: LegalEntity, access: Access | None = None, known: dict[str, dict[Any, Any]] | None = None, **options: Any
    ) -> None:
        self.entity = entity
        self.known = {} if known is None else known
        self.access = access
        self.today: date = entity.today()
        super().__init__(*args, **options)
        extra = self.extra_fields()
        self.placed = frozenset(extra)
        self.fields |= extra
        for name, field in list(self.fields.items()):
            self.fields[name] = self._made_ready(field)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return fields that depend on what the form is for, such as one per line; they stand where the page places them."""
        return {}

    def _made_ready(self, field: forms.Field) -> forms.Field:
        if isinstance(field, EntityChoiceField):
            field = self._filled(field)
        if isinstance(field, EntityChoicesField):
            field.queryset = rows_of(field.model, self.entity)
        if isinstance(field, LookupField):
            field.use(self.entity, self.known.setdefault(field.name, {}))
        if isinstance(field, EntryDateField):
            field.today = self.today
        if isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput):
            field.validators = [*field.validators, one_line]
        dress(field)
        return field

    def _filled(self, field: EntityChoiceField) -> forms.Field:
        lookup = None if field.listed else registry.lookup_for_model(field.model._meta.label_lower)
        if lookup is not None:
            return LookupField(lookup.name, required=field.required, label=field.label, help_text=field.help_text, disabled=field.disabled)
        rows = rows_of(field.model, self.entity)
        field.queryset = getattr(rows, field.rows)() if field.rows else rows
        return field

    def shown_sections(self) -> Iterator[ShownSection]:
        """Yield the declared sections that have fields, then whatever they left out."""
        named = {name for _title, names in self.sections for name in names} | self.placed
        for title, names in self.sections:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield ShownSection(title, fields)
        rest = [bound for bound in self.visible_fields() if bound.name not in named]
        if rest:
            yield ShownSection("", rest)

    def show_only(self) -> None:
        """Let nothing be changed: for those who may look only."""
        for field in self.fields.values():
            field.disabled = True

    def refuse(self, refusal: BusinessRuleError) -> None:
        """Put a refusal on the field that it names, that of its record where there is one for each, else on top of the form."""
        names = (f"{refusal.field}_{refusal.record}", refusal.field)
        self.add_error(next((name for name in names if name in self.fields), None), str(refusal))


class EntityForm(ScopedFormMixin, forms.Form):
    """A form without a record: the parameters of an action."""


class PostingForm(EntityForm):
    """The parameters of a posting; ``documents`` are what is posted, ``emptied_text`` says what an emptied cell of the preview means."""

    emptied_text: ClassVar[Text] = _("What stands in a cell is taken. Emptied or 0: nothing of that line.")

    def __init__(self, *args: Any, documents: Sequence[Any] = (), **options: Any) -> None:
        self.documents = documents
        super().__init__(*args, **options)

    def starting_values(self) -> dict[str, Any]:
        """Return what the form starts with as if it had been typed; None where that is nothing."""
        return {name: self._starting_value(name, field) for name, field in self.fields.items()}

    def _starting_value(self, name: str, field: forms.Field) -> Any:
        try:
            return field.to_python(self.get_initial_for_field(field, name))
        except ValidationError:
            return None


def _form_field(db_field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if isinstance(db_field, models.ForeignKey):
        common: dict[str, Any] = {
            "required": not db_field.blank,
            "label": capfirst(db_field.verbose_name),
            "help_text": db_field.help_text,
        }
        return EntityChoiceField(db_field.remote_field.model, **common | options)
    if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        options["form_class"] = EntryDateField
    elif isinstance(db_field, models.DecimalField):
        options["form_class"] = EntryDecimalField
    elif isinstance(db_field, models.JSONField) and db_field.name == "names":
        return NamesField(required=not db_field.blank, label=capfirst(db_field.verbose_name), help_text=db_field.help_text)
    return db_field.formfield(**options)


class EntityModelFormMetaclass(ModelFormMetaclass):
    """Gives every model form our entry fields, unless its Meta names a callback of its own."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        """Make the class."""
        meta = attrs.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(_form_field)
        return super().__new__(mcs, name, bases, attrs)


class EntityModelForm(ScopedFormMixin, forms.ModelForm, metaclass=EntityModelFormMetaclass):
    """A form of one record; a new record belongs to the form's legal entity from the start."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(self.instance, EntityModel) and self.instance.legal_entity_id is None:
            self.instance.legal_entity = self.entity

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"legal_entity"}  # type: ignore[misc]


class LineForm(ScopedFormMixin, forms.Form):
    """One line of a form with lines: ``outputs`` names the columns that the server computes."""

    outputs: ClassVar[dict[str, Text]] = {}
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["use_required_attribute"] = False
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label or ""))

    def has_changed(self) -> bool:
        """Tell whether a line stands for something: a new one in which nothing stands does not, whatever it would start with."""
        if self.empty_permitted and self.is_bound and not any(bound.data for bound in self.cells()):
            return False
        return super().has_changed()

    def cells(self) -> list[forms.BoundField]:
        """Return the fields that stand as columns."""
        return [bound for bound in self.visible_fields() if bound.name != "DELETE"]

    def labels(self) -> dict[str, str]:
        """Return the label of every record that was chosen in a look-up, by field."""
        chosen = {name: getattr(self, "cleaned_data", {}).get(name) for name in self.fields}
        return {
            name: str(field.lookup.label(chosen[name])) if chosen[name] else ""
            for name, field in self.fields.items()
            if isinstance(field, LookupField)
        }
