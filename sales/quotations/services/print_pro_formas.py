"""Print quotations as they would be sent: no version is made and the status stays (sales.md §21)."""

from __future__ import annotations

from functools import partial

from customers.addresses import AddressBook
from foundation.documents.document_types import DocumentType
from foundation.documents.models import ArchivedDocument
from foundation.documents.services.deliver_documents import print_pro_forma
from foundation.documents.services.resolve_printing import PrintableDocument
from foundation.organization.models import User
from sales.quotations.models import QuotationVersion
from sales.quotations.services.plan_sending import SendPlan, SendRequest, plan_sending
from sales.quotations.services.print_quotations import render_rows
from sales.quotations.services.send_quotations import lines_of, version_of
from sales.services.print_pro_formas import ProFormas
from sales.services.working_orders import WorkingOrder


def print_pro_forma_quotations(request: SendRequest, user: User) -> ProFormas:
    """Print what the customers would read, a file per quotation, and return the files; refusals as in ``plan_sending``."""
    plan = plan_sending(request)
    book = AddressBook.load({work.order.customer.party_id for work in plan.going}, request.entity.today())
    rows = [(version_of(plan, work, "", user, book), work) for work in plan.going]
    return ProFormas([_print(plan, version, work, user) for version, work in rows], plan.held.quotations, plan.refusals, plan.warnings)


def _print(plan: SendPlan, version: QuotationVersion, work: WorkingOrder, user: User) -> ArchivedDocument:
    printable = PrintableDocument(
        document_type=DocumentType.PRO_FORMA_QUOTATION,
        object_id=version.quotation.pk,
        number=version.header["order_number"],
        language=version.language,
        party_name=version.header["customer_name"],
    )
    render = partial(render_rows, version, lines_of(plan, version, work))
    return print_pro_forma(version.legal_entity, printable, render, user=user)
