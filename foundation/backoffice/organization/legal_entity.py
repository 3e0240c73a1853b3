"""The legal entity itself: name, address, registration, bank."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.views import EntityView, RecordFormView
from foundation.documents.uploads import picture
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity

VIEW, CHANGE = "organization.view_legalentity", "organization.change_legalentity"
LARGEST_LOGO = 512 * 1024
PNG = b"\x89PNG"
COLOURS = [
    ("blue", _("Blue")),
    ("green", _("Green")),
    ("amber", _("Amber")),
    ("red", _("Red")),
    ("purple", _("Purple")),
    ("teal", _("Teal")),
]


class LegalEntityForm(EntityModelForm):
    """What documents and screens say of the legal entity; code and currency stay as they are."""

    class Meta:
        model = LegalEntity
        fields = [
            *("name", "country", "language", "time_zone", "colour", "exchange_rate_type"),
            *("street", "postal_code", "city", "phone", "email", "website"),
            *("vat_number", "registration_number", "registration_scheme", "electronic_address", "electronic_address_scheme"),
            *("bank_name", "iban", "bic", "legal_footer", "retention_years"),
        ]

    sections = [
        (_("General"), ["name", "colour", "language", "time_zone"]),
        (_("Address"), ["street", "postal_code", "city", "country", "phone", "email", "website"]),
        (_("Registration"), ["vat_number", "registration_number", "registration_scheme"]),
        (_("Electronic address"), ["electronic_address", "electronic_address_scheme"]),
        (_("Bank"), ["bank_name", "iban", "bic"]),
        (_("Documents"), ["logo_file", "remove_logo", "legal_footer", "retention_years", "exchange_rate_type"]),
    ]

    logo_file = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG or JPEG, at most 512 kB; printed on every document."))
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["logo_file"].widget.attrs["accept"] = "image/png,image/jpeg"
        if not self.instance.logo:
            del self.fields["remove_logo"]
        self._choose("colour", COLOURS)
        self._choose("language", settings.LANGUAGES)
        self._choose("time_zone", [(zone, zone) for zone in sorted(available_timezones())])

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        known = [value for value, _label in choices]
        now = getattr(self.instance, name)
        extra = [] if now in known else [(now, now)]
        self.fields[name] = forms.ChoiceField(choices=[*choices, *extra], label=field.label)
        self.fields[name].widget.attrs["class"] = "form-select"

    def clean_logo_file(self) -> bytes | None:
        """Return the picture, drawn anew; refuses what is too large, damaged or neither PNG nor JPEG, and says which."""
        sent = self.cleaned_data["logo_file"]
        if not sent:
            return None
        try:
            return picture(sent, max_bytes=LARGEST_LOGO)
        except BusinessRuleError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Put the picture on the legal entity, or take it off."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("logo_file"):
            self.instance.logo = cleaned["logo_file"]
        elif cleaned.get("remove_logo"):
            self.instance.logo = b""
        return cleaned

    def clean_country(self) -> str:
        """Return the code of the country in capitals."""
        return str(self.cleaned_data["country"]).upper()

    def clean_iban(self) -> str:
        """Return the account number without spaces; refuses one whose check digits are wrong."""
        iban = "".join(str(self.cleaned_data["iban"]).split()).upper()
        digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4] if character.isascii() and character.isalnum())
        if iban and (not iban.isascii() or not iban.isalnum() or int(digits or 0) % 97 != 1):
            raise forms.ValidationError(_("This is no valid IBAN: its check digits are wrong."))
        return iban


class LegalEntityView(RecordFormView):
    """The legal entity of the path."""

    permission_required, permission_to_change = VIEW, CHANGE
    model, form_class, title = LegalEntity, LegalEntityForm, _("Legal entity")
    success_page = "organization:legal-entity"
    template_name = "backoffice/organization/legal_entity.html"

    @property
    def pk(self) -> int:
        """Return the key of the legal entity in the path."""
        return self.entity.pk


class LogoView(EntityView):
    """The logo as it is printed."""

    permission_required = VIEW

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the picture."""
        logo = bytes(self.entity.logo or b"")
        if not logo:
            raise Http404
        kind = "image/png" if logo.startswith(PNG) else "image/jpeg"
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        return HttpResponse(logo, content_type=kind, headers=headers)
