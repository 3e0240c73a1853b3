"""The commitments that some orders may count on, read at once, with what is left of those that stop at their maximum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.inventory.models import Item, SalesCategory
from foundation.money import ZERO, round_to_step
from foundation.organization.models import LegalEntity
from sales.agreed_price import AgreedPrice
from sales.agreement_search import PRICE_STEP
from sales.agreements.commitments import TRAITS, CommitmentKind
from sales.agreements.matching import Commitment, Wanted, candidates, path_to_root
from sales.agreements.models import AgreementLine, AgreementLink
from sales.agreements.statuses import AgreementStatus
from sales.models import SalesOrder, SalesOrderLine
from sales.models.terms import BOUNDED
from sales.services.unit_factors import UnitFactors


@dataclass
class CommitmentBook:
    """Commitments by key; ``left`` is what remains of the enforced ones in their own measure, and falls as lines take of it."""

    rows: dict[int, AgreementLine] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    units: UnitFactors = field(default_factory=UnitFactors)
    left: dict[int, Decimal] = field(default_factory=dict)
    like: dict[int, AgreedPrice] = field(default_factory=dict)

    @classmethod
    def like_lines(cls, entity: LegalEntity, line_ids: Iterable[int]) -> CommitmentBook:
        """Read what some order lines count on, by their keys, for lines that bring back or share it: one statement."""
        links = AgreementLink.of(entity).filter(line__in=list(line_ids)).select_related("commitment__agreement")
        known = list(links)
        rows = {link.commitment_id: link.commitment for link in known}
        return cls(rows, like={link.line_id: replace(agreed_price(link.commitment, link.factor), factor=link.factor) for link in known})

    @classmethod
    def load(
        cls,
        entity: LegalEntity,
        item_ids: Iterable[int],
        *,
        agreements: Iterable[int] = (),
        keys: Iterable[int] = (),
        customers: Iterable[int] = (),
    ) -> CommitmentBook:
        """Read commitments of agreements, by key, and of customers; four statements at most."""
        rows = {row.pk: row for row in AgreementLine.of(entity).offered_to(agreements, keys, customers)}
        by_category = any(row.commitment == CommitmentKind.CATEGORY for row in rows.values())
        parents = dict(SalesCategory.of(entity).values_list("pk", "parent_id")) if by_category else {}
        enforced = [key for key, row in rows.items() if row.max_is_enforced]
        return cls(rows, parents, UnitFactors.load(item_ids) if rows else UnitFactors(), remaining_of(entity, rows, enforced))

    def fitting(self, order: SalesOrder, line: SalesOrderLine, item: Item) -> list[AgreementLine]:
        """Return the commitments of the order's customer and currency that a line fits, the one that goes first at the top."""
        known = [
            _as_commitment(row)
            for row in self.rows.values()
            if row.agreement.status == AgreementStatus.EFFECTIVE
            and row.agreement.customer_id == order.customer_id
            and row.agreement.currency_id == order.currency_id
        ]
        return [self.rows[found.key] for found in candidates(known, self.wanted(line, item))]

    def wanted(self, line: SalesOrderLine, item: Item) -> Wanted:
        """Return a line as the matching reads it."""
        categories = path_to_root(item.category_id, self.parents)
        units = self.units.from_unit(item.pk, line.unit_id)
        return Wanted(item.pk, line.unit_id, line.requested_ship_date, categories, units, item.master_id)

    def agreed(self, row: AgreementLine, line: SalesOrderLine, item: Item) -> AgreedPrice:
        """Return the terms that a commitment sets for a line, in the line's unit."""
        factor = self.wanted(line, item).factor(row.unit_id) or Decimal(1)
        return agreed_price(row, factor)


def agreed_price(row: AgreementLine, factor: Decimal) -> AgreedPrice:
    """Return the terms of a commitment for a unit of which one makes ``factor`` of the commitment's."""
    told: dict[str, Any] = {"agreement": row.agreement.number, "agreement_line": row.line_number}
    if row.max_is_enforced:
        told[BOUNDED] = True
    if not TRAITS[row.commitment].counts_quantity:
        return AgreedPrice(row.pk, row.discount_percent, bounded=row.max_is_enforced, source=told)
    return AgreedPrice(
        row.pk,
        row.discount_percent,
        round_to_step(row.discount_amount * factor, PRICE_STEP),
        round_to_step(row.unit_price * factor, PRICE_STEP),
        row.price_unit,
        factor,
        bounded=row.max_is_enforced,
        source=told | {"price": "sales_agreement"},
    )


def committed(row: AgreementLine) -> Decimal:
    """Return what is committed in the commitment's own measure."""
    return (row.quantity or ZERO) if TRAITS[row.commitment].counts_quantity else row.net_amount


def remaining_of(entity: LegalEntity, rows: Mapping[int, AgreementLine], keys: Iterable[int]) -> dict[int, Decimal]:
    """Return committed less released of some commitments in their own measure; one statement, none for no key."""
    wanted = list(keys)
    found = AgreementLink.of(entity).released(wanted) if wanted else {}
    left = {}
    for key in wanted:
        row = rows[key]
        released = found[key][0 if TRAITS[row.commitment].counts_quantity else 1].total if key in found else ZERO
        left[key] = committed(row) - released
    return left


def taken(row: AgreementLine, line: SalesOrderLine, net: Decimal, factor: Decimal) -> Decimal:
    """Return what a line takes of a commitment in its measure, for a net amount of the whole line."""
    ordered, delivered = line.ordered_quantity, line.delivered_quantity
    open_quantity = max(ordered - delivered - line.cancelled_quantity, ZERO) if ordered > 0 else ZERO
    quantity = open_quantity + delivered
    if TRAITS[row.commitment].counts_quantity:
        return quantity * factor
    return net * quantity / ordered if ordered else ZERO


def _as_commitment(row: AgreementLine) -> Commitment:
    return Commitment(
        key=row.pk,
        kind=row.commitment,
        agreement=row.agreement.number,
        line_number=row.line_number,
        starts_on=row.starts_on or date.max,
        ends_on=row.ends_on or date.min,
        item_id=row.item_id,
        category_id=row.category_id,
        unit_id=row.unit_id,
        stopped=row.stopped,
    )
