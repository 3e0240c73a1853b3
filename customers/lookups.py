"""How customers are found while typing, in forms and in the palette."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Prospect
from customers.rights import hidden_fields
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.lookups import Lookup
from foundation.backoffice.registry import PaletteItem
from foundation.errors import Text
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity

SHOWN_IN_PALETTE = 6


class CustomerLookup(Lookup):
    """Customers by account, name or VAT number; while typing only active ones are offered."""

    name = "customers.customer"
    model = Customer
    permission = "customers.view_customer"
    key = "account"
    create_page, create_permission = "customers:customer-new", "customers.change_customer"

    def rows(self, entity: LegalEntity) -> Any:
        """Return every customer of the legal entity."""
        return Customer.of(entity).for_lookup()

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return active customers that match what was typed; all of them before anything is."""
        active = self.rows(entity).active()
        return active.matching(term) if term.strip() else active.order_by("account")

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return account, name and city."""
        return record.account, record.party.name, record.city or ""


class ProspectLookup(Lookup):
    """Prospects by account or name; while typing only open ones are offered."""

    name = "customers.prospect"
    model = Prospect
    permission = "customers.view_prospect"
    key = "account"
    create_page, create_permission = "customers:prospect-new", "customers.change_prospect"

    def rows(self, entity: LegalEntity) -> Any:
        """Return every prospect of the legal entity."""
        return Prospect.of(entity).select_related("party")

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return open prospects that match what was typed; all of them before anything is."""
        known = self.rows(entity).open()
        return known.matching(term) if term.strip() else known.order_by("account")

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return account and name."""
        return record.account, record.party.name


class CustomerPalette:
    """Finds customers by account or name, and by VAT number for those who may see it."""

    label: Text = _("Customers")
    permission = "customers.view_customer"
    numbers = "customer_account"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        rows = Customer.of(access.legal_entity).for_lookup()
        found = rows.named(term) if "vat_number" in hidden_fields(access) else rows.matching(term)
        for customer in found[:SHOWN_IN_PALETTE]:
            url = entity_url(access.legal_entity, "customers:customer", pk=customer.pk)
            yield PaletteItem(f"{customer.account} {customer.party.name}", url, customer.city or "", "users")
