"""The lines of a form as a set: one prefix, one query per look-up, cleaned lines in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from foundation.backoffice.forms.fields import LookupField
from foundation.backoffice.forms.forms import LineForm
from foundation.backoffice.lines import Calculation, RowResult
from foundation.errors import Text
from foundation.organization.models import LegalEntity

PREFIX = "lines"
MOST_LINES = 1000


@dataclass(frozen=True)
class ShownOutput:
    """A column that the server computes, with what stands in it now."""

    name: str
    label: Text
    value: Text


@dataclass(frozen=True)
class ShownLine:
    """One line with its computed columns and notices."""

    form: LineForm
    outputs: list[ShownOutput]
    notices: list[Text]


class LineSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """A formset of line forms that reads each look-up once for all lines."""

    calculation: Calculation | None = None

    def __init__(self, data: Any = None, *, entity: LegalEntity, new: Sequence[dict[str, Any]] = (), **options: Any) -> None:
        self.entity = entity
        self.new = new
        self.known: dict[str, dict[str, Any]] = {}
        options["form_kwargs"] = {"entity": entity, "known": self.known, **options.get("form_kwargs", {})}
        super().__init__(data, prefix=PREFIX, **options)
        if data is not None:
            self._read_lookups()

    def _construct_form(self, i: int, **options: Any) -> Any:
        """Fill the first of the new lines of a set that was not sent yet."""
        at = i - self.initial_form_count()
        if not self.is_bound and 0 <= at < len(self.new):
            options["initial"] = self.new[at]
        return super()._construct_form(i, **options)  # type: ignore[misc]

    def _read_lookups(self) -> None:
        for name, declared in self.form.base_fields.items():
            if isinstance(declared, LookupField):
                typed = {str(self.data.get(f"{PREFIX}-{index}-{name}", "")).strip() for index in range(self.total_form_count())}
                self.known[declared.name] = declared.lookup.by_keys(self.entity, typed - {""})

    def clean(self) -> None:
        """Refuse a line that is not one of the lines shown: its key was made up."""
        known = {str(form.initial["pk"]) for form in self.forms if form.initial.get("pk")}
        if any(str(form.cleaned_data.get("pk") or "") not in {*known, ""} for form in self.forms if hasattr(form, "cleaned_data")):
            raise ValidationError(_("A line of this form is not there any more. Reload and try again."))

    def filled(self) -> list[LineForm]:
        """Return the forms of lines that stand for something: known lines, and new ones with any value."""
        initial = self.initial_form_count()
        return [form for index, form in enumerate(self.forms) if index < initial or form.has_changed()]

    def lines(self) -> list[dict[str, Any]]:
        """Return the cleaned lines of a valid set, removed ones marked by ``DELETE``; new and removed ones left out."""
        cleaned = [form.cleaned_data for form in self.filled()]
        return [line for line in cleaned if line.get("pk") or not line.get("DELETE")]

    def typed(self) -> list[dict[str, Any] | None]:
        """Return every row as cleaned so far; None for empty, removed and faulty ones."""
        return [self._typed(form) for form in self.forms]

    def _typed(self, form: LineForm) -> dict[str, Any] | None:
        empty = not form.has_changed() and not form.initial
        faulty = not empty and not form.is_valid()
        return None if empty or faulty or form.cleaned_data.get("DELETE") else form.cleaned_data

    def results(self) -> Iterator[tuple[LineForm, RowResult]]:
        """Yield every form with its result."""
        rows = list(self.calculation.rows) if self.calculation else []
        for index, form in enumerate(self.forms):
            yield form, (rows[index] if index < len(rows) else None) or RowResult()

    def shown(self) -> Iterator[ShownLine]:
        """Yield the lines as the template shows them; outputs come from the calculation, else from the initial values."""
        for form, result in self.results():
            values = {name: result.outputs.get(name, form.initial.get(name, "")) for name in form.outputs}
            yield ShownLine(form, [ShownOutput(name, form.outputs[name], value) for name, value in values.items()], list(result.notices))

    def blank(self) -> ShownLine:
        """Return an empty line for the script to copy."""
        form = self.empty_form
        return ShownLine(form, [ShownOutput(name, label, "") for name, label in form.outputs.items()], [])

    def refuse(self, index: int, name: str, text: str) -> bool:
        """Put a refusal on a field of one of the cleaned lines; False when there is no such line."""
        kept = [form for form in self.filled() if form.cleaned_data.get("pk") or not form.cleaned_data.get("DELETE")]
        if index >= len(kept):
            return False
        kept[index].add_error(name if name in kept[index].fields else None, text)
        return True

    def mark(self) -> None:
        """Put what the calculation found wrong on the fields, so that every line tells at once what it needs."""
        for form, result in self.results():
            for name, text in result.errors.items():
                field = name if name in form.fields else None
                if form.is_valid() or not form.errors.get(field or NON_FIELD_ERRORS):
                    form.add_error(field, str(text))

    def errors_of(self, form: LineForm, result: RowResult) -> dict[str, str]:
        """Return the errors of a row by field, those of its form and those of the calculation."""
        own = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()} if form.has_changed() else {}
        return own | {name or NON_FIELD_ERRORS: str(text) for name, text in result.errors.items()}


def line_set_class(form_class: type[LineForm], extra: int) -> type[LineSet]:
    """Return the set of a kind of line."""
    return forms.formset_factory(  # type: ignore[return-value]
        form_class, formset=LineSet, extra=extra, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
    )
