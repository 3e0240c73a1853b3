"""Print picking lists: the archived original after posting, and copies (sales.md §11.3; invoicing.md chapter 9)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import override

from foundation.documents.document_types import DocumentType
from foundation.documents.formatting import format_date
from foundation.documents.models import ArchivedDocument, OutboxMessage, PrintLevel
from foundation.documents.number_code import number_code
from foundation.documents.rendering import render_pdf
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import print_copy, produce
from foundation.documents.services.print_documents import Printing
from foundation.documents.services.resolve_printing import PrintableDocument, Rendition
from foundation.inventory.models import Unit
from foundation.organization.models import User
from sales.picking.models import PickingList
from sales.picking.paper import picking_list_context

ARCHIVE_PICKING_LIST = "archive_picking_list"
PICKING_LIST = DocumentType.PICKING_LIST


def archive_picking_list(message: OutboxMessage) -> None:
    """Make the archived original of the list that an outbox message names, and queue its deliveries."""
    assert message.object_id is not None
    posted = PickingList.of(message.legal_entity_id).for_print().get(pk=message.object_id)
    produce(message.legal_entity, printable(posted), partial(render, posted), deliver=bool(message.payload.get("deliver", True)))


def original_of(posted: PickingList, *, user: User) -> ArchivedDocument:
    """Return the archived original; when the worker has not come to it yet, made now, and delivered as the posting asked."""
    entity = posted.legal_entity
    known = archive.find_original(entity, PICKING_LIST, posted.pk)
    if known is not None:
        return known
    deliver = OutboxMessage.of(entity).to_deliver(PICKING_LIST, posted.pk).exists()
    return produce(entity, printable(posted), partial(render, posted), user=user, deliver=deliver)


def copy_of(posted: PickingList, *, user: User) -> ArchivedDocument:
    """Print a copy with the mark COPY."""
    return print_copy(posted.legal_entity, printable(posted), partial(render, posted), user=user)


def printable(posted: PickingList) -> PrintableDocument:
    """Return what print management must know of a list that ``for_print`` fetched; it goes to nobody by e-mail by itself."""
    customer = posted.order.customer
    with override(posted.language):
        values = {"date": format_date(posted.date), "due_date": "", "total": ""}
    return PrintableDocument(
        document_type=PICKING_LIST,
        object_id=posted.pk,
        number=posted.number,
        language=posted.language,
        party_name=posted.header["customer_name"],
        owners=[
            (PrintLevel.GROUP.value, "customers.customergroup", customer.group_id),
            (PrintLevel.ACCOUNT.value, "customers.customer", customer.pk),
            (PrintLevel.TRANSACTION.value, "sales.salesorder", posted.order_id),
        ],
        facts={"country": posted.header["delivery_country"], "customer_group": customer.group.code},
        addresses={},
        values=values | {"order": posted.header["order_number"], "reference": posted.header["customer_reference"]},
    )


def render(posted: PickingList, rendition: Rendition) -> bytes:
    """Return the PDF of a list in one form, as it was posted."""
    lines = list(posted.lines.all())  # type: ignore[attr-defined]
    units = {unit.code: unit.name_in(rendition.language) for unit in Unit.objects.filter(code__in={line.unit for line in lines})}
    with override(rendition.language):
        context = picking_list_context(posted, lines, units)
    if rendition.footer_text:
        context["texts"] = [*context["texts"], rendition.footer_text]
    return render_pdf(
        "picking/print/picking_list.html",
        context | {"mark": rendition.mark},
        entity=posted.legal_entity,
        language=rendition.language,
        images={"code": number_code(posted.number)},
        moment=posted.posted_at,
    )


PRINTING = Printing(original_of, printable, render)
