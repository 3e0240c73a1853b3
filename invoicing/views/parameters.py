"""The parameters of invoicing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import ParametersView
from invoicing.forms import InvoicingParametersForm
from invoicing.models import InvoicingParameters


class InvoicingParametersPage(ParametersView):
    """Read by whoever may look at set-up, changed by who may change it."""

    permission_required = "invoicing.view_parameters"
    permission_to_change = "invoicing.change_parameters"
    model, form_class, title = InvoicingParameters, InvoicingParametersForm, _("Invoicing parameters")
    success_page = "invoicing:parameters"
