"""Probability and prognosis of quotations."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from sales.quotations.errors import PrognosisOverlaps
from sales.quotations.models import PrognosisCode
from sales.quotations.services.rate_quotations import rate_quotation, save_prognosis_code
from sales.quotations.services.revise_quotation import revise_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision
from tests.factories.company import Company
from tests.factories.quotations import current, quotation, quoted_lines, send
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")


def prognosis(company: Company, code: str, from_days: int, to_days: int) -> PrognosisCode:
    """Make a prognosis code."""
    made = PrognosisCode(legal_entity=company.entity, code=code, name=code, from_days=from_days, to_days=to_days)
    return save_prognosis_code(company.entity, made)


def test_days_of_prognosis_codes_do_not_overlap(company: Company) -> None:
    prognosis(company, "SOON", 0, 14)
    later = prognosis(company, "LATER", 15, 60)

    for days in ((10, 12), (14, 20), (60, 90)):
        with pytest.raises(PrognosisOverlaps):
            prognosis(company, "NEW", *days)
    later.to_days = 90
    assert save_prognosis_code(company.entity, later).to_days == 90


def test_a_new_line_takes_the_probability_of_the_header_and_a_new_price_the_value(company: Company) -> None:
    known, user = quotation(company, ("A", 4)), company.user("OM")
    rate_quotation(company.entity, known.pk, user, probability_percent=Decimal(50))
    [line] = quoted_lines(known)

    edits = [LineEdit(line.pk, {"unit_price": Decimal(20)}), LineEdit(None, {"item_id": company.items["S"].pk})]
    revise_quotation(company.entity, known.pk, OrderRevision({}, edits=edits), user, Answers())

    assert [row.probability_percent for row in quoted_lines(known)] == [50, 50]
    assert current(known).expected_amount == sum(row.net_amount for row in quoted_lines(known)) / 2


def test_what_was_sent_is_rated_without_a_revision(company: Company) -> None:
    known = quotation(company, ("A", 4))
    send(company, known)

    rate_quotation(company.entity, known.pk, company.user("OM"), probability_percent=Decimal(80))

    assert (current(known).status, current(known).revision, current(known).expected_amount) == ("sent", 1, 80)


def test_the_page_rates_the_quotation_and_single_lines(signed_in_client: SignIn, company: Company) -> None:
    client: Client = signed_in_client("OM")
    known, soon = quotation(company, ("A", 4), ("B", 1)), prognosis(company, "SOON", 0, 14)
    first, second = quoted_lines(known)

    sent = {"probability_percent": "50", "prognosis": str(soon.pk), f"percent_{first.pk}": "0", f"percent_{second.pk}": "25"}
    answer = client.post(f"{LIST}{known.pk}/probability/", sent)

    assert answer.status_code == 302, answer.context["form"].errors
    assert [row.probability_percent for row in quoted_lines(known)] == [50, 25]
    assert current(known).prognosis == soon and "SOON" in client.get(f"{LIST}{known.pk}/").content.decode()
