"""The workspace: counts and charts of the legal entity, each leading to the list of what it counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.backoffice.charts import bars_per_week
from foundation.backoffice.models import Milestone
from tests.factories.company import Company
from tests.factories.sales import confirm, sales_order
from tests.web_fixtures import SignIn

MONDAY = date(2026, 3, 2)


def test_every_week_has_a_bar_and_links_to_its_days() -> None:
    bars = bars_per_week({MONDAY: Decimal(40)}, MONDAY - timedelta(days=3), 2, today=MONDAY + timedelta(days=4), date_filter="day")

    assert [(bar.label, bar.value, bar.is_now) for bar in bars] == [("w9", 0, False), ("w10", 40, True)]
    assert bars[1].query == "day_after=2026-03-02&day_before=2026-03-08"


def test_the_lines_behind_a_bar_are_those_of_its_week(signed_in_client: SignIn, company: Company) -> None:
    wanted = company.entity.today() + timedelta(days=7)
    order = sales_order(company, ("A", 2), ("B", 1), requested_ship_date=wanted)
    sales_order(company, ("A", 1), requested_ship_date=wanted + timedelta(days=7))
    client = signed_in_client("OM")

    chart = next(chart for chart in client.get("/NL01/").context["charts"] if chart.key == "sales_to_ship")

    full = [shown for shown in chart.bars if shown.bar.value]
    assert [(shown.bar.value, shown.height) for shown in full] == [(2, 100), (1, 50)]
    listed = client.get(full[0].url).context["listing"].rows.rows
    assert {line.order_id for line in listed} == {order.pk}


def test_a_role_sees_only_the_charts_and_counts_of_what_it_may_see(signed_in_client: SignIn, company: Company) -> None:
    page = signed_in_client("WH").get("/NL01/").context

    assert "invoiced" not in {chart.key for chart in page["charts"]}
    assert "Overdue invoices" not in {str(tile.label) for tile in page["tiles"]}


def test_the_menu_marks_the_page_and_not_its_parent(signed_in_client: SignIn, company: Company) -> None:
    shell = signed_in_client("AR").get("/NL01/invoices/open/").context["shell"]

    assert [str(link.label) for area in shell.areas for link in area.links if link.active] == ["Open invoices"]


def test_a_long_area_of_the_menu_is_folded_unless_the_page_stands_in_it(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("AR")

    assert 'class="sidebar-fold">' in client.get("/NL01/").content.decode()
    assert 'class="sidebar-fold" open>' in client.get("/NL01/ledger/payment-terms/").content.decode()


def steps(page: Any) -> dict[str, bool]:
    """Return the first steps that the page shows, and whether they are done."""
    return {shown.step.key: shown.done for shown in page.context["checklist"]}


def test_first_steps_are_those_of_the_role(signed_in_client: SignIn, company: Company) -> None:
    assert "confirm_order" not in steps(signed_in_client("WH").get("/NL01/"))
    assert list(steps(signed_in_client("OM").get("/NL01/")))[:3] == ["enter_order", "confirm_order", "post_packing_slip"]


def test_a_first_step_is_ticked_off_by_doing_it(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")
    assert not any(steps(client.get("/NL01/")).values())

    confirm(company, sales_order(company, ("S", 1)))

    assert [key for key, done in steps(client.get("/NL01/")).items() if done] == ["enter_order", "confirm_order"]
    assert Milestone.objects.names_of(company.user("OM")) == {"enter_order", "confirm_order"}


def test_the_first_steps_are_put_away_for_good(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")

    client.post("/NL01/checklist/put-away/")

    assert steps(client.get("/NL01/")) == {}
    assert steps(signed_in_client("OC").get("/NL01/"))
