"""Order from an agreement: a sales order with its terms and linked lines (sales.md §15.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreements.commitments import TRAITS
from sales.agreements.errors import (
    NothingToRelease,
    QuantityNotReleased,
    ReleaseExceedsMaximum,
    ReleaseExceedsRemaining,
    ShipDateOutside,
)
from sales.agreements.models import AgreementLine, SalesAgreement
from sales.agreements.services.agreed_header import header_of
from sales.agreements.services.commitment_book import remaining_of
from sales.agreements.services.save_agreement import load_locked
from sales.agreements.statuses import sales_agreement_states
from sales.models import SalesOrder
from sales.services.enter_orders import OrderDraft, create_orders
from sales.services.order_lines import LineDraft


@dataclass(frozen=True)
class ReleasedOrder:
    """The order that was made, with what is worth knowing of it."""

    order: SalesOrder
    notices: Sequence[BusinessRuleError] = field(default_factory=tuple)


def releasable(entity: LegalEntity, agreement_id: int) -> list[tuple[AgreementLine, Decimal]]:
    """Return the commitments that count pieces and are not stopped, each with the quantity that remains; two statements."""
    lines = [line for line in AgreementLine.of(entity).of_agreement(agreement_id) if TRAITS[line.commitment].counts_quantity]
    rows = {line.pk: line for line in lines if not line.stopped}
    left = remaining_of(entity, rows, rows)
    return [(line, left[line.pk]) for line in rows.values()]


@transaction.atomic
def release_order(
    entity: LegalEntity,
    agreement_id: int,
    ship_date: date,
    quantities: Mapping[int, Decimal],
    user: User,
    *,
    customer_reference: str = "",
    discount_limit: Decimal | None = None,
) -> ReleasedOrder:
    """Create a sales order from an agreement: linked lines for the quantities by commitment, none for agreements about money only.

    Raises AGR-04, AGR-11, AGR-13 for a ship date outside, AGR-25 and the refusals of a new order.
    """
    agreement = load_locked(entity, agreement_id)
    sales_agreement_states.check("order", agreement)
    known = releasable(entity, agreement_id)
    wanted = [(line, left, quantities[line.pk]) for line, left in known if quantities.get(line.pk, ZERO) > 0]
    if known and not wanted:
        raise NothingToRelease()
    first, last = agreement.effective_date, agreement.expiration_date
    if first is None or last is None or not first <= ship_date <= last:
        raise ShipDateOutside(d=ship_date, first=first, last=last, field="ship_date")
    notices = [notice for line, left, quantity in wanted if (notice := _check(line, left, quantity)) is not None]
    notices += _not_released(entity, agreement, quantities.keys() - {line.pk for line, _left in known})
    draft = OrderDraft(
        customer_id=agreement.customer_id,
        lines=[_line(line, quantity, ship_date) for line, _left, quantity in wanted],
        header=_header(agreement, ship_date, customer_reference),
        agreement_id=agreement.pk,
    )
    entered = create_orders(entity, [draft], user, discount_limit=discount_limit).or_raise()
    audit.record(entity, user, "order released", [agreement], changes={agreement.pk: {"order": ["", entered.orders[0].number]}})
    return ReleasedOrder(entered.orders[0], [*notices, *entered.notices.get(0, ())])


def _not_released(entity: LegalEntity, agreement: SalesAgreement, keys: Collection[int]) -> list[BusinessRuleError]:
    """Return AGR-31 per line with a quantity that counts no pieces; a query where there is one."""
    named = AgreementLine.of(entity).of_agreement(agreement.pk).filter(pk__in=keys) if keys else ()
    return [QuantityNotReleased(l=line.line_number) for line in named if not TRAITS[line.commitment].counts_quantity]


def _check(line: AgreementLine, left: Decimal, quantity: Decimal) -> BusinessRuleError | None:
    """Raise AGR-11, or return AGR-12, for more than remains."""
    if quantity <= left:
        return None
    said: dict[str, Any] = {"q": f"{quantity.normalize():f}", "r": f"{left.normalize():f}", "field": f"quantity_{line.pk}"}
    if line.max_is_enforced:
        raise ReleaseExceedsMaximum(**said)
    return ReleaseExceedsRemaining(**said)


def _line(line: AgreementLine, quantity: Decimal, ship_date: date) -> LineDraft:
    assert line.item_id is not None
    return LineDraft(
        item_id=line.item_id,
        quantity=quantity,
        unit_id=line.unit_id,
        warehouse_id=line.warehouse_id,
        requested_ship_date=ship_date,
        terms_key=line.pk,
    )


def _header(agreement: SalesAgreement, ship_date: date, reference: str) -> dict[str, object]:
    return header_of(agreement) | {"requested_ship_date": ship_date, "customer_reference": reference or agreement.external_reference}
