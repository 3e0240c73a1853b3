"""Simulating prices of a quotation, and applying what was simulated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from sales.quotations.forms import RevisionForm, SimulationForm
from sales.quotations.models import QuotationLine, QuotationSimulation
from sales.quotations.services.simulate_prices import apply_simulation, simulate_prices
from sales.quotations.views.quotation_actions import QuotationActionView


class SimulatePricesAction(QuotationActionView):
    """Change one figure and see what the others come to; the quotation stays as it is."""

    permission_required = "quotations.change_quotation"
    title, verb = _("Price simulation"), _("Simulate")
    form_class = SimulationForm
    success_message = _("%(document)s was simulated; it stays as it is until you apply one of the simulations below.")

    def make_form(self, data: Any = None) -> SimulationForm:
        """Return the form with the lines of the quotation."""
        lines = list(QuotationLine.of(self.entity).of_quotation(self.object.pk))
        return SimulationForm(data, entity=self.entity, access=self.request.access, lines=lines)

    def perform(self, document: Any, form: Any) -> Any:
        """Simulate."""
        data = form.cleaned_data
        line = int(data["line"]) if data["line"] else None
        return simulate_prices(self.entity, document.pk, data["target"], data["value"], self.request.user, line_number=line)


class ApplySimulationAction(DocumentActionView):
    """Take a simulated discount over."""

    permission_required = "quotations.change_quotation"
    model, rows = QuotationSimulation, "for_display"
    title, verb = _("Apply simulation"), _("Apply")
    form_class = RevisionForm
    question = _("The simulated discount becomes that of the quotation: %(document)s.")
    success_message = _("%(document)s is applied.")

    def make_form(self, data: Any = None) -> RevisionForm:
        """Return the form, which asks for the revision of a quotation that was sent."""
        return RevisionForm(data, entity=self.entity, access=self.request.access, quotation=self.object.quotation)

    @property
    def document_url(self) -> str:
        """Return the page of the quotation."""
        return self.url("quotations:quotation", pk=self.object.quotation_id)

    def perform(self, document: Any, form: Any) -> Any:
        """Apply the simulation."""
        again, limit = bool(form.cleaned_data.get("start_revision")), self.request.access.manual_discount_limit
        return apply_simulation(self.entity, document.pk, self.request.user, discount_limit=limit, start_revision=again)
