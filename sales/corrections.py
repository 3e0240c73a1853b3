"""Plans of corrections of packing slips as plain data, and the rules a lowered quantity must keep (sales.md §11.4). Pure: no queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from sales.errors import TooManyDecimals
from sales.models import PackingSlip
from sales.packing_slip_errors import AlreadyInvoiced, NothingCorrected, OnlyLower

ZERO = Decimal(0)


@dataclass(frozen=True)
class CorrectionRequest:
    """What was asked: which packing slips, and the new quantity per slip line; without quantities the slips are cancelled.

    Slip lines that are not named keep what they have. Quantities are in the line's unit, with its sign. Slips whose paper is
    out are refused (PCK-15) unless ``even_printed``.
    """

    entity: LegalEntity
    slip_ids: Sequence[int]
    quantities: Mapping[int, Decimal] | None = None
    reason: str = ""
    even_printed: bool = True

    @property
    def cancels(self) -> bool:
        """Tell whether the slips are cancelled as a whole."""
        return self.quantities is None


@dataclass(slots=True)
class CorrectedLine:
    """A line of a packing slip with the quantity that is to stay; quantities in the line's unit, signed like it."""

    id: int
    slip_id: int
    order_id: int
    order_line_id: int
    line_number: int
    item_number: str
    name: str
    unit: str
    unit_decimals: int
    standing: Decimal
    invoiced: Decimal
    quantity: Decimal

    @property
    def taken(self) -> Decimal:
        """What is taken back."""
        return self.standing - self.quantity

    def check(self, slip: PackingSlip) -> None:
        """Raise what is wrong with the new quantity: PCK-08, PCK-09, ORD-03."""
        sign = 1 if self.standing > 0 else -1
        if self.taken * sign < 0 or self.quantity * sign < 0:
            raise OnlyLower(field="quantity", record=self.id)
        if self.quantity * sign < self.invoiced * sign:
            raise AlreadyInvoiced(s=slip, q=f"{self.invoiced.normalize():f}", field="quantity", record=self.id)
        if self.quantity % Decimal(1).scaleb(-self.unit_decimals):
            raise TooManyDecimals(q=f"{self.quantity.normalize():f}", u=self.unit, n=self.unit_decimals, field="quantity", record=self.id)


@dataclass
class CorrectionPlan:
    """The packing slips that would be corrected, and those that are refused with their reasons."""

    request: CorrectionRequest
    slips: dict[int, PackingSlip] = field(default_factory=dict)
    lines: dict[int, list[CorrectedLine]] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)

    @property
    def entity(self) -> LegalEntity:
        """The legal entity that delivered."""
        return self.request.entity

    @property
    def going(self) -> dict[int, list[CorrectedLine]]:
        """The lines of which something is taken back, by slip, of the slips that are not refused."""
        return {key: [line for line in self.lines[key] if line.taken] for key in self.slips if key not in self.refusals}

    def refuse(self, slip_id: int, error: BusinessRuleError) -> None:
        """Leave a packing slip as it is; subscribers of PackingSlipsCorrecting use this too."""
        self.refusals.setdefault(slip_id, error)

    def check(self, slip: PackingSlip) -> None:
        """Raise what is wrong with the correction of one slip: PCK-08, PCK-09, PCK-14, ORD-03."""
        lines = self.lines[slip.pk]
        for line in lines:
            line.check(slip)
        if not any(line.taken for line in lines):
            raise NothingCorrected(s=slip)

    def or_raise(self) -> CorrectionPlan:
        """Return the plan, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self
