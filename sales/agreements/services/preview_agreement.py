"""What an agreement would be while it is typed: the customer's terms, and the amount of a commitment. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers.models import Customer
from foundation.organization.models import Currency, LegalEntity
from sales.agreements.models import AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LineEntry, build_lines
from sales.agreements.services.save_agreement import AGREEMENT_FIELDS, take_from_customer


def start_agreement(entity: LegalEntity, account: str) -> dict[str, Any]:
    """Return what a new agreement takes from the customer with an account, by field; nothing for an unknown one."""
    customer = Customer.of(entity).filter(account=account).select_related("party").first()
    if customer is None:
        return {}
    agreement = SalesAgreement(legal_entity=entity, customer=customer)
    take_from_customer(agreement)
    fields = {name: SalesAgreement._meta.get_field(name) for name in AGREEMENT_FIELDS}
    found = {name: getattr(agreement, str(getattr(field, "attname", name))) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value not in (None, "")} | {"customer": account}


def preview_line(entity: LegalEntity, currency: Currency, values: Mapping[str, Any]) -> AgreementLine:
    """Return a commitment as it would be saved; raises the refusals of ``build_lines`` with the field of the line."""
    agreement = SalesAgreement(legal_entity=entity, currency=currency)
    return build_lines(agreement, {}, [LineEntry(values=values)])[0]
