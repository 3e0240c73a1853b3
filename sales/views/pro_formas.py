"""Pro formas of confirmations and packing slips: the dialogs that post them, but for the posting (sales.md §21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.deliveries.pro_formas import ProFormaDialog
from foundation.backoffice.posting import Outcome
from foundation.documents.document_types import DocumentType
from sales.deliveries import DeliveryPlan, DeliveryRequest
from sales.forms.posting import ProFormaConfirmForm, ProFormaSlipForm
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.plan_deliveries import plan_deliveries
from sales.services.print_pro_formas import print_pro_forma_confirmations, print_pro_forma_slips
from sales.views.posting import ConfirmDialog, PackingSlipDialog


class ProFormaConfirmation(ProFormaDialog, ConfirmDialog):
    """Print what the customer would read in the confirmation of an order."""

    title, form_class = _("Pro forma confirmation"), ProFormaConfirmForm
    document_type = DocumentType.PRO_FORMA_CONFIRMATION

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> ConfirmationRequest:
        """Return what is asked for; no credit is used."""
        return replace(super().request_of(documents, parameters), overrule_credit=True)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Print, and lead to the file."""
        printed = print_pro_forma_confirmations(self.request_of(documents, parameters), self.request.user)
        return Outcome(self.links(printed.files), self.refused(printed.refusals, printed.documents))


class ProFormaSlip(ProFormaDialog, PackingSlipDialog):
    """Print the packing slips of an order as they would be posted."""

    title, form_class = _("Pro forma packing slip"), ProFormaSlipForm
    document_type = DocumentType.PRO_FORMA_SLIP

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> DeliveryPlan:
        """Plan the packing slips; what only stands in the way of posting them is not asked."""
        return plan_deliveries(self.request_of(documents, parameters))

    def request_of(self, documents: list[Any], parameters: Mapping[str, Any]) -> DeliveryRequest:
        """Return what is asked for; no credit is used."""
        return replace(super().request_of(documents, parameters), overrule_credit=True)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Print, and lead to the files."""
        printed = print_pro_forma_slips(self.request_of(documents, parameters), self.request.user)
        return Outcome(self.links(printed.files), self.refused(printed.refusals, printed.documents))
