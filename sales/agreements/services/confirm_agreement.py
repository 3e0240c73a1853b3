"""Confirm an agreement: keep what was agreed as version 1, 2, … and print it (sales.md §15.2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from customers.addresses import AddressBook, address_fields
from foundation.documents.document_types import DocumentType
from foundation.documents.rendering import Seller
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from sales.agreements.models import AgreementLine, AgreementVersion, AgreementVersionLine, SalesAgreement
from sales.agreements.services.print_agreements import ARCHIVE_AGREEMENT
from sales.agreements.services.save_agreement import check_complete, load_locked
from sales.agreements.statuses import AgreementStatus, sales_agreement_states

_COPIED = (
    "line_number",
    "commitment",
    "quantity",
    "unit_price",
    "price_unit",
    "discount_amount",
    "discount_percent",
    "net_amount",
    "max_is_enforced",
    "price_and_discount_fixed",
    "min_release_amount",
    "max_release_amount",
)


@transaction.atomic
def confirm_agreement(
    entity: LegalEntity, agreement_id: int, user: User, *, mark_as_effective: bool = False, send: bool = True
) -> AgreementVersion:
    """Write the next version of an agreement with a full snapshot, and queue its paper; ``send`` mails it too.

    Linked order lines do not change. Raises GEN-06 for a closed agreement and AGR-02 for one without lines or dates.
    """
    agreement = load_locked(entity, agreement_id)
    sales_agreement_states.check("confirm", agreement)
    lines = list(AgreementLine.of(entity).of_agreement(agreement.pk))
    check_complete(agreement, len(lines))
    agreement.confirmed_version += 1
    agreement.changed_since_confirmation = False
    before = agreement.status
    if mark_as_effective:
        agreement.status = AgreementStatus.EFFECTIVE
    agreement.save(update_fields=["confirmed_version", "changed_since_confirmation", "status", "updated_at"])
    [number] = take_numbers(entity, "agreement_confirmation", 1, entity.today())
    version = _version(entity, agreement, number, user)
    version.save()
    AgreementVersionLine.of(entity).bulk_create(_lines(version, lines))
    changes = {"status": [before, agreement.status]} if before != agreement.status else {}
    audit.record(entity, user, "confirmed", [agreement], changes={agreement.pk: changes})
    enqueue(entity, [OutboxItem(ARCHIVE_AGREEMENT, DocumentType.SALES_AGREEMENT.value, version.pk, version.number, {"deliver": send})])
    return version


def _version(entity: LegalEntity, agreement: SalesAgreement, number: str, user: User) -> AgreementVersion:
    customer = agreement.customer
    language = customer.language or customer.party.language or entity.language
    book = AddressBook.load({customer.party_id}, entity.today())
    return AgreementVersion(
        legal_entity=entity,
        number=number,
        agreement=agreement,
        version=agreement.confirmed_version,
        date=entity.today(),
        currency_id=agreement.currency_id,
        language=language,
        effective_date=agreement.effective_date,
        expiration_date=agreement.expiration_date,
        total_amount=agreement.committed_amount,
        posted_by=user,
        header={
            "seller": Seller.of(entity).as_snapshot(),
            "title": agreement.document_title,
            "agreement_number": agreement.number,
            "customer_account": customer.account,
            "customer_name": customer.name,
            "address": address_fields(book.address(customer.party_id, "sales")),
            "delivery_name": agreement.delivery_name,
            "delivery_street": agreement.delivery_street,
            "delivery_postal_code": agreement.delivery_postal_code,
            "delivery_city": agreement.delivery_city,
            "delivery_country": agreement.delivery_country,
            "external_reference": agreement.external_reference,
            "responsible": agreement.responsible.name if agreement.responsible else "",
            "payment_terms": agreement.payment_terms.name_in(language) if agreement.payment_terms else "",
            "delivery_terms": agreement.delivery_terms.name_in(language) if agreement.delivery_terms else "",
            "delivery_mode": agreement.delivery_mode.name_in(language) if agreement.delivery_mode else "",
            "text": agreement.text,
        },
    )


def _lines(version: AgreementVersion, lines: Iterable[AgreementLine]) -> Iterable[AgreementVersionLine]:
    for line in lines:
        name = line.item.name_in(version.language) if line.item else line.category.name if line.category else ""
        yield AgreementVersionLine(
            legal_entity_id=version.legal_entity_id,
            agreement_version=version,
            item_number=line.item.number if line.item else line.category.code if line.category else "",
            name=name,
            unit=line.unit.code if line.unit else "",
            effective_date=line.starts_on,
            expiration_date=line.ends_on,
            **{field: getattr(line, field) for field in _COPIED},
        )
