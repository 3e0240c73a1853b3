"""A real shortage in the demo: three customers wait for one item of which a few lie there, and one of them was told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from backorders.models import Backorder
from backorders.notice_text import NOTICE
from backorders.services.inform_customers import inform_customers
from backorders.services.set_priority import set_priority
from config.demo.companies import Company
from config.demo.goods import SHORT
from foundation.documents.models import MailTemplate
from foundation.inventory.models import OnHand
from sales.services.enter_orders import OrderDraft, create_order
from sales.services.order_lines import LineDraft

WAITING = (("Cadeauhuis Jansen", 6, 1), ("The Copper Kettle Ltd", 10, 5), ("Kookpunt Antwerpen N.V.", 8, 3))

SUBJECT = "{company}: wanneer uw order {orders} komt"
BODY = """Beste {customer},

Helaas kunnen wij niet alles leveren op de dag die u vroeg. Dit is wat u nog van ons krijgt:

{lines}

Schikt een dag niet? Bel onze verkoop binnendienst.

Met vriendelijke groet,
{company}
"""


def leave_waiting(company: Company, today: date) -> None:
    """Order more of an item than there is: one line waits since two days, one until today, one until tomorrow."""
    entity, clerk = company.entity, company.person("OC")
    MailTemplate.of(entity).create(legal_entity=entity, document_type=NOTICE, language="nl", subject=SUBJECT, body=BODY)
    item = company.items[SHORT[0]]
    there = max((row.available_physical for row in OnHand.of(entity).filter(item=item)), default=Decimal(0))
    lines = []
    for position, (name, quantity, priority) in enumerate(WAITING):
        day = today + timedelta(days=position - 2)
        more = max(there, Decimal(0)) if not position else Decimal(0)
        draft = OrderDraft(
            customer_id=company.customers[name].pk,
            lines=[LineDraft(item_id=item.pk, quantity=quantity + more)],
            header={"order_date": today - timedelta(days=3), "requested_ship_date": day, "automatic_reservation": False},
        )
        order = create_order(entity, draft, company.person("OC"))
        line = Backorder.of(entity).get(order=order)
        set_priority(entity, [line.pk], priority, clerk)
        lines.append(line)
    inform_customers(entity, [lines[0].pk], clerk, tell_passed=True)
