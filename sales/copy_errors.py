"""Refusals of copying lines and orders (sales.md §13, §23)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class CopiedOrSearched(BusinessRuleError):
    """What is copied as it is cannot be priced anew."""

    code = "CPY-01"
    message = _("Copy precisely and Recalculate price exclude each other.")
    field = "recalculate"


class DeliveredLineStays(BusinessRuleError):
    """The lines that were to be replaced are on their way."""

    code = "CPY-02"
    message = _("Existing line %(l)s is delivered and cannot be removed.")
    field = "delete_lines"


class NothingToCopy(BusinessRuleError):
    """No line was chosen, or none of them can be ordered."""

    code = "CPY-04"
    message = _("Choose a quantity of at least one line that can be ordered.")
