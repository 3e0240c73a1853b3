"""Print confirmations and packing slips as they would be posted: nothing is posted, no number is drawn (sales.md §11.1, §21).

The figures are those of the plan that previews and postings use, and the paper is the one that is printed after a posting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from foundation.documents.document_types import DocumentType
from foundation.documents.models import ArchivedDocument
from foundation.documents.services.deliver_documents import print_pro_forma
from foundation.documents.services.resolve_printing import PrintableDocument
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Warehouse
from foundation.organization.models import LegalEntity, User
from sales.deliveries import DeliveryRequest
from sales.models import OrderConfirmation, PackingSlip, PackingSlipLine, SalesOrderLine
from sales.services.confirm_orders import confirmations_of
from sales.services.confirm_orders import lines_of as confirmation_lines
from sales.services.plan_confirmations import ConfirmationRequest, plan_confirmations
from sales.services.plan_deliveries import plan_deliveries
from sales.services.post_packing_slips import lines_of as slip_lines
from sales.services.post_packing_slips import slips_of
from sales.services.print_documents import render_rows


@dataclass(frozen=True)
class ProFormas:
    """What was printed, and apart the documents that could not be posted, with their reasons; both kinds of keys are theirs."""

    files: Sequence[ArchivedDocument]
    documents: Mapping[int, Any]
    refusals: Mapping[int, BusinessRuleError]
    warnings: Mapping[int, Sequence[BusinessRuleError]] = field(default_factory=dict)

    def or_raise(self) -> ProFormas:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


def print_pro_forma_confirmations(request: ConfirmationRequest, user: User) -> ProFormas:
    """Print what would be promised, a file per order, and return the files; an exceeded credit limit is told and stops nothing.

    Refusals as in ``plan_confirmations``.
    """
    plan = plan_confirmations(replace(request, overrule_credit=True))
    planned = zip(confirmations_of(plan, [""] * len(plan.going), user), plan.going, strict=True)
    rows = [(known, list(confirmation_lines(plan, known, work))) for known, work in planned]
    orders = {key: work.order for key, work in plan.loaded.works.items()}
    return ProFormas([_print(known, lines, user) for known, lines in rows], orders, plan.refusals, plan.warnings)


def print_pro_forma_slips(request: DeliveryRequest, user: User) -> ProFormas:
    """Print what would leave, a file per packing slip, and return the files; an exceeded credit limit is told and stops nothing.

    Refusals as in ``plan_deliveries``.
    """
    plan = plan_deliveries(replace(request, overrule_credit=True))
    slips = slips_of(plan, [""] * len(plan.slips), user)
    rows = [(slip, slip_lines(slip, draft, {})) for slip, draft in zip(slips, plan.slips, strict=True)]
    _attach(plan.entity, rows)
    return ProFormas([_print(slip, lines, user) for slip, lines in rows], plan.orders, plan.refusals, plan.warnings)


def _attach(entity: LegalEntity, rows: Sequence[tuple[PackingSlip, Sequence[PackingSlipLine]]]) -> None:
    """Give unsaved slips the warehouses, items and orders that they print: two statements for any number."""
    keys = [line.order_line_id for _slip, lines in rows for line in lines]
    warehouses = Warehouse.of(entity).in_bulk([slip.warehouse_id for slip, _lines in rows if slip.warehouse_id])
    known = SalesOrderLine.of(entity).select_related("item", "order").in_bulk(keys)
    for slip, lines in rows:
        slip.warehouse = warehouses.get(slip.warehouse_id)
        for line in lines:
            line.order_line = known[line.order_line_id]
            line.item = line.order_line.item


_TYPES = {OrderConfirmation: DocumentType.PRO_FORMA_CONFIRMATION, PackingSlip: DocumentType.PRO_FORMA_SLIP}


def _print(document: OrderConfirmation | PackingSlip, lines: Sequence[Any], user: User) -> ArchivedDocument:
    printable = PrintableDocument(
        document_type=_TYPES[type(document)],
        object_id=document.order.pk,
        number=document.header["order_number"],
        language=document.language,
        party_name=document.header["customer_name"],
    )
    return print_pro_forma(document.legal_entity, printable, partial(render_rows, document, lines), user=user)
