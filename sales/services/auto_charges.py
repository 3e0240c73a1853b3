"""Charges that orders and lines get by themselves: the most specific set-up per charges code (sales.md §8.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from customers.models import Customer, DeliveryMode
from foundation.inventory.models import Item
from foundation.ledger.models import Relation
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from sales.agreement_search import PRICE_STEP
from sales.charges import tier_applies
from sales.delivery_places import mode_key
from sales.models import AutoCharge, ChargeCategory, SalesOrder, SalesOrderCharge, SalesOrderLine, SalesParameters

_RANK = {Relation.TABLE: 0, Relation.GROUP: 1, Relation.ALL: 2}
Convert = Callable[[str], Decimal]
"""Units of the order's currency per unit of another."""


@dataclass(frozen=True)
class AutoChargeBook:
    """All automatic charges of a legal entity, by level; ``mode_groups`` tells the charge group of a mode of delivery."""

    header: Sequence[AutoCharge]
    line: Sequence[AutoCharge]
    mode_groups: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls, entity: LegalEntity, parameters: SalesParameters, *, header: bool = False) -> AutoChargeBook:
        """Read the set-up of the levels that are switched on, and with ``header`` that of the header anyway: one query.

        One more where charges are for groups of modes of delivery.
        """
        levels = [
            level
            for level, on in (
                (AutoCharge.Level.HEADER, header or parameters.auto_charges_header),
                (AutoCharge.Level.LINE, parameters.auto_charges_line),
            )
            if on
        ]
        found = AutoCharge.of(entity).filter(level__in=levels).select_related("code", "unit", "item_sales_tax_group")
        rows = list(found.with_items()) if levels else []
        modes = DeliveryMode.of(entity).exclude(charge_group="").values_list("pk", "charge_group")
        return cls(
            [row for row in rows if row.level == AutoCharge.Level.HEADER],
            [row for row in rows if row.level == AutoCharge.Level.LINE],
            dict(modes) if any(row.delivery_group for row in rows) else {},
        )

    @property
    def tiered_codes(self) -> set[int]:
        """The keys of the charge codes of orders that depend on the order amount."""
        return {row.code_id for row in self.header if row.from_amount or row.to_amount}

    @property
    def currencies(self) -> set[str]:
        """The currencies the set-up is in."""
        return {row.currency_id for row in (*self.header, *self.line)}

    def for_order(self, order: SalesOrder, customer: Customer, net: Decimal, convert: Convert) -> list[SalesOrderCharge]:
        """Return the automatic header charges of an order with the given net amount, tiers included."""
        fitting = [
            row
            for row in self.header
            if _fits_customer(row, customer)
            and self._fits_mode(row, order.delivery_mode_id)
            and tier_applies(net, row.from_amount, row.to_amount)
        ]
        return [_charge(row, order, None, convert) for row in _most_specific(fitting)]

    def for_line(self, order: SalesOrder, line: SalesOrderLine, item: Item, customer: Customer, convert: Convert) -> list[SalesOrderCharge]:
        """Return the automatic charges of one line."""
        mode = mode_key(line, order)
        fitting = [row for row in self.line if _fits_customer(row, customer) and _fits_item(row, item) and self._fits_mode(row, mode)]
        return [_charge(row, order, line, convert) for row in _most_specific(fitting, item.pk)]

    def _fits_mode(self, row: AutoCharge, mode: int | None) -> bool:
        if row.delivery_group:
            return self.mode_groups.get(mode or 0) == row.delivery_group
        return row.delivery_mode_id is None or row.delivery_mode_id == mode


def _fits_customer(row: AutoCharge, customer: Customer) -> bool:
    if row.customer_relation == Relation.TABLE:
        return row.customer_key == customer.account
    if row.customer_relation == Relation.GROUP:
        return customer.charge_group is not None and row.customer_key == customer.charge_group.code
    return True


def _fits_item(row: AutoCharge, item: Item) -> bool:
    if row.item_relation == Relation.TABLE:
        return row.item_key == item.number or (item.master_id is not None and row.named_item == item.master_id)
    if row.item_relation == Relation.GROUP:
        return item.charge_group is not None and row.item_key == item.charge_group.code
    return True


def _specificity(row: AutoCharge, item_id: int | None) -> tuple[int, int, int, int]:
    """Account before item before mode of delivery; Table before Group before All; a variant before its master."""
    of_master = row.item_relation == Relation.TABLE and row.named_item != item_id
    by_mode = 0 if row.delivery_mode_id else 1 if row.delivery_group else 2
    return _RANK[Relation(row.customer_relation)], _RANK[Relation(row.item_relation)], int(of_master), by_mode


def _most_specific(rows: Iterable[AutoCharge], item_id: int | None = None) -> list[AutoCharge]:
    best: dict[int, list[AutoCharge]] = {}
    for row in sorted(rows, key=lambda known: (_specificity(known, item_id), known.position, known.pk)):
        chosen = best.setdefault(row.code_id, [])
        if not chosen or _specificity(chosen[0], item_id) == _specificity(row, item_id):
            chosen.append(row)
    return sorted((row for chosen in best.values() for row in chosen), key=lambda row: (row.position, row.pk))


def _charge(row: AutoCharge, order: SalesOrder, line: SalesOrderLine | None, convert: Convert) -> SalesOrderCharge:
    value = row.value
    if row.category != ChargeCategory.PERCENT and row.currency_id != order.currency_id:
        value = round_to_step(value * convert(row.currency_id), PRICE_STEP)
    return SalesOrderCharge(
        legal_entity_id=order.legal_entity_id,
        order=order,
        line=line,
        position=row.position,
        code=row.code,
        category=row.category,
        value=value,
        unit=row.unit,
        item_sales_tax_group=row.item_sales_tax_group,
        keep=row.keep,
        compound=row.compound,
        origin=SalesOrderCharge.Origin.AUTO,
    )
