"""Everything a plan reads of the set-up of a legal entity, once for any number of invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from customers.models import CustomerParameters
from customers.posting_profiles import PostingProfiles
from foundation.ledger.accounts import AccountDetermination
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import ExchangeRate, LegalEntity
from invoicing.models import InvoicingParameters
from sales.models import SalesOrder, SalesParameters

ONE = Decimal(1)


@dataclass
class InvoicingContext:
    """Parameters, tax set-up, accounts and posting profiles of one legal entity, and the business date."""

    legal_entity: LegalEntity
    today: date
    parameters: InvoicingParameters
    sales: SalesParameters
    customers: CustomerParameters
    taxes: TaxSetup
    accounts: AccountDetermination
    profiles: PostingProfiles
    _rates: dict[tuple[str, date], tuple[Decimal, int]] = field(default_factory=dict)

    @classmethod
    def load(cls, legal_entity: LegalEntity) -> InvoicingContext:
        """Read the set-up: a fixed number of queries."""
        return cls(
            legal_entity=legal_entity,
            today=legal_entity.today(),
            parameters=InvoicingParameters.of(legal_entity),
            sales=SalesParameters.of(legal_entity),
            customers=CustomerParameters.of(legal_entity),
            taxes=TaxSetup.load(legal_entity),
            accounts=AccountDetermination.load(legal_entity),
            profiles=PostingProfiles.load(legal_entity),
        )

    def rate(self, order: SalesOrder, on_date: date) -> tuple[Decimal, int]:
        """Return accounting currency units and their factor for the order's currency; raises NoExchangeRate (INV-108)."""
        if order.currency_id == self.legal_entity.currency_id:
            return ONE, 1
        if order.fixed_exchange_rate is not None:
            return order.fixed_exchange_rate, 1
        key = (order.currency_id, on_date)
        if key not in self._rates:
            found = ExchangeRate.objects.in_force(
                self.legal_entity.exchange_rate_type, order.currency_id, self.legal_entity.currency_id, on_date
            )
            self._rates[key] = (found.rate, found.factor)
        return self._rates[key]
