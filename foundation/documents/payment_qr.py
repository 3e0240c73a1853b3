"""The QR code that a banking app reads as a SEPA credit transfer (EPC069-12), in euro only."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from segno.helpers import make_epc_qr

SCALE = 4
SMALLEST, LARGEST = Decimal("0.01"), Decimal("999999999.99")


def payment_qr(*, name: str, iban: str, bic: str, amount: Decimal, currency: str, reference: str = "", text: str = "") -> bytes:
    """Return the code as a PNG image, or no bytes when there is nothing to pay in euro.

    ``reference`` is an RF creditor reference; any other text, such as a structured communication, goes in ``text``.
    """
    if currency != "EUR" or not iban or not SMALLEST <= amount <= LARGEST:
        return b""
    code = make_epc_qr(
        name=name[:70],
        iban=iban.replace(" ", ""),
        bic=bic or None,
        amount=amount,
        reference=reference or None,
        text=None if reference else text[:140] or None,
    )
    target = BytesIO()
    code.save(target, kind="png", scale=SCALE, border=0)
    return target.getvalue()
