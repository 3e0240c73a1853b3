"""The dialog that gives an order another type."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from sales.forms.change_type import ChangeTypeForm
from sales.services.change_type import change_type
from sales.views.order_actions import OrderActionView


class ChangeTypeAction(OrderActionView):
    """Change the type of an order, with the reason."""

    permission_required = "sales.change_salesorder"
    title, verb = _("Change type"), _("Change type")
    form_class = ChangeTypeForm
    success_message = _("The type of %(document)s is changed.")

    def make_form(self, data: Any = None) -> ChangeTypeForm:
        """Return the form with the types that this order may become."""
        return ChangeTypeForm(data, entity=self.entity, access=self.request.access, order=self.object)

    def perform(self, document: Any, form: Any) -> Any:
        """Change the type, and tell what is worth knowing."""
        work = change_type(self.entity, document.pk, form.change, self.request.user)
        for notice in work.notices:
            messages.warning(self.request, str(notice))
        return work
