"""What the notices to customers say until a legal entity writes its own e-mail text for them (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.documents.formatting import format_date
from foundation.documents.mail_kinds import MailKind
from foundation.organization.models import LegalEntity

NOTICE = "backorder_notice"


def sample_values(legal_entity: LegalEntity) -> Mapping[str, str]:
    """Return what a test message says."""
    goods = {"order": "SO-000000", "quantity": "10", "item": "0000"}
    lines = [
        gettext("Order %(order)s: %(quantity)s of %(item)s") % goods,
        gettext("Leaves us on %(new)s") % {"new": format_date(legal_entity.today())},
    ]
    return {"orders": "SO-000000", "lines": "\n".join(lines)}


NOTICE_KIND = MailKind(
    NOTICE,
    _("Customer notice"),
    placeholders=("company", "customer", "date", "orders", "lines"),
    subject=_("Delivery of your order {orders}"),
    body=_("Dear customer,\n\nThis is when you can expect what you still have to receive from us:\n\n{lines}\n\nKind regards,\n{company}"),
    block="lines",
    samples=sample_values,
)
