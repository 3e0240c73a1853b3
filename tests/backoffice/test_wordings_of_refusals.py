"""Numbers in a refusal are told in the notation of who reads it."""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from foundation.errors import render_refusal
from foundation.inventory.errors import ReservedInPart
from invoicing.errors import CreditLimitExceeded


def test_amounts_in_a_refusal_are_told_as_people_read_them() -> None:
    refusal = CreditLimitExceeded(limit="1500.00", customer="C-100", exposure="12345.50", excess="10845.50")

    assert str(refusal).endswith("exceeded: exposure 12,345.50, 10,845.50 too much.")
    with translation.override("nl"):
        assert "12.345,50" in str(refusal)


def test_quantities_in_a_refusal_have_their_separators_and_no_needless_decimals() -> None:
    refusal = ReservedInPart(l=60, r=Decimal("306.0000"), q=Decimal(1250), s=Decimal("944.5000"))

    assert str(refusal) == "Line 60: 306 of 1,250 reserved, 944.5 short."
    with translation.override("nl"):
        assert "1.250" in render_refusal("STK-03", dict(refusal.params))
