"""Load the whole demo: the people, and one company after the other with its history up to today.

The runs of batch jobs commit for themselves, so the whole cannot be one transaction. The last company can: when it is there,
everything is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from unittest import mock

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config.demo.agreements import add_agreements as add_sales_agreements
from config.demo.books import add_currencies, close_old_periods, set_up_books
from config.demo.clock import clock_at, moment_of
from config.demo.companies import GROUP, Company, CompanyPlan
from config.demo.customers import add_customers, close_accounts
from config.demo.goods import add_agreements, add_goods, add_units, replenish
from config.demo.history import History
from config.demo.logo import logo_of
from config.demo.people import add_members, create_people
from config.demo.purchasing import set_up_purchasing
from config.demo.quotations import add_quotations
from config.demo.returns import set_up_returns
from config.demo.story import fill_today, plan_story
from config.demo.suggestions import add_suggestions, offer_on_open_orders, offer_on_open_quotations
from config.demo.trade import set_up_trade
from config.demo.variants import add_variants
from foundation.documents.models import OutboxMessage
from foundation.documents.statuses import OutboxState
from foundation.organization.models import LegalEntity, User
from foundation.organization.scope import entity_scope

SEED = 2026
KEPT_PAPER = timedelta(days=4)


@dataclass(frozen=True)
class Size:
    """How much is loaded: days of history, and the share of the orders of a usual week."""

    days: int = 365
    share: float = 1.0


WHOLE, SMALL = Size(), Size(days=45, share=0.3)


class State(Enum):
    """What a database holds of the demo."""

    EMPTY = "empty"
    PARTLY = "partly"
    LOADED = "loaded"
    OTHERS = "others"


def state() -> State:
    """Say what the database holds: nothing, the demo or a part of it, or the companies of somebody else."""
    known = set(LegalEntity.objects.values_list("code", flat=True))
    if not known:
        return State.EMPTY
    if GROUP[-1].code in known:
        return State.LOADED
    return State.PARTLY if known < {plan.code for plan in GROUP} else State.OTHERS


def load_group(size: Size, say: Callable[[str], None]) -> None:
    """Create the people and the three companies with their history up to today."""
    today = timezone.now().date()
    first = today - timedelta(days=size.days)
    add_units()
    add_currencies(first - timedelta(days=400), today)
    people = create_people()
    with _no_bells():
        for position, plan in enumerate(GROUP):
            say(f"{plan.code} {plan.fields['name']}")
            wanted = replace(plan, weekly_orders=max(1, round(plan.weekly_orders * size.share)))
            with nullcontext() if plan.has_jobs else transaction.atomic():
                _load_company(wanted, people, first, today, SEED + position)


@contextmanager
def _no_bells() -> Iterator[None]:
    """Ring for no worker: the history works off its own runs, and the beat finds what else is to do."""
    with mock.patch.object(type(current_app._get_current_object()), "send_task"):
        yield


def _load_company(plan: CompanyPlan, people: dict[str, User], first: date, today: date, seed: int) -> None:
    entity = LegalEntity.objects.create(code=plan.code, logo=logo_of(plan.fields["name"]), **plan.fields)
    company = Company(plan, entity, add_members(entity, people))
    with entity_scope(entity):
        with clock_at(moment_of(entity, first, 8)), transaction.atomic():
            set_up_books(company, first, today)
            set_up_trade(company)
            set_up_returns(company)
            add_goods(company)
            add_agreements(company, first)
            add_suggestions(company)
            add_customers(company)
            replenish(company, first)
            set_up_purchasing(company)
        history = History(company, seed)
        if plan.has_jobs:
            plan_story(history)
        history.live_through(first, entity.today() - timedelta(days=1))
        fill_today(history)
        add_quotations(history)
        add_sales_agreements(history)
        add_variants(company)
        offer_on_open_orders(company)
        offer_on_open_quotations(company)
        close_accounts(company)
        close_old_periods(company, entity.today())
        OutboxMessage.of(entity).filter(created_at__lt=timezone.now() - KEPT_PAPER).update(
            state=OutboxState.DONE, attempts=1, finished_at=F("created_at")
        )
