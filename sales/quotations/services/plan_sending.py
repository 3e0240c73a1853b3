"""Plan which quotations go to their customers, and what stands in the way (sales.md §5.2). Reads only.

The preview on screen and the sending use this same plan; the number of queries does not depend on the number of quotations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from foundation.errors import BusinessRuleError
from foundation.ledger.tax import TaxResult
from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import LegalEntity
from sales.price_errors import PriceIsZero
from sales.quotations.errors import ExpiryPassed, QuotationEmpty, TemplateStays
from sales.quotations.models import Quotation, QuotationDelivery
from sales.quotations.services.quotation_schedules import deliveries_by_line
from sales.quotations.services.working_quotations import LoadedQuotations, load_quotations
from sales.quotations.statuses import quotation_states
from sales.services.calculate_orders import calculate
from sales.services.load_orders import LoadedOrders
from sales.services.offered_values import promised
from sales.services.order_tax import add_tax
from sales.services.save_changes import Snapshot, snapshot
from sales.services.working_orders import WorkingOrder


@dataclass(frozen=True)
class SendRequest:
    """Which quotations to send, whether to deliver the paper, and whether lines without a price are meant so."""

    entity: LegalEntity
    quotation_ids: Sequence[int]
    send: bool = True
    accept_zero_prices: bool = False


@dataclass
class SendPlan:
    """The quotations as the customers would read them, and apart those that are refused with their reasons."""

    request: SendRequest
    held: LoadedQuotations
    deliveries: Mapping[int, Sequence[QuotationDelivery]]
    before: dict[int, Snapshot] = field(default_factory=dict)
    taxes: dict[int, TaxResult] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    warnings: dict[int, list[BusinessRuleError]] = field(default_factory=dict)

    @property
    def loaded(self) -> LoadedOrders:
        """The orders in memory that the quotations stand for."""
        return self.held.loaded

    @property
    def going(self) -> list[WorkingOrder]:
        """What is not refused."""
        return [work for key, work in self.loaded.works.items() if key not in self.refusals]

    def or_raise(self) -> SendPlan:
        """Return itself, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self


def plan_sending(request: SendRequest, *, locked: bool = False) -> SendPlan:
    """Return what would be sent, calculated anew; ``locked`` locks the quotations first, for the sending.

    Refusals: GEN-06, PRC-03 for a line without a price that nobody accepted, QUO-01, QUO-02, QUO-14 and those of the tax set-up.
    """
    held = load_quotations(request.entity, request.quotation_ids, locked=locked)
    plan = SendPlan(request, held, deliveries_by_line(request.entity, held.quotations))
    calculate(plan.loaded.context, _checked(plan))
    plan.refusals |= {work.order.pk: work.refusal for work in plan.going if work.refusal is not None}
    setup = TaxSetup.load(request.entity)
    for work in plan.going:
        try:
            plan.taxes[work.order.pk] = add_tax(plan.loaded, work, setup, promised(work))
        except BusinessRuleError as error:
            plan.refusals[work.order.pk] = error
    return plan


def _checked(plan: SendPlan) -> list[WorkingOrder]:
    """Check every quotation, remember how it was, and return those that may go."""
    today = plan.request.entity.today()
    for key, work in plan.loaded.works.items():
        quotation = plan.held.quotations[key]
        plan.before[key] = snapshot(work)
        try:
            check_sendable(quotation, work)
            if quotation.expiry_date < today:
                raise ExpiryPassed(d=quotation.expiry_date)
            _check_prices(plan, work)
        except BusinessRuleError as error:
            plan.refusals[key] = error
    return plan.going


def check_sendable(quotation: Quotation, work: WorkingOrder) -> None:
    """Raise what keeps a quotation from being an offer at all: GEN-06 by its status, QUO-01 without lines."""
    quotation_states.check("send", quotation)
    if quotation.template_active:
        raise TemplateStays()
    if not work.lines:
        raise QuotationEmpty()


def _check_prices(plan: SendPlan, work: WorkingOrder) -> None:
    """Warn of lines without a price; they refuse the quotation until somebody accepts them (PRC-03)."""
    found: list[BusinessRuleError] = [PriceIsZero(l=working.line.line_number) for working in work.lines if not working.line.unit_price]
    if found and not plan.request.accept_zero_prices:
        raise found[0]
    if found:
        plan.warnings[work.order.pk] = found
