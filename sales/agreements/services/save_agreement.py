"""Enter and change sales agreements with their commitments (sales.md §15.1, §15.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from customers.models import Customer
from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.agreements.errors import AgreementEndsBeforeItBegins, AgreementIncomplete
from sales.agreements.models import AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LINE_FIELDS, LineEntry, build_lines, check_promised_once, check_within
from sales.agreements.services.linked_terms import LinkedTerms, update_orders
from sales.agreements.statuses import AgreementStatus, sales_agreement_states
from sales.bounds import check_amount, check_dates
from sales.delivery_places import WHEREABOUTS
from sales.models import SalesOrder
from sales.services.order_defaults import HeaderDefaults

AGREEMENT_FIELDS = (
    "customer",
    "classification",
    "currency",
    "default_commitment",
    "effective_date",
    "expiration_date",
    "document_title",
    "external_reference",
    "payment_terms",
    "cash_discount",
    "delivery_terms",
    "delivery_mode",
    "delivery_name",
    *WHEREABOUTS,
    "responsible",
    "text",
)
_FROM_CUSTOMER = ("currency", "payment_terms", "cash_discount", "delivery_terms", "delivery_mode", "delivery_name")
Changes = dict[str, list[Any]]


@dataclass(frozen=True)
class SavedAgreement:
    """An agreement with what is worth knowing of the change."""

    agreement: SalesAgreement
    notices: Sequence[BusinessRuleError] = field(default_factory=tuple)


@transaction.atomic
def create_agreement(entity: LegalEntity, header: Mapping[str, Any], entries: Sequence[LineEntry], user: User) -> SavedAgreement:
    """Create an agreement, On hold; ``header`` by name of AGREEMENT_FIELDS. What is empty comes from the customer.

    Raises the refusals of ``build_lines``.
    """
    agreement = SalesAgreement(legal_entity=entity, created_by=user, responsible=user)
    _set_header(agreement, header)
    take_from_customer(agreement)
    lines = build_lines(agreement, {}, entries)
    check_promised_once(lines, lines, entries)
    _set_committed(agreement, lines)
    [agreement.number] = take_numbers(entity, "sales_agreement", 1, entity.today())
    agreement.save()
    AgreementLine.of(entity).bulk_create(lines)
    audit.record(entity, user, "created", [agreement])
    return SavedAgreement(agreement)


@transaction.atomic
def change_agreement(
    entity: LegalEntity,
    agreement_id: int,
    header: Mapping[str, Any],
    entries: Sequence[LineEntry],
    user: User,
    *,
    update_linked_lines: bool | None = None,
) -> SavedAgreement:
    """Change header and lines of an agreement in one step; lines that no entry names stay as they are.

    What is linked keeps its terms unless ``update_linked_lines``. Raises GEN-06, AGR-02, AGR-05, AGR-06 while that is not
    answered, AGR-07, AGR-22, AGR-24 and the refusals of ``build_lines``.
    """
    agreement = load_locked(entity, agreement_id)
    sales_agreement_states.check("change", agreement)
    known = {line.pk: line for line in AgreementLine.of(entity).of_agreement(agreement.pk)}
    before, stored = _values_of(agreement, known.values()), {key: copy(line) for key, line in known.items()}
    linked = LinkedTerms.load(entity, agreement)
    _set_header(agreement, header)
    removed = {entry.key for entry in entries if entry.remove and entry.key}
    linked.check_header(before, _values_of(agreement, ()), removed)
    touched = build_lines(agreement, known, entries)
    notices = linked.check_lines(stored, touched, [entry for entry in entries if not entry.remove])
    changed_terms = linked.with_new_terms(stored, touched)
    orders = linked.lock_orders(changed_terms, update_linked_lines)
    new = [line for line in touched if line.pk is None]
    lines = [line for key, line in known.items() if key not in removed] + new
    for line in lines:
        line.agreement = agreement
        check_within(agreement, line)
    check_promised_once(lines, touched, entries)
    _set_committed(agreement, lines)
    if agreement.status == AgreementStatus.EFFECTIVE:
        check_complete(agreement, len(lines))
    changes = _changes(before, _values_of(agreement, lines))
    if changes and agreement.confirmed_version:
        agreement.changed_since_confirmation = True
    agreement.save()
    AgreementLine.of(entity).filter(pk__in=removed).delete()
    AgreementLine.of(entity).bulk_update([line for line in touched if line.pk], LINE_FIELDS) if touched else 0
    AgreementLine.of(entity).bulk_create(new)
    audit.record(entity, user, "changed", [agreement], changes={agreement.pk: changes})
    if update_linked_lines and orders:
        update_orders(entity, orders, changed_terms, user)
    return SavedAgreement(agreement, notices)


@transaction.atomic
def copy_agreement(entity: LegalEntity, agreement_id: int, user: User) -> SavedAgreement:
    """Create an agreement, On hold and without dates, with the terms and commitments of another one."""
    source = SalesAgreement.of(entity).for_page().get(pk=agreement_id)
    dates = ("effective_date", "expiration_date")
    header = {name: getattr(source, name) for name in AGREEMENT_FIELDS if name not in dates}
    entries = [
        LineEntry(values={name: getattr(line, name) for name in LINE_FIELDS if name not in dates})
        for line in AgreementLine.of(entity).of_agreement(source.pk)
    ]
    return create_agreement(entity, header, entries, user)


def load_locked(entity: LegalEntity, agreement_id: int) -> SalesAgreement:
    """Lock an agreement, and return it with its terms."""
    SalesAgreement.of(entity).filter(pk=agreement_id).locked().get()
    found: SalesAgreement = SalesAgreement.of(entity).for_page().get(pk=agreement_id)
    return found


def check_complete(agreement: SalesAgreement, line_count: int) -> None:
    """Raise AgreementIncomplete (AGR-02) for an agreement without lines or dates."""
    if not line_count or agreement.effective_date is None or agreement.expiration_date is None:
        raise AgreementIncomplete(a=agreement)


def _set_header(agreement: SalesAgreement, header: Mapping[str, Any]) -> None:
    unknown = set(header) - set(AGREEMENT_FIELDS)
    if unknown:
        raise TypeError(f"Not fields of an agreement: {', '.join(sorted(unknown))}")
    check_dates(header)
    for name, value in header.items():
        setattr(agreement, name, value)
    first, last = agreement.effective_date, agreement.expiration_date
    if first and last and last < first:
        raise AgreementEndsBeforeItBegins(begins=first, ends=last)


def take_from_customer(agreement: SalesAgreement) -> None:
    """Fill in what an order would take from the customer where nothing was given: currency, terms and delivery address."""
    customer: Customer = agreement.customer
    defaults = HeaderDefaults.load(agreement.legal_entity, {customer.pk})
    order = SalesOrder(legal_entity=agreement.legal_entity)
    known = defaults.customers[customer.pk]
    invoice_account = defaults.customers.get(known.invoice_account_id or known.pk, known)
    defaults.set_customer_defaults(order, known, invoice_account)
    for name in _FROM_CUSTOMER:
        if not getattr(agreement, f"{name}_id", None) and not (name == "delivery_name" and agreement.delivery_name):
            setattr(agreement, name, getattr(order, name))
    if not any(getattr(agreement, name) for name in WHEREABOUTS):
        for name in WHEREABOUTS:
            setattr(agreement, name, getattr(order, name))
    agreement.delivery_country = agreement.delivery_country or order.delivery_country


def _set_committed(agreement: SalesAgreement, lines: Sequence[AgreementLine]) -> None:
    agreement.committed_amount = sum((line.net_amount for line in lines), ZERO)
    check_amount(agreement.committed_amount)


def _values_of(agreement: SalesAgreement, lines: Any) -> dict[str, str]:
    """Return what may change of an agreement as texts, lines by their number."""
    found = {name: _text(getattr(agreement, name)) for name in AGREEMENT_FIELDS}
    for line in lines:
        found |= {f"lines.{line.line_number}.{name}": _text(getattr(line, name)) for name in LINE_FIELDS}
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    names = [*before, *(name for name in after if name not in before)]
    return {name: [before.get(name, ""), after.get(name, "")] for name in names if before.get(name, "") != after.get(name, "")}
