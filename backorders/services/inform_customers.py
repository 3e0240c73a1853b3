"""Tell customers what they still wait for and when it comes: one message each, in their language (sales.md §19.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backorders.errors import PromiseBroken
from backorders.models import Backorder, CustomerNotice, CustomerNoticeLine
from backorders.notice_text import NOTICE
from backorders.services.load_backorders import by_order, load_backorders
from backorders.services.marks import write_marks
from backorders.services.send_notice import SEND_NOTICE
from customers.addresses import AddressBook
from customers.models import Customer
from foundation.documents.formatting import format_date, format_quantity
from foundation.documents.models import MailTemplate
from foundation.documents.services.mail_text import own_texts, write
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

MOST_ORDERS = 3
MOST_NAMED = 5
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of a message; without an old date the customer hears of the new one for the first time."""

    line: Backorder
    old: date | None
    new: date


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A message to be; without an address it is printed."""

    customer: Customer
    email: str
    subject: str
    body: str
    lines: Sequence[NoticeLine]


def plan_notices(entity: LegalEntity, keys: Collection[int], *, by_mail: bool = True, locked: bool = False) -> list[NoticeDraft]:
    """Return a message per customer of the lines, in the order of their accounts. Raises BCK-04."""
    grouped: dict[int, list[Backorder]] = defaultdict(list)
    for line in load_backorders(entity, keys, locked=locked):
        grouped[line.order.customer_id].append(line)
    customers = sorted((known[0].order.customer for known in grouped.values()), key=lambda customer: customer.account)
    addresses = AddressBook.load({customer.party_id for customer in customers}, entity.today()) if by_mail else None
    own = own_texts(entity, NOTICE, {customer.language for customer in customers})
    drafts = []
    for customer in customers:
        lines = [_told(line) for line in sorted(grouped[customer.pk], key=lambda line: (line.order_id, line.line_number))]
        email = addresses.email(customer.party_id, "sales") if addresses is not None else ""
        drafts.append(NoticeDraft(customer, email, *_texts(entity, customer, lines, own.get(customer.language)), lines))
    return drafts


def broken_promises(drafts: Sequence[NoticeDraft], today: date) -> PromiseBroken | None:
    """Return BCK-10 with the lines that were promised for a day before today and that no stock covers; None without any."""
    lines = [told.line for draft in drafts for told in draft.lines if told.new < today and _lacks_stock(told.line)]
    if not lines:
        return None
    named = [f"{line.order.number} / {line.line_number} {line.item.number}" for line in lines[:MOST_NAMED]]
    return PromiseBroken(lines=", ".join(named) + (" …" if len(lines) > MOST_NAMED else ""))


def _lacks_stock(line: Any) -> bool:
    """Tell whether a line of goods waits for more than is set aside for it or free."""
    return bool(line.item.stocked and line.reserved + max(line.available, 0) < line.deliver_remainder)


@transaction.atomic
def inform_customers(
    entity: LegalEntity, keys: Collection[int], user: User, *, by_mail: bool = True, tell_passed: bool = False
) -> list[CustomerNotice]:
    """Write the messages, queue those with an address for sending, and remember what each customer counts on now.

    Raises BCK-04, and BCK-10 for lines whose promised day is over and which nothing covers, unless ``tell_passed`` says they are meant.
    """
    drafts = plan_notices(entity, keys, by_mail=by_mail, locked=True)
    broken = broken_promises(drafts, entity.today())
    if broken is not None and not tell_passed:
        raise broken
    today = entity.today()
    notices = CustomerNotice.of(entity).bulk_create(
        CustomerNotice(
            legal_entity=entity,
            customer=draft.customer,
            date=today,
            language=draft.customer.language,
            subject=draft.subject,
            body=draft.body,
            sent_to=draft.email,
            created_by=user,
        )
        for draft in drafts
    )
    CustomerNoticeLine.of(entity).bulk_create(
        _stored(entity, notice, told) for notice, draft in zip(notices, drafts, strict=True) for told in draft.lines
    )
    told_lines = [told for draft in drafts for told in draft.lines]
    marks = {told.line.pk: {"last_notice": today, "known_ship_date": told.new} for told in told_lines}
    write_marks(entity, marks, ["last_notice", "known_ship_date"])
    enqueue(entity, [OutboxItem(SEND_NOTICE, "", notice.pk, str(notice.pk)) for notice in notices if notice.sent_to])
    audit.record(entity, user, "customer informed", [known[0].order for known in by_order(t.line for t in told_lines).values()])
    return notices


def _told(line: Backorder) -> NoticeLine:
    mark = getattr(line, "backorder_mark", None)
    new: date = line.promised_ship  # type: ignore[attr-defined]
    return NoticeLine(line, mark.known_ship_date if mark is not None else None, new)


def _texts(entity: LegalEntity, customer: Customer, lines: Sequence[NoticeLine], own: MailTemplate | None) -> tuple[str, str]:
    """Return subject and text in the language of the customer: the entity's own text, else ours."""
    orders = list(dict.fromkeys(told.line.order.number for told in lines))
    with override(customer.language):
        values = {
            "customer": customer.name,
            "date": format_date(entity.today()),
            "orders": ", ".join(orders[:MOST_ORDERS]) + (" …" if len(orders) > MOST_ORDERS else ""),
            "lines": "\n\n".join("\n".join(_sentences(told)) for told in lines),
        }
    subject, body = write(entity, NOTICE, customer.language, values, own)
    return subject[:LONGEST_SUBJECT], body


def _sentences(told: NoticeLine) -> list[str]:
    line = told.line
    order = f"{line.order.number} ({line.order.customer_reference})" if line.order.customer_reference else line.order.number
    goods = {
        "order": order,
        "item": f"{line.item.number} {line.name}",
        "quantity": f"{format_quantity(line.deliver_remainder)} {line.unit.code}",
    }
    days = {"new": format_date(told.new), "old": format_date(told.old) if told.old else ""}
    when = _("Leaves us on %(new)s") if told.old in (None, told.new) else _("Leaves us on %(new)s instead of %(old)s")
    return [_("Order %(order)s: %(quantity)s of %(item)s") % goods, when % days]


def _stored(entity: LegalEntity, notice: CustomerNotice, told: NoticeLine) -> CustomerNoticeLine:
    line = told.line
    return CustomerNoticeLine(
        legal_entity=entity,
        notice=notice,
        sales_line_id=line.pk,
        order_number=line.order.number,
        reference=line.order.customer_reference,
        item_number=line.item.number,
        name=line.name,
        remainder=line.deliver_remainder,
        unit=line.unit.code,
        old_date=told.old,
        new_date=told.new,
    )
