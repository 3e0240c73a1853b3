"""The answer of those who may let a document go on although a credit limit is exceeded (customers.md §3.3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

OVERRIDE_CREDIT = "customers.override_credit"
OVERRULING = ("overrule_credit", "credit_reason")


class OverruleCredit(forms.Form):
    """Going on, with a reason; who may not is not asked."""

    overrule_credit = forms.BooleanField(
        label=_("Although the credit limit is exceeded"),
        required=False,
        help_text=_("The audit trail keeps who decided this."),
    )
    credit_reason = forms.CharField(label=_("Why it goes on all the same"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        access = getattr(self, "access", None)
        if access is None or not access.may(OVERRIDE_CREDIT):
            for name in OVERRULING:
                del self.fields[name]

    def clean_credit_reason(self) -> str:
        """Ask for a reason where the limit is overruled."""
        reason = str(self.cleaned_data["credit_reason"]).strip()
        if self.cleaned_data.get("overrule_credit") and not reason:
            raise ValidationError(_("Say why the order goes on although the credit limit is exceeded."))
        return reason
