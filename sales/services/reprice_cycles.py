"""Search the prices of subscriptions anew when a cycle opens (sales.md §16.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.models.audit import PRICES_CHANGED
from foundation.organization.services import audit
from sales.services.calculate_orders import calculate
from sales.services.cycle_quantities import waiting_quantity
from sales.services.line_changes import LineWatch
from sales.services.load_orders import load_orders
from sales.services.save_changes import save_calculated, snapshot
from sales.services.working_orders import WorkingOrder


def reprice_cycles(entity: LegalEntity, days: Mapping[int, date], user: User) -> dict[int, BusinessRuleError]:
    """Give the lines of subscriptions the prices of a day, each order of its own, and return what was refused, by order.

    Typed prices and discounts stay. An order of which something waits for its invoice keeps its prices: that was delivered at
    them. The number of statements does not depend on the number of orders; callers hold their locks.
    """
    if not days:
        return {}
    waiting = waiting_quantity(entity, list(days))
    loaded = load_orders(entity, [key for key in days if not waiting.get(key)])
    before = {key: snapshot(work) for key, work in loaded.works.items()}
    watches = {key: LineWatch(work) for key, work in loaded.works.items()}
    for key, work in loaded.works.items():
        _ask_anew(work, days[key])
    calculate(loaded.context, list(loaded.works.values()))
    going = [work for work in loaded.works.values() if work.refusal is None]
    save_calculated(entity, going, before)
    _record(entity, going, watches, user)
    return {key: work.refusal for key, work in loaded.works.items() if work.refusal is not None}


def _ask_anew(work: WorkingOrder, on_date: date) -> None:
    work.prices_on = on_date
    for working in work.live_lines:
        working.search_price = not working.line.price_manual
        working.search_discount = not working.line.discount_manual


def _record(entity: LegalEntity, works: Sequence[WorkingOrder], watches: Mapping[int, LineWatch], user: User) -> None:
    changes = {work.order.pk: watches[work.order.pk].changes(entity, work) for work in works}
    told = [work.order for work in works if changes[work.order.pk]]
    if told:
        audit.record(entity, user, PRICES_CHANGED, told, changes=changes)
