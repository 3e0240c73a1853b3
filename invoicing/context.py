"""Everything a plan reads of the set-up of a legal entity, once for any number of invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from customers.models import CustomerParameters
from customers.posting_profiles import PostingProfiles
from foundation.database.together import read_together
from foundation.ledger.accounts import AccountDetermination
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import ExchangeRate, LegalEntity
from foundation.organization.services.numbering import NumberSeries
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
    series: NumberSeries
    _rates: dict[tuple[str, date], tuple[Decimal, int]] = field(default_factory=dict)

    @classmethod
    def load(cls, legal_entity: LegalEntity) -> InvoicingContext:
        """Read the set-up: one query."""
        own = InvoicingParameters.objects.filter(legal_entity=legal_entity)
        sales = SalesParameters.objects.filter(legal_entity=legal_entity)
        customers = CustomerParameters.objects.filter(legal_entity=legal_entity)
        setups = [kind.queries(legal_entity) for kind in (TaxSetup, AccountDetermination, PostingProfiles, NumberSeries)]
        read_together(own, sales, customers, *(query for queries in setups for query in queries))
        taxes, accounts, profiles, series = setups
        return cls(
            legal_entity=legal_entity,
            today=legal_entity.today(),
            parameters=next(iter(own), None) or InvoicingParameters(legal_entity=legal_entity),
            sales=next(iter(sales), None) or SalesParameters(legal_entity=legal_entity),
            customers=next(iter(customers), None) or CustomerParameters(legal_entity=legal_entity),
            taxes=TaxSetup.made_of(legal_entity, *taxes),
            accounts=AccountDetermination.made_of(*accounts),
            profiles=PostingProfiles.made_of(*profiles),
            series=NumberSeries.made_of(legal_entity, *series),
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
