"""Form fields that take what people type: dates as a distance or a week, numbers as a sum, records by their key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import registry
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.formats import current_locale, format_entry
from foundation.backoffice.lookups import Lookup
from foundation.backoffice.parsing import parse_day, parse_number
from foundation.day_span import day_in_span
from foundation.organization.models import LegalEntity


class EntryDateField(forms.DateField):
    """A day: 31-12, 31-12-2026, t, +7, -1m, w12. Distances count from ``today``, which the form sets."""

    default_error_messages = {"invalid": _("“%(value)s” is not a date. Try 31-12, +7, -1m, w12 or t for today.")}
    default_validators = [day_in_span]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.today: date | None = None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser's script offer a calendar, but leave the typing free."""
        return {"data-entry": "date", "autocomplete": "off", "inputmode": "text"}

    def prepare_value(self, value: Any) -> Any:
        """Return the day as it is typed here: day-month-year."""
        return value.strftime("%d-%m-%Y") if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        """Return the day that was typed."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return parse_day(str(value), self.today or timezone.localdate())
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from error


class EntryDecimalField(forms.DecimalField):
    """A number in the user's notation, or a sum such as ``=15*4``."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("“%(value)s” is not a number.")}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Align as a number and offer digits on small screens."""
        return {"data-entry": "number", "autocomplete": "off", "inputmode": "decimal", "class": "number"}

    def prepare_value(self, value: Any) -> Any:
        """Return the number with the user's decimal sign and without needless zeros."""
        return format_entry(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Return the number that was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_number(str(value), current_locale().number_symbols["latn"]["decimal"])
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from error


class LookupWidget(forms.TextInput):
    """A text field that finds records while typing; without scripts the key is typed."""

    address = ""
    chosen_label = ""


class LookupField(forms.Field):
    """One record of a registered look-up, found by its key; the form sets the legal entity.

    The cleaned value is the record or None. Initial values may be the record, its primary key or its key as text.
    """

    widget = LookupWidget
    default_error_messages = {"invalid": _("There is no “%(value)s”.")}

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(**options)
        self.name = name
        self.legal_entity: LegalEntity | None = None
        self.known: dict[Any, Any] = {}

    @property
    def lookup(self) -> Lookup:
        """Return the look-up behind the field."""
        return registry.lookup(self.name)

    def use(self, entity: LegalEntity, known: dict[Any, Any] | None = None) -> None:
        """Look among the records of a legal entity; ``known`` holds records by key that were read already."""
        self.known = {} if known is None else known
        self.legal_entity = entity
        address = entity_url(entity, "backoffice:look-up", name=self.name)
        self.widget.attrs |= {"data-lookup": address, "autocomplete": "off", "spellcheck": "false"}

    def prepare_value(self, value: Any) -> Any:
        """Return the key that stands in the field, and keep the label that stands beside it."""
        record = self.record_of(value)
        self.widget.chosen_label = self.lookup.label(record) if record is not None else ""  # type: ignore[attr-defined]
        return getattr(record, self.lookup.key) if record is not None else value

    def to_python(self, value: Any) -> Any:
        """Return the record whose key was typed, whatever its capitals."""
        if value in self.empty_values:
            return None
        record = self.record_of(value)
        if record is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})
        return record

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the chosen record with the one that stood there."""
        before, after = self.record_of(initial), self.record_of(data)
        return (before and before.pk) != (after and after.pk) or (after is None and bool(data))

    def record_of(self, value: Any) -> Any:
        """Return the record that a key stands for, None where there is none."""
        if value in self.empty_values or isinstance(value, Model) or self.legal_entity is None:
            return value or None
        key = value if isinstance(value, int) else str(value).strip()
        if key not in self.known:
            self.known[key] = self._read(key)
        return self.known[key]

    def _read(self, key: int | str) -> Any:
        if self.legal_entity is None:
            return None
        try:
            return self.lookup.by_pk(self.legal_entity, key) if isinstance(key, int) else self.lookup.by_key(self.legal_entity, key)
        except ObjectDoesNotExist:
            return None


class EntityChoicesField(forms.ModelMultipleChoiceField):
    """Some of few records, each with a box to tick; the form fills it with the rows of its legal entity."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, model: type[Model], **options: Any) -> None:
        super().__init__(queryset=None, **options)
        self.model = model


class EntityChoiceField(forms.ModelChoiceField):
    """One of few records, in a list to choose from; the form fills it with the rows of its legal entity.

    A model with a registered look-up is found by typing instead, unless the field is ``listed``. ``rows`` names the method of its
    queryset that says which records may be chosen; without it all may.
    """

    def __init__(self, model: type[Model], *, listed: bool = False, rows: str = "", **options: Any) -> None:
        super().__init__(queryset=None, **options)
        self.model = model
        self.listed = listed
        self.rows = rows

    def label_from_instance(self, obj: Any) -> str:
        """Return the code of a record with its name in the reader's language."""
        name = obj.name_in(get_language() or "en") if hasattr(obj, "name_in") else getattr(obj, "name", "")
        return f"{obj} · {name}" if name and str(name) not in str(obj) else str(obj)
