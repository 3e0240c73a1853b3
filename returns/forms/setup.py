"""What the set-up pages of returns ask for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from returns.models import DispositionCode, ReturnParameters, ReturnReasonCode, ReturnReasonGroup


class ChargingForm(EntityModelForm):
    """A code that may bring a charge along."""

    def clean(self) -> dict[str, Any]:
        """Ask for both the charge code and its amount, or for neither."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("charge")) != bool(cleaned.get("charge_value")):
            self.add_error("charge", _("A charge has a code and an amount."))
        return cleaned


class ReasonForm(ChargingForm):
    """Why goods come back, and what the customer is charged for it."""

    class Meta:
        model = ReturnReasonCode
        fields = ["code", "names", "group", "charge", "charge_value"]


class ReasonGroupForm(EntityModelForm):
    """A group of reasons."""

    class Meta:
        model = ReturnReasonGroup
        fields = ["code", "name"]


class DispositionForm(ChargingForm):
    """What is done with goods that come back, and what the customer is charged for it."""

    class Meta:
        model = DispositionCode
        fields = ["code", "names", "action", "charge", "charge_value", "is_active"]


class ReturnParametersForm(EntityModelForm):
    """Rules and defaults of returns in one legal entity (sales.md §22)."""

    class Meta:
        model = ReturnParameters
        fields = [
            *("return_period_days", "deadline_check", "cancel_expired_days"),
            *("credit_correction", "replacement_free", "replacement_charges", "reason_mandatory"),
        ]
