"""The list of backorders is printed: the chosen lines, customer by customer (sales.md §19.4)."""

from __future__ import annotations

import time_machine

from tests.factories.backorders import TODAY
from tests.factories.company import Company
from tests.factories.sales import lines_of, sales_order
from tests.sales.test_print_documents import text_of
from tests.web_fixtures import SignIn

PRINT = "/NL01/backorders/customers/print/"


def test_the_chosen_lines_are_on_one_paper(company: Company, signed_in_client: SignIn) -> None:
    with time_machine.travel(TODAY, tick=False):
        waiting = [lines_of(sales_order(company, ("A", quantity)))[0] for quantity in (7, 9, 11)]
        client = signed_in_client("OM")
        keys = ",".join(str(line.pk) for line in waiting[:2])

        printed = client.get(f"{PRINT}?selected={keys}&tab=all")

        assert printed["Content-Type"] == "application/pdf"
        text = " ".join(text_of(printed.content).split())
        assert "Customer C-100 (C-100)" in text
        assert [f"{line.order.number} / 10" in text for line in waiting] == [True, True, False]
        assert client.get(f"{PRINT}?selected=").status_code == 302
