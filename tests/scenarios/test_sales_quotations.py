"""Acceptance scenarios of quotations (sales.md §24)."""

from __future__ import annotations

import pytest

from sales.quotations.errors import ConfirmedNotDeletable, SentNotDeletable
from sales.quotations.models import Quotation
from sales.quotations.services.delete_quotations import delete_quotations
from tests.factories.company import Company
from tests.factories.quotations import quotation


@pytest.mark.scenario("sales", "S-27")
@pytest.mark.parametrize(("status", "refusal"), [("sent", SentNotDeletable), ("confirmed", ConfirmedNotDeletable)])
def test_a_quotation_that_the_customer_has_or_that_became_an_order_is_not_deleted(
    company: Company, status: str, refusal: type[Exception]
) -> None:
    known = quotation(company, ("A", 1))
    Quotation.of(company.entity).filter(pk=known.pk).update(status=status)

    with pytest.raises(refusal):
        delete_quotations(company.entity, [known.pk], company.user("OM"))

    assert Quotation.of(company.entity).filter(pk=known.pk).exists()
