"""Entering and changing a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.duplicate_search import Candidate, find_duplicates, refuse_duplicates
from customers.forms.customers import CustomerForm
from customers.models import Customer, Party
from customers.records import CustomerRecord, load_records, new_record
from customers.rights import require_rights
from customers.services.change_customers import CustomerChange, changed_by_another, plan_changes
from customers.services.create_customers import CustomerDraft, plan_customers
from customers.services.save_customers import save_records
from foundation.backoffice.records import find, fingerprint
from foundation.backoffice.views import EntityFormView
from foundation.backoffice.views.form_view import SHOWN_AS

KEY_DIGITS = 19


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

    @property
    def reason(self) -> str:
        """Return why it is done, for the history."""
        return ""

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
        save_records(self.entity, [record], user=self.request.user, reason=self.reason)
        for warning in record.warnings:
            messages.warning(self.request, str(warning))
        return record.customer


class CustomerNew(CustomerEdit):
    """Enter a customer; terms that nobody filled in come from its group.

    ``?party=`` names a party of the address book that becomes a customer. Otherwise the address book is searched for the same
    party before anything is saved.
    """

    permission_required = "customers.change_customer"
    template_name = "customers/customer_form.html"
    candidates: Sequence[Candidate] = ()

    @cached_property
    def record(self) -> CustomerRecord:
        """Return an empty record, or one of the chosen party."""
        return new_record(self.entity, self.chosen_party)

    @cached_property
    def chosen_party(self) -> Party | None:
        """Return the party of the address, None for a new one; raises Http404."""
        key = self.request.GET.get("party", "")
        if not (key.isascii() and key.isdecimal() and len(key) < KEY_DIGITS):
            return None
        found: Party = find(Party.objects.known_to(self.request.user), int(key))
        return found

    @cached_property
    def fingerprints(self) -> str:
        """Return nothing: a new customer cannot be overtaken."""
        return ""

    @property
    def reason(self) -> str:
        """Return why a duplicate is entered."""
        return self.request.POST.get("duplicate_reason", "").strip()

    def plan(self, form: Any) -> CustomerRecord:
        """Return the record that the form would make; raises what stands against a duplicate (CU-042, CU-043)."""
        record = plan_customers(self.entity, [CustomerDraft(form.entered(), self.chosen_party)])[0]
        if self.chosen_party is None and not record.errors:
            [self.candidates] = find_duplicates([record])
            confirmed = self.request.POST.get("duplicate_confirmed") == "on"
            refuse_duplicates(self.candidates, self.request.access, confirmed=confirmed, reason=self.reason)
        return record

    def show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the form and, after a refusal, with the parties that are alike."""
        may_create = self.may("customers.create_duplicate")
        duplicate = any(candidate.likeness.is_duplicate for candidate in self.candidates)
        alike = [candidate.party.pk for candidate in self.candidates]
        shown = {
            "candidates": self.candidates,
            "duplicate": duplicate,
            "may_create_duplicate": may_create,
            "may_be_chosen": Party.objects.known_to(self.request.user).keys_among(alike) if alike else set(),
        }
        return super().show(form, status, **shown, **context)
