"""The models of the organization room."""

from foundation.organization.models.api_token import ApiToken
from foundation.organization.models.audit import AuditEntry
from foundation.organization.models.audit_seal import AuditSeal
from foundation.organization.models.currency import Currency, ExchangeRate
from foundation.organization.models.fiscal_period import FiscalPeriod, Module, PeriodStatus
from foundation.organization.models.idempotency_key import IdempotencyKey
from foundation.organization.models.legal_entity import LegalEntity
from foundation.organization.models.membership import Membership, Role
from foundation.organization.models.number_sequence import NumberCounter, NumberScope, NumberSequence
from foundation.organization.models.user import User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "AuditSeal",
    "Currency",
    "ExchangeRate",
    "FiscalPeriod",
    "IdempotencyKey",
    "LegalEntity",
    "Membership",
    "Module",
    "NumberCounter",
    "NumberScope",
    "NumberSequence",
    "PeriodStatus",
    "Role",
    "User",
]
