"""How far commitments are, worked out in one statement for a whole page (sales.md §15.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.money import ZERO
from foundation.organization.models import LegalEntity
from sales.agreements.commitments import TRAITS
from sales.agreements.models import AgreementLine, AgreementLink, Released

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Fulfilment:
    """A commitment with what was ordered of it, in its own measure: ``unit`` for a quantity, else ``currency``."""

    line: AgreementLine
    released: Released
    currency: str

    @property
    def pk(self) -> int:
        """The key of the commitment."""
        return int(self.line.pk)

    @property
    def unit(self) -> str:
        """The unit of a commitment that counts pieces; blank for one that counts money."""
        return str(self.line.unit) if TRAITS[self.line.commitment].counts_quantity else ""

    @property
    def committed(self) -> Decimal:
        """What was promised."""
        return (self.line.quantity or ZERO) if self.unit else self.line.net_amount

    @property
    def remaining(self) -> Decimal:
        """What was not ordered yet; negative when more was ordered."""
        return self.committed - self.released.total

    @property
    def percent(self) -> Decimal:
        """What was ordered, in percent of what was promised."""
        return (self.released.total * HUNDRED / self.committed).quantize(Decimal("0.1")) if self.committed else ZERO


def fulfilment_of(entity: LegalEntity, lines: Sequence[AgreementLine], currency: str) -> list[Fulfilment]:
    """Return how far each of some commitments is: one statement."""
    found = AgreementLink.of(entity).released([line.pk for line in lines])
    rows = []
    for line in lines:
        quantity, amount = found.get(line.pk, (Released(), Released()))
        rows.append(Fulfilment(line, quantity if TRAITS[line.commitment].counts_quantity else amount, currency))
    return rows
