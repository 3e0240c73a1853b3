"""When the paper of a posting is printed and sent (sales.md §11.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrintMoment(models.TextChoices):
    """What a posting does with the paper it makes; its PDF is archived in any case.

    NOW prints and sends it before the posting answers, AFTER in the background, both as print management says.
    """

    NOW = "now", _("Now")
    AFTER = "after", _("After")
    NO = "no", _("No")
