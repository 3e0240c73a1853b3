"""The headings under which the actions of a document's menu stand together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.errors import Text

LINES: Text = _("Lines and prices")
DELIVERY: Text = _("Delivery")
CYCLES: Text = _("Cycles")
INQUIRY: Text = pgettext_lazy("menu", "Inquiries")
PRO_FORMA: Text = _("Pro forma, nothing is posted")
HOLD_AND_END: Text = _("Hold, cancel, credit")

GROUPS: tuple[Text, ...] = (LINES, DELIVERY, CYCLES, INQUIRY, PRO_FORMA, HOLD_AND_END)
"""Their order; what has none of them stands above."""
