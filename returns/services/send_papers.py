"""Send the papers of a return by e-mail: what goes out is kept as it went (sales.md §14.2)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import override

from customers.addresses import AddressBook
from foundation.documents.document_types import DocumentType, default_purpose
from foundation.documents.formatting import format_date
from foundation.documents.models import ArchiveKind, Output, PrintLevel
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import email_document
from foundation.documents.services.mail_text import check_address
from foundation.documents.services.resolve_printing import PrintableDocument
from foundation.organization.models import User
from returns.models import ReturnLine, ReturnOrder
from returns.paper import print_return

KIND = DocumentType.RETURN_ORDER.value


def send_return(returned: ReturnOrder, to: Sequence[str], user: User, *, acknowledges: bool = False) -> Output:
    """Print the authorisation or the acknowledgement as the return stands now, keep that file and queue the e-mail.

    ``returned`` comes from ``for_display``. Raises AddressNotValid (DOC-06) before anything is kept, and RET-32.
    """
    entity = returned.legal_entity
    for address in to:
        check_address(address)
    lines = list(ReturnLine.of(entity).of_return(returned.pk))
    archived = archive.store(
        entity,
        document_type=KIND,
        object_id=returned.pk,
        number=returned.rma_number,
        content=print_return(returned, lines, acknowledges=acknowledges),
        language=returned.order.language,
        kind=ArchiveKind.COPY,
        user=user,
    )
    return email_document(entity, printable(returned), archived, to=to, user=user)


def printable(returned: ReturnOrder) -> PrintableDocument:
    """Return what print management must know of a return that ``for_display`` fetched."""
    order, purpose = returned.order, default_purpose(KIND)
    customer = order.customer
    email = AddressBook.load({customer.party_id}, returned.legal_entity.today()).email(customer.party_id, purpose)
    with override(order.language):
        values = {"date": format_date(order.order_date), "due_date": format_date(returned.deadline), "total": ""}
    return PrintableDocument(
        document_type=KIND,
        object_id=returned.pk,
        number=returned.rma_number,
        language=order.language,
        party_name=customer.name,
        owners=[
            (PrintLevel.GROUP.value, "customers.customergroup", customer.group_id),
            (PrintLevel.ACCOUNT.value, "customers.customer", customer.pk),
            (PrintLevel.TRANSACTION.value, "sales.salesorder", order.pk),
        ],
        facts={"country": order.delivery_country},
        addresses={purpose: [email], "": [email]} if email else {},
        values=values | {"order": order.number, "reference": order.customer_reference},
    )
