"""One text per language, kept as one JSON value."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

CODES = [code for code, _label in settings.LANGUAGES]


class NamesWidget(forms.MultiWidget):
    """A text field per language, each named by it."""

    template_name = "backoffice/form/_names.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"aria-label": label, "lang": code}) for code, label in settings.LANGUAGES
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return the texts in the order of the languages."""
        value = value if isinstance(value, dict) else {}
        return [value.get(code, "") for code in CODES]


class NamesField(forms.MultiValueField):
    """A text per language; at least the first language is needed when the field is required."""

    widget = NamesWidget

    def __init__(self, *, max_length: int = 120, required: bool = True, **options: Any) -> None:
        options.pop("encoder", None)
        options.pop("decoder", None)
        fields = [forms.CharField(max_length=max_length, required=False) for _code in CODES]
        super().__init__(fields, required=required, require_all_fields=False, **options)
        self.error_messages["incomplete"] = _("Fill in the first language.")

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """Return the texts that were filled in, by language."""
        return {code: text for code, text in zip(CODES, data_list or [], strict=False) if text}

    def clean(self, value: Any) -> Any:
        """Return the texts; refuses when the first language is missing though the field is required."""
        cleaned = super().clean(value)
        if self.required and CODES[0] not in cleaned:
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return cleaned
