"""Payment references that a bank can check: RF (ISO 11649) and the Belgian structured communication (invoicing.md 8.13)."""

from __future__ import annotations

import re

_MOD = 97


def rf_reference(number: str) -> str:
    """Return the creditor reference of a document number: RF, two check digits, the number's letters and digits.

    Raises ValueError when the number holds no letter or digit, or more than the 21 that the standard allows.
    """
    body = re.sub(r"[^A-Z0-9]", "", number.upper())
    if not 0 < len(body) <= 21:
        raise ValueError("A creditor reference has 1 to 21 letters and digits")
    check = _MOD + 1 - int(_as_digits(body + "RF00")) % _MOD
    return f"RF{check:02}{body}"


def belgian_reference(number: str) -> str:
    """Return the structured communication of a document number, as printed: +++nnn/nnnn/nnnnn+++.

    The last ten digits of the number count. Raises ValueError when the number holds no digit.
    """
    digits = re.sub(r"[^0-9]", "", number)[-10:]
    if not digits:
        raise ValueError("A structured communication needs digits")
    base = int(digits)
    check = base % _MOD or _MOD
    whole = f"{base:010}{check:02}"
    return f"+++{whole[:3]}/{whole[3:7]}/{whole[7:]}+++"


def group_rf(reference: str) -> str:
    """Return a creditor reference in blocks of four, as people read it."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def _as_digits(text: str) -> str:
    return "".join(str(int(letter, 36)) for letter in text)
