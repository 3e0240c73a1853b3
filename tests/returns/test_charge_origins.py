"""Charges of reason and disposition codes say where they come from, and nobody gave them by hand (sales.md §14.8, §3.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from returns.models import DispositionCode
from returns.services.change_return import change_return
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from returns.services.register_arrivals import Arrival, register_arrivals
from sales.models import SalesOrderCharge
from sales.price_errors import DiscountAboveLimit
from sales.services.change_charges import ChargeEntry, change_charges
from tests.factories.company import Company
from tests.factories.returns import disposition, return_lines, return_reason
from tests.factories.sales import charge_code

pytestmark = pytest.mark.django_db


def test_charges_of_codes_have_their_origins_and_do_not_count_against_the_limit_of_the_clerk(company: Company) -> None:
    entity, clerk = company.entity, company.user("OC")
    amends, handling = charge_code(company, "AMENDS"), charge_code(company, "HANDLING")
    code = disposition(company)
    DispositionCode.of(entity).filter(pk=code.pk).update(charge=handling, charge_value=Decimal(5))
    code.refresh_from_db()
    reason = return_reason(company, "DAMAGED", charge=amends, charge_value=Decimal(-30))
    lines = [ReturnLineDraft(Decimal(4), company.items["A"].pk)]
    made = enter_returns(entity, [ReturnDraft(company.customers["C-100"].pk, lines, reason)], clerk).or_raise().returns[0]
    wrong = return_reason(company, "WRONG", charge=amends, charge_value=Decimal(-10))

    change_return(company.access("OC"), made.pk, {"reason": wrong})
    register_arrivals(entity, [Arrival(return_lines(made)[0].pk, code)], clerk)
    change_charges(entity, made.order_id, [ChargeEntry(amends, Decimal(-20))], clerk, discount_limit=Decimal(20))

    charges = SalesOrderCharge.of(entity).filter(order=made.order_id).order_by("pk")
    assert list(charges.values_list("value", "origin")) == [(-30, "reason"), (-10, "reason"), (5, "disposition"), (-20, "manual")]
    with pytest.raises(DiscountAboveLimit):
        change_charges(entity, made.order_id, [ChargeEntry(amends, Decimal(-1))], clerk, discount_limit=Decimal(20))
