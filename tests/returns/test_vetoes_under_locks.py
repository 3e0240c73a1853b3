"""What returns refuse of a packing slip is judged by what is there under its locks, not by what was there before (sales.md §14.6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from returns.errors import ReplacementMissing, ReplacementSent
from returns.services.quarantine import change_disposition
from returns.services.replace_goods import set_replacement
from sales.corrections import CorrectionRequest
from sales.models import PackingSlip
from sales.services import correct_packing_slips as correcting
from sales.services import post_packing_slips as posting
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, disposition, return_lines, sold_line
from tests.factories.sales import deliver

pytestmark = pytest.mark.django_db


def after_the_first(plan: Callable[..., Any], happens: Callable[[], object]) -> Callable[..., Any]:
    """Return planning after which, the first time, somebody else does something before the locks are taken."""
    waiting = [happens]

    def plan_and_let(*args: Any) -> Any:
        planned = plan(*args)
        while waiting:
            waiting.pop()()
        return planned

    return plan_and_let


def test_a_code_that_replaces_given_just_before_the_lock_still_asks_for_its_replacement(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    returned, clerk = announce(company, (sold_line(company), 2)), company.user("WH")
    arrive(company, returned)
    [line] = return_lines(returned)
    code = disposition(company, "replace_and_credit")
    plan = after_the_first(posting.plan_deliveries, lambda: change_disposition(company.entity, line.pk, code, clerk))
    monkeypatch.setattr(posting, "plan_deliveries", plan)

    with pytest.raises(ReplacementMissing):
        deliver(company, returned.order).or_raise()

    assert not PackingSlip.of(company.entity).filter(order=returned.order).exists()


def test_a_replacement_that_leaves_just_before_the_lock_keeps_the_packing_slip_that_ordered_it(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    returned, clerk = announce(company, (sold_line(company), 2)), company.user("WH")
    arrive(company, returned, "replace_and_credit")
    set_replacement(company.entity, return_lines(returned)[0].pk, company.items["T"], Decimal(2), company.user("OC"))
    slip = deliver(company, returned.order).or_raise().slips[0]
    [order] = returned.replacements()
    plan = after_the_first(correcting.plan_corrections, lambda: deliver(company, order).or_raise())
    monkeypatch.setattr(correcting, "plan_corrections", plan)

    with pytest.raises(ReplacementSent):
        correcting.correct_packing_slips(CorrectionRequest(company.entity, [slip.pk]), clerk).or_raise()

    assert return_lines(returned)[0].status == "received"
