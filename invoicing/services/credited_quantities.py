"""The only writer of what is credited of invoice lines: counted anew under a lock, together with what comes back (sales.md §13.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import F, Sum

from foundation.database.set_update import update_from_values
from foundation.events import publish
from foundation.organization.models import LegalEntity
from invoicing.errors import MoreThanCreditable
from invoicing.events import InvoiceLinesCrediting
from invoicing.models import CreditedLine, CreditLine, CustomerInvoiceLine

ZERO = Decimal(0)


def lock_credited(entity: LegalEntity, keys: Collection[int]) -> dict[int, Decimal]:
    """Lock invoice lines of goods against crediting and returning, in key order, and return what is credited of each."""
    if not keys:
        return {}
    lines = CustomerInvoiceLine.of(entity).filter(pk__in=list(keys), quantity__gt=0).order_by("pk").values_list("pk", "quantity")
    rows = [CreditedLine(legal_entity=entity, invoice_line_id=key, invoiced_quantity=quantity) for key, quantity in lines]
    CreditedLine.of(entity).bulk_create(rows, ignore_conflicts=True)
    list(CreditedLine.of(entity).of_invoice_lines(keys).locked().values_list("pk"))
    return credited_of(entity, keys)


def credited_of(entity: LegalEntity, keys: Collection[int]) -> dict[int, Decimal]:
    """Return what is credited of invoice lines: one query."""
    credited = F("order_line__cancelled_quantity") - F("order_line__ordered_quantity")
    sums = CreditLine.of(entity).filter(invoice_line__in=list(keys)).order_by().values("invoice_line").annotate(sum=Sum(credited))
    return dict(sums.values_list("invoice_line", "sum"))


def claim_credit(entity: LegalEntity, lines: Mapping[int, CustomerInvoiceLine], wanted: Mapping[int, Decimal]) -> None:
    """Take positive quantities of invoice lines in the caller's transaction; raises CPY-03. A fixed number of statements.

    What returns took back of the lines counts too: they tell by the event ``InvoiceLinesCrediting``.
    """
    credited = lock_credited(entity, wanted)
    event = InvoiceLinesCrediting(entity, tuple(sorted(wanted)), {})
    publish(event)
    for key, quantity in wanted.items():
        left = lines[key].quantity - credited.get(key, ZERO) - event.returned.get(key, ZERO)
        if quantity > left:
            raise MoreThanCreditable(x=lines[key], q=f"{left.normalize():f}", field="quantity", record=key)
    known = CreditedLine.of(entity).of_invoice_lines(wanted).values_list("invoice_line", "pk")
    totals = [(pk, credited.get(key, ZERO) + wanted[key]) for key, pk in known]
    update_from_values(CreditedLine, ("credited_quantity",), totals)
