"""Plan confirmations: what would be promised to whom, and what stands in the way (sales.md §11.2).

Reads only, in a fixed number of queries for any number of orders. The preview on screen and the posting use this same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from customers.models import CustomerParameters
from foundation.errors import BusinessRuleError
from foundation.inventory.variants import require_variant
from foundation.ledger.tax import TaxResult
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import LegalEntity
from sales import agreed_terms
from sales.bounds import check_dates
from sales.errors import DocumentNotForType, NoItemTaxGroup, NothingToConfirm, OrderIsJournal, OrderOnHold
from sales.models import OrderHold
from sales.models.hold import BlockedDocument
from sales.print_moments import PrintMoment
from sales.services.calculate_orders import calculate
from sales.services.confirm_warnings import confirm_warnings
from sales.services.credit_checks import credit_excesses, expired_limits, lock_accounts, stops
from sales.services.credited_totals import read_credits
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.offered_values import promised
from sales.services.open_value import open_value
from sales.services.order_tax import add_tax
from sales.services.save_changes import Snapshot, snapshot
from sales.services.working_orders import WorkingOrder
from sales.statuses import TRAITS, DocumentStatus, sales_order_states


@dataclass(frozen=True)
class ConfirmationRequest:
    """What was asked: which orders to confirm, when, what to do about an exceeded credit limit, when to print the paper."""

    entity: LegalEntity
    order_ids: Sequence[int]
    confirmation_date: date | None = None
    credit_limit_type: str | None = None
    overrule_credit: bool = False
    print_moment: str = PrintMoment.AFTER
    credit_reason: str = ""

    @property
    def date(self) -> date:
        """The date of the confirmation: today in the company's calendar unless another one was given."""
        return self.confirmation_date or self.entity.today()


@dataclass
class ConfirmationPlan:
    """The orders with their totals as they would be confirmed, and the orders that are refused with their reasons."""

    request: ConfirmationRequest
    loaded: LoadedOrders
    before: dict[int, Snapshot] = field(default_factory=dict)
    taxes: dict[int, TaxResult] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    warnings: dict[int, list[BusinessRuleError]] = field(default_factory=dict)

    @property
    def entity(self) -> LegalEntity:
        """The legal entity that confirms."""
        return self.request.entity

    @property
    def going(self) -> list[WorkingOrder]:
        """The orders that are not refused, by number."""
        return [work for key, work in self.loaded.works.items() if key not in self.refusals]

    def or_raise(self) -> ConfirmationPlan:
        """Return the plan, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


def plan_confirmations(request: ConfirmationRequest, *, locked: bool = False) -> ConfirmationPlan:
    """Return the confirmations that would be made, calculated anew, and apart the refused orders with their reasons.

    ``locked`` locks the orders, and the credit they are checked against, first; only the posting asks for that.
    """
    loaded = load_orders(request.entity, request.order_ids, locked=locked)
    plan = ConfirmationPlan(request, loaded)
    _check_orders(plan)
    _calculate(plan)
    _warn_of_days(plan)
    _check_credit(plan, locked=locked)
    return plan


def _each(plan: ConfirmationPlan, check: Callable[[WorkingOrder], None]) -> None:
    """Run a check on every order that still goes; what it raises refuses that order only."""
    for work in plan.going:
        try:
            check(work)
        except BusinessRuleError as error:
            plan.refusals[work.order.pk] = error


def _check_orders(plan: ConfirmationPlan) -> None:
    holds = OrderHold.of(plan.entity).blocking(BlockedDocument.CONFIRMATION).filter(order__in=plan.loaded.works).select_related("code")
    held = {hold.order_id: hold for hold in holds}

    def check(work: WorkingOrder) -> None:
        order = work.order
        traits = TRAITS[order.order_type]
        if not traits.posts_documents:
            raise OrderIsJournal(o=order)
        check_dates({"date": plan.request.date})
        if not traits.confirmable:
            raise DocumentNotForType(document=DocumentStatus.CONFIRMATION.label, t=order.get_order_type_display())
        sales_order_states.check("confirm", order)
        if not work.live_lines:
            raise NothingToConfirm(o=order)
        if order.pk in held:
            raise OrderOnHold(o=order, code=held[order.pk].code, document=BlockedDocument.CONFIRMATION.label, record=order.pk)
        for working in work.live_lines:
            require_variant(working.item)
        for working in work.live_lines if order.sales_tax_group_id else ():
            if not (working.line.item_sales_tax_group_id or working.item.item_sales_tax_group_id):
                raise NoItemTaxGroup(l=working.line.line_number)

    _each(plan, check)


def _calculate(plan: ConfirmationPlan) -> None:
    """Calculate discounts and totals anew, then the sales tax."""
    works = plan.going
    for work in works:
        plan.before[work.order.pk] = snapshot(work)
    calculate(plan.loaded.context, works)
    plan.refusals |= {work.order.pk: work.refusal for work in works if work.refusal is not None}
    plan.warnings |= {work.order.pk: list(work.notices) for work in works if work.notices}
    _each(plan, agreed_terms.check_confirmation)
    setup = TaxSetup.load(plan.entity)
    read_credits(plan.entity, works)

    def add(work: WorkingOrder) -> None:
        plan.taxes[work.order.pk] = add_tax(plan.loaded, work, setup, promised(work))

    _each(plan, add)


def _warn_of_days(plan: ConfirmationPlan) -> None:
    """Say which lines are promised for days that cannot be kept."""
    for order_id, warnings in confirm_warnings(plan.entity, plan.loaded.context.parameters, plan.going).items():
        plan.warnings.setdefault(order_id, []).extend(warnings)


def _check_credit(plan: ConfirmationPlan, *, locked: bool) -> None:
    """Compare what is still to be invoiced of every order with the credit of its customer (sales.md §10.2)."""
    parameters = CustomerParameters.of(plan.entity)
    if not parameters.check_credit_on_sales_order:
        return
    values = [(work.order, open_value(work)) for work in plan.going]
    lock_accounts(plan.entity, [(order.customer_id, order.invoice_account_id) for order, _value in values], checked=locked)
    found = credit_excesses(plan.entity, values, parameters, plan.request.credit_limit_type)
    for order_id, error in found.items():
        if stops(parameters, overruled=plan.request.overrule_credit):
            plan.refusals[order_id] = error
        else:
            plan.warnings.setdefault(order_id, []).append(error)
    for order_id, expired in expired_limits(plan.entity, (work.order for work in plan.going), parameters).items():
        plan.warnings.setdefault(order_id, []).append(expired)
