"""What addresses and e-mail addresses can be for (customers.md §1.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import Text

PURPOSES: tuple[tuple[str, Text], ...] = (
    ("business", _("Business")),
    ("delivery", _("Delivery")),
    ("invoice", _("Invoice")),
    ("statement", _("Statement")),
    ("service", _("Service")),
    ("remit_to", _("Remit-to")),
    ("registered", _("Registered office")),
    ("home", _("Home")),
    ("other", _("Other")),
)
