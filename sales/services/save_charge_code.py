"""Save a charge code (sales.md §8.1)."""

from __future__ import annotations

from foundation.organization.models import LegalEntity, User
from foundation.organization.services.save_record import save_record
from sales.charge_errors import ChargeIncomplete, ChargeSidesSame
from sales.models import ChargeCode


def save_charge_code(entity: LegalEntity, code: ChargeCode, *, user: User | None) -> ChargeCode:
    """Save the code; an account is kept only where its side is booked on one.

    The customer on the debit side pays the charge, on the credit side pays less by it; on neither he never sees it.
    Raises CHG-06 with the customer on both sides, CHG-04 for a side without the account that it asks for.
    """
    side = ChargeCode.Side
    if code.debit == code.credit == side.CUSTOMER:
        raise ChargeSidesSame()
    for name in ("debit", "credit"):
        if getattr(code, name) != side.LEDGER:
            setattr(code, f"{name}_account", None)
        elif getattr(code, f"{name}_account_id") is None:
            label = ChargeCode._meta.get_field(f"{name}_account").verbose_name  # type: ignore[union-attr]
            raise ChargeIncomplete(what=label, field=f"{name}_account")
    return save_record(entity, code, user=user)
