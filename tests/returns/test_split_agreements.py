"""What is split off a line that comes back counts on the agreement of its sale as well (sales.md §15.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicing.models import CustomerInvoiceLine
from sales.agreements.models import AgreementLink, SalesAgreement
from sales.models import SalesOrder
from sales.services.enter_orders import OrderDraft, create_orders
from tests.factories.agreements import commitment, commitments_of, sales_agreement
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import announce, arrive
from tests.factories.sales import deliver, order_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def sold_under(company: Company, known: SalesAgreement, quantity: int) -> CustomerInvoiceLine:
    """Order, deliver and invoice a quantity of an agreement."""
    draft = order_draft(company, ("A", quantity), order_date=date(2026, 3, 2))
    fields = {name: getattr(draft, name) for name in OrderDraft.__dataclass_fields__} | {"agreement_id": known.pk}
    order = create_orders(company.entity, [OrderDraft(**fields)], company.user("OM")).or_raise().orders[0]
    deliver(company, order).or_raise()
    return CustomerInvoiceLine.of(company.entity).get(invoice=invoice(company, SalesOrder.of(company.entity).get(pk=order.pk)))


def released(known: SalesAgreement) -> Decimal:
    """Return the quantity that was ordered of the only commitment."""
    [line] = commitments_of(known)
    return AgreementLink.of(known.legal_entity_id).released([line.pk])[line.pk][0].total


def test_both_parts_of_a_line_lower_what_was_released_when_they_are_received(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=Decimal(1000)))
    returned = announce(company, (sold_under(company, known, 200), 20))
    assert released(known) == 200

    arrive(company, returned, quantity=15)
    deliver(company, returned.order).or_raise()
    assert released(known) == 185
    arrive(company, returned)
    deliver(company, returned.order).or_raise()

    assert released(known) == 180
