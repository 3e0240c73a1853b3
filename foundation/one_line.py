"""Text that stands on one line: no line feed or other control character comes in through a form or the API (REL-24)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST = 200


def one_line(value: str) -> None:
    """Raise ValidationError when a text holds a line feed or another control character."""
    if _CONTROL.search(value):
        raise ValidationError(_("Line breaks and control characters are not possible here."), code="one_line")
