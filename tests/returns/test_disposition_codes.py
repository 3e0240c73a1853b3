"""Disposition codes: withdrawn ones are given no more, and what is decided is taken back without a trace (sales.md §14.4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from returns.errors import DispositionWithdrawn
from returns.forms.arrivals import ArrivalForm
from returns.forms.quarantine import DispositionForm
from returns.models import ReturnOrder
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from returns.services.quarantine import change_disposition
from returns.services.register_arrivals import reverse_registrations
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, disposition, return_lines, return_reason, sold_line
from tests.factories.sales import only_line

pytestmark = pytest.mark.django_db


def test_a_code_that_is_withdrawn_is_neither_offered_nor_given(company: Company) -> None:
    returned, old = announce(company, (sold_line(company), 2)), disposition(company, "scrap")
    old.is_active = False
    old.save()

    with pytest.raises(DispositionWithdrawn, match="SCRAP is no longer in use"):
        arrive(company, returned, "scrap")
    arrive(company, returned)
    line = return_lines(returned)[0]
    with pytest.raises(DispositionWithdrawn):
        change_disposition(company.entity, line.pk, old, company.user("WH"))
    forms = (ArrivalForm(entity=company.entity, documents=[line]), DispositionForm(entity=company.entity))
    offered = [set(field.queryset) for form in forms for name, field in form.fields.items() if name.startswith("disposition")]
    assert len(offered) == 3 and all(codes == {disposition(company)} for codes in offered)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_line_that_does_not_go_back_after_all_searches_its_discount_as_before(company: Company, by_hand: bool) -> None:
    sold = sold_line(company)
    line = ReturnLineDraft(Decimal(1), company.items["T"].pk) if by_hand else ReturnLineDraft(Decimal(1), invoice_line_id=sold.pk)
    draft = ReturnDraft(company.customers["C-100"].pk, [line], return_reason(company))
    returned: ReturnOrder = enter_returns(company.entity, [draft], company.user("OC")).or_raise().returns[0]
    before = only_line(returned.order).discount_manual

    arrive(company, returned, "return_to_customer")
    assert only_line(returned.order).discount_manual
    reverse_registrations(company.entity, [return_lines(returned)[0].pk], company.user("WH"))

    assert only_line(returned.order).discount_manual is before is not by_hand
