"""The headings under which the actions of an order's menu stand together, those of the rooms above it too."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.backoffice.documents import MenuGroup

LINES = MenuGroup(1, _("Lines and prices"))
DELIVERY = MenuGroup(2, _("Delivery"))
CYCLES = MenuGroup(3, _("Cycles"))
INQUIRY = MenuGroup(4, pgettext_lazy("menu", "Inquiries"))
PRO_FORMA = MenuGroup(5, _("Pro forma, nothing is posted"))
HOLD_AND_END = MenuGroup(6, _("Hold, cancel, credit"))
