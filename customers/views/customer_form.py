"""Entering and changing a customer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.forms.customers import CustomerForm
from customers.models import Customer
from customers.records import CustomerRecord, load_records, new_record
from customers.rights import require_rights
from customers.services.change_customers import CustomerChange, changed_by_another, plan_changes
from customers.services.create_customers import CustomerDraft, plan_customers
from customers.services.save_customers import save_records
from foundation.backoffice.records import fingerprint
from foundation.backoffice.views import EntityFormView
from foundation.backoffice.views.form_view import SHOWN_AS


class CustomerEdit(EntityFormView):
    """Change a customer and the data of its party that stands beside it."""

    permission_required = "customers.change_party"
    model, rows, form_class, title = Customer, "for_page", CustomerForm, _("Customer")
    success_page, cancel_page = "customers:customer", "customers:customers"

    @property
    def heading(self) -> str:
        """Return account and name."""
        return f"{self.object.account} {self.object.party.name}" if self.object is not None else str(self.title)

    @cached_property
    def record(self) -> CustomerRecord:
        """Return the customer with the parts of its party."""
        return load_records(self.entity, [self.object])[self.object.pk]

    def get_rows_to_lock(self) -> Any:
        """Return the rows that the page may change."""
        return Customer.of(self.entity)

    def form_options(self) -> dict[str, Any]:
        """Return what the form is made with."""
        return super().form_options() | {"record": self.record}

    @cached_property
    def shown_as(self) -> str:
        """Return the fingerprints of all rows behind the form, as it was first shown."""
        return self.request.POST.get(SHOWN_AS, "") or self.fingerprints

    @cached_property
    def fingerprints(self) -> str:
        """Return a text that changes whenever the customer, its party, address or contact data changes."""
        return "".join(fingerprint(row)[:12] or "-" for row in self.record.rows)

    def save(self, form: Any) -> Any:
        """Check and perform; None when something stands in the way."""
        shown = self.request.POST.get(SHOWN_AS, "")
        if shown and shown != self.fingerprints:
            raise changed_by_another(self.entity, self.object)
        return self.perform(form) if form.is_valid() else None

    def plan(self, form: Any) -> CustomerRecord:
        """Return the record that the form would leave behind."""
        return plan_changes(self.entity, [CustomerChange(self.object.pk, form.entered())])[0]

    def perform(self, form: Any) -> Customer | None:
        """Save, or put what is wrong on the form."""
        require_rights(self.request.access, form.entered())
        record = self.plan(form)
        if record.errors:
            form.refuse_all(record.errors)
            return None
        save_records(self.entity, [record], user=self.request.user)
        for warning in record.warnings:
            messages.warning(self.request, str(warning))
        return record.customer


class CustomerNew(CustomerEdit):
    """Enter a customer; terms that nobody filled in come from its group."""

    permission_required = "customers.change_customer"

    @cached_property
    def record(self) -> CustomerRecord:
        """Return an empty record."""
        return new_record(self.entity)

    @cached_property
    def fingerprints(self) -> str:
        """Return nothing: a new customer cannot be overtaken."""
        return ""

    def plan(self, form: Any) -> CustomerRecord:
        """Return the record that the form would make."""
        return plan_customers(self.entity, [CustomerDraft(form.entered())])[0]
