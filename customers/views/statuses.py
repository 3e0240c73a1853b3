"""Closing, opening and deleting a customer from its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.services.set_status import delete_customer, set_status, still_open
from foundation.backoffice.views import DocumentActionView


class CustomerDeactivate(DocumentActionView):
    """Close a customer for new documents."""

    permission_required = "customers.change_customer"
    model, rows, title, verb = Customer, "for_display", _("Deactivate"), _("Deactivate")
    question = _("Take no new orders of %(document)s any more? Open documents go on, and the customer can be activated again.")
    document_page = "customers:customer"
    success_message = _("%(document)s is inactive.")

    def perform(self, document: Any, _form: Any) -> Any:
        """Deactivate, and say what is not finished."""
        unfinished = still_open(self.entity, document) if self.may("customers.view_balance") else None
        done = set_status(self.entity, document, "deactivate", user=self.request.user)
        if unfinished is not None:
            messages.warning(self.request, str(unfinished))
        return done


class CustomerActivate(DocumentActionView):
    """Open a customer for new documents."""

    permission_required = "customers.change_customer"
    model, rows, title, verb = Customer, "for_display", _("Activate"), _("Activate")
    document_page = "customers:customer"
    success_message = _("%(document)s is active.")

    def perform(self, document: Any, _form: Any) -> Any:
        """Open the customer."""
        return set_status(self.entity, document, "activate", user=self.request.user)


class CustomerDelete(DocumentActionView):
    """Delete a customer that nothing refers to."""

    permission_required = "customers.delete_party"
    model, rows, title, verb = Customer, "for_display", _("Delete"), _("Delete")
    question = _("Delete %(document)s? The address book keeps the name and the addresses.")
    document_page = "customers:customer"
    success_message = _("%(document)s is deleted.")

    def perform(self, document: Any, _form: Any) -> None:
        """Delete the customer; its party stays."""
        delete_customer(self.entity, document, user=self.request.user)

    def success_url(self, _done: Any) -> str:
        """Return the list: the page of the customer is gone."""
        return self.url("customers:customers")
