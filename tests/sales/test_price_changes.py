"""What a change of lines leaves in the audit trail, and where one finds who changed a price."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from foundation.organization.models import AuditEntry
from sales.models import SalesOrder
from sales.services.change_lines import LineEdit, change_lines
from tests.factories.company import Company
from tests.factories.sales import lines_of, only_line, sales_order
from tests.web_fixtures import SignIn


def change(company: Company, order: SalesOrder, *edits: LineEdit, role: str = "OM") -> None:
    """Change lines of an order as somebody with a role."""
    change_lines(company.entity, order.pk, edits, company.user(role))


def last_entry(company: Company) -> tuple[str, dict[str, Any]]:
    """Return action and changes of the latest audit entry."""
    entry = AuditEntry.of(company.entity).order_by("-pk").first()
    return entry.action, entry.changes


def test_a_changed_price_is_kept_with_its_old_and_new_value(company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))

    change(company, order, LineEdit(only_line(order).pk, {"unit_price": Decimal("22.50")}))

    assert last_entry(company) == ("prices changed", {"lines.10.unit_price": ["25", "22.5"]})


def test_other_changes_of_lines_are_kept_too(company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"), ("B", 1, "7"))
    first, second = lines_of(order)

    change(company, order, LineEdit(first.pk, {"name": "Blue"}), LineEdit(second.pk, remove=True))

    action, changes = last_entry(company)
    assert action == "lines changed"
    assert changes["lines.10.name"] == [first.name, "Blue"]
    assert changes["lines.20"] == [f"1 × {second.name}", None]


def test_a_new_line_is_told_in_short(company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))

    change(company, order, LineEdit(None, {"item_id": company.items["B"].pk, "quantity": Decimal(3), "unit_price": Decimal(7)}))

    _action, changes = last_entry(company)
    assert changes == {"lines.20": [None, f"3 × {company.items['B'].name}"]}


def test_references_are_named_and_not_numbered(company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))
    line = only_line(order)
    old = str(line.item_sales_tax_group)

    change(company, order, LineEdit(line.pk, {"item_sales_tax_group_id": None}))

    assert last_entry(company)[1] == {"lines.10.item_sales_tax_group": [old, None]}


def test_the_list_says_who_changed_which_price_and_how(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))
    change(company, order, LineEdit(only_line(order).pk, {"unit_price": Decimal(20)}), role="OC")
    change(company, order, LineEdit(only_line(order).pk, {"name": "Blue"}))

    page = signed_in_client("OM").get("/NL01/sales/price-changes/")

    assert len(page.context["listing"].rows.rows) == 1
    shown = page.content.decode()
    assert "Line 10, unit price: 25 → 20" in shown
    assert company.user("OC").name in shown


def test_a_deleted_order_leaves_no_dead_link(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 2, "25"))
    change(company, order, LineEdit(only_line(order).pk, {"unit_price": Decimal(20)}))
    client = signed_in_client("OM")
    client.post(f"/NL01/sales/orders/{order.pk}/delete/")

    assert not client.get("/NL01/sales/price-changes/").context["listing"].rows.rows
