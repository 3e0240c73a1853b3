"""What holding and releasing customers asks for."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.models import HoldKind
from foundation.backoffice.forms import EntityForm, EntryDateField

KINDS = [(kind.value, kind.label) for kind in (HoldKind.ALL, HoldKind.INVOICE, HoldKind.PAYMENT, HoldKind.NEVER)]


class HoldForm(EntityForm):
    """Which documents are held, why, and until when."""

    kind = forms.ChoiceField(
        label=_("Hold"),
        choices=KINDS,
        help_text=_(
            "All: no orders, deliveries or invoices. Invoice: orders yes, deliveries and invoices no. "
            "Payment: nothing is paid back. Never: the nightly job leaves the customer alone."
        ),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Everybody who is stopped by the hold reads it."))
    until = EntryDateField(label=_("Until"), required=False, help_text=_("The last day of the hold; blank: until somebody releases it."))

    def clean_until(self) -> date | None:
        """Refuse a hold that would be over before it begins."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self.today:
            raise ValidationError(_("This day is over already."))
        return until


class ReleaseForm(EntityForm):
    """Why a hold ends."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
