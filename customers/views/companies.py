"""A new legal entity with its books."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.charts import ChartChoice
from customers.forms.companies import CompanyForm
from customers.services.found_company import found_company
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.views import EntityFormView
from foundation.organization.models import LegalEntity


class CompanyNew(EntityFormView):
    """Found a company; leads to its own page, where address and bank account are entered."""

    permission_required = "organization.add_legalentity"
    model, form_class, title = LegalEntity, CompanyForm, _("Legal entity")
    cancel_page = "organization:legal-entity"

    def get_initial(self) -> dict[str, Any]:
        """Begin with a company like this one, in its current year."""
        return {
            "country": self.entity.country,
            "currency": self.entity.currency_id,
            "first_year": self.entity.today().year,
            "chart": ChartChoice.DUTCH if self.entity.country == "NL" else ChartChoice.EU,
        }

    def perform(self, form: CompanyForm) -> LegalEntity:
        """Found the company."""
        return found_company(form.draft(), user=self.request.user)

    def success_url(self, saved: LegalEntity) -> str:
        """Lead into the new company."""
        return entity_url(saved, "organization:legal-entity")
