"""The columns of a file of customers (customers.md §7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.errors import HoldNotForCustomers
from customers.models import (
    CreditGroup,
    Customer,
    CustomerDiscountGroup,
    CustomerGroup,
    CustomerPostingProfile,
    DeliveryMode,
    DeliveryTerms,
    HoldKind,
    MethodOfPayment,
    Party,
    PartyAddress,
)
from foundation.errors import BusinessRuleError
from foundation.imports.columns import Column
from foundation.imports.errors import RecordUnknown
from foundation.imports.values import Parser, Reading, boolean, choice, day, number, record, text, words
from foundation.inventory.models import Warehouse
from foundation.ledger.models import CashDiscount, SalesTaxGroup, TermsOfPayment
from foundation.organization.models import Currency, LegalEntity

_TEXTS: tuple[tuple[type[models.Model], str, str], ...] = (
    (Customer, "account", "account"),
    (Party, "name", "name"),
    (Party, "first_name", "first_name"),
    (Party, "last_name", "last_name"),
    (Party, "external_id", "external_id"),
    (Customer, "language", "language"),
    (Customer, "classification", "classification"),
    (Customer, "statistics_group", "statistics_group"),
    (Customer, "vat_number", "vat_number"),
    (Customer, "iban", "iban"),
    (Customer, "government_id", "government_id"),
    (Customer, "buyer_reference", "buyer_reference"),
    (PartyAddress, "house_number", "house_number"),
    (PartyAddress, "extra_lines", "extra_lines"),
    (PartyAddress, "postal_code", "postal_code"),
    (PartyAddress, "city", "city"),
    (PartyAddress, "country", "country"),
)
_ENTITY_RECORDS: tuple[tuple[str, Any], ...] = (
    ("group", CustomerGroup),
    ("payment_terms", TermsOfPayment),
    ("cash_discount", CashDiscount),
    ("payment_method", MethodOfPayment),
    ("posting_profile", CustomerPostingProfile),
    ("sales_tax_group", SalesTaxGroup),
    ("delivery_terms", DeliveryTerms),
    ("delivery_mode", DeliveryMode),
    ("warehouse", Warehouse),
)
_DISCOUNT_GROUPS = {"price": "price_group", "line": "line_discount_group", "multiline": "multiline_discount_group"} | {
    "total": "total_discount_group",
    "charge": "charge_group",
}


def customer_columns(legal_entity: LegalEntity) -> list[Column]:
    """Return the columns, with the codes of the legal entity's set-up to look up in: a query per kind of record."""
    columns = [Column(name, _label(model, field), text(_length(model, field))) for model, name, field in _TEXTS]
    columns += [
        Column("entity", _("legal entity"), text(10)),
        Column("kind", _label(Party, "kind"), choice(Party.Kind.choices)),
        Column("street", _label(PartyAddress, "street"), text(100), aliases=("address_street",)),
        Column("purposes", _label(PartyAddress, "purposes"), words),
        Column("email", _("E-mail"), text(200), aliases=("e-mail address",)),
        Column("phone", _("Phone"), text(40)),
        Column("registration_number", _("Register number"), text(40)),
        Column("invoice_account", _label(Customer, "invoice_account"), text(20)),
        Column("credit_limit", _label(Customer, "credit_limit"), number),
        Column("credit_limit_valid_to", _label(Customer, "credit_limit_valid_to"), day),
        Column("mandatory_credit_limit", _label(Customer, "mandatory_credit_limit"), boolean),
        Column("prices_include_tax", _label(Customer, "prices_include_tax"), boolean),
        Column("partial_delivery", _label(Customer, "partial_delivery"), choice(_choices("partial_delivery"))),
        Column("hold", _label(Customer, "hold"), _hold),
        Column("duplicate_reason", _("Reason for a duplicate"), text(200)),
    ]
    return columns + _record_columns(legal_entity)


def _record_columns(legal_entity: LegalEntity) -> list[Column]:
    unknown = _unknown(legal_entity)
    columns = [_coded(name, {row.code: row for row in model.of(legal_entity)}, unknown) for name, model in _ENTITY_RECORDS]
    columns.append(_coded("currency", {row.code: row for row in Currency.objects.all()}, unknown))
    columns.append(_coded("credit_group", {row.code: row for row in CreditGroup.objects.all()}, unknown))
    groups: dict[str, dict[str, Any]] = {kind: {} for kind in _DISCOUNT_GROUPS}
    for group in CustomerDiscountGroup.of(legal_entity):
        groups[group.kind][group.code] = group
    return columns + [_coded(name, groups[kind], unknown) for kind, name in _DISCOUNT_GROUPS.items()]


def _coded(name: str, known: Mapping[str, Any], unknown: Callable[[str, str], BusinessRuleError]) -> Column:
    return Column(name, _label(Customer, name), record(known, unknown))


def _unknown(legal_entity: LegalEntity) -> Callable[[str, str], BusinessRuleError]:
    def refusal(label: str, value: str) -> BusinessRuleError:
        return RecordUnknown(column=label, value=value, entity=legal_entity)

    return refusal


_hold_kind: Parser = choice(HoldKind.choices)


def _hold(raw: str, reading: Reading, label: str) -> Any:
    if raw.casefold() == "requisition":
        raise HoldNotForCustomers
    return _hold_kind(raw, reading, label)


def _label(model: type[models.Model], field: str) -> Any:
    found: Any = model._meta.get_field(field)
    return found.verbose_name


def _length(model: type[models.Model], field: str) -> int:
    found: Any = model._meta.get_field(field)
    return int(found.max_length)


def _choices(field: str) -> Any:
    found: Any = Customer._meta.get_field(field)
    return found.choices
