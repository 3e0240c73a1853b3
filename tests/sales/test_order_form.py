"""The form of an order: defaults of the customer, lines priced while typed, refusals in their rows, saving."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.inventory.models import Warehouse
from foundation.organization.models import AuditEntry
from sales.models import SalesOrder, SalesOrderLine
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.company import Company
from tests.factories.sales import agreement, auto_charge, confirm, deliver, lines_of, only_line, sales_order
from tests.web_fixtures import SignIn

NEW = "/NL01/sales/orders/new/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager, who may give any discount."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


def typed(*lines: dict[str, Any], **header: Any) -> dict[str, Any]:
    """What the form of a new order sends."""
    data = {"customer": "C-100", "order_date": "02-03-2026"} | header
    data |= {"lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": "0"}
    return data | {f"lines-{index}-{name}": value for index, line in enumerate(lines) for name, value in line.items()}


def shown(client: Client, order: SalesOrder) -> dict[str, Any]:
    """What the form of a known order sends when nothing is changed."""
    page = client.get(edit_of(order))
    form, lines = page.context["form"], page.context["lines"]
    bounds = [*form, *(bound for line in lines.forms for bound in line)]
    data = {bound.html_name: bound.value() for bound in bounds if bound.value() not in (None, False)}
    data |= {"lines-TOTAL_FORMS": str(len(lines.forms)), "lines-INITIAL_FORMS": str(lines.initial_form_count())}
    return data | {"_shown_as": page.context["view"].shown_as}


def edit_of(order: SalesOrder) -> str:
    """Where an order is changed."""
    return f"/NL01/sales/orders/{order.pk}/edit/"


def errors_of(answer: Any) -> list[Any]:
    """Everything that a refused form says."""
    lines = answer.context["lines"]
    return [answer.context["form"].errors, lines.errors, lines.non_form_errors()]


def the_order(company: Company) -> SalesOrder:
    """The only order there is."""
    found: SalesOrder = SalesOrder.of(company.entity).get()
    return found


def test_an_order_is_entered_with_customer_and_items_alone(client: Client, company: Company) -> None:
    answer = client.post(NEW, typed({"item": "a", "quantity": "3"}, {"item": "S"}, {}))

    assert answer.status_code == 302, errors_of(answer)
    order = the_order(company)
    assert answer["Location"] == f"/NL01/sales/orders/{order.pk}/"
    assert (order.payment_terms, order.delivery_name) == (company.customers["C-100"].payment_terms, company.customers["C-100"].name)
    assert [(line.item.number, line.ordered_quantity, line.unit_price) for line in lines_of(order)] == [("A", 3, 25), ("S", 1, 99)]
    assert not lines_of(order)[0].price_manual


def test_an_order_that_is_sent_twice_is_entered_once(client: Client, company: Company) -> None:
    page = client.get(NEW)
    key = str(page.context["view"].key)
    assert f'name="_key" value="{key}"' in page.content.decode()

    first, again = (client.post(NEW, typed({"item": "S", "quantity": "3"}, _key=key)) for _time in range(2))

    assert (first.status_code, again["Location"]) == (302, first["Location"]), errors_of(first)
    assert first["Location"] == f"/NL01/sales/orders/{the_order(company).pk}/"
    assert '_key"' not in client.get(edit_of(the_order(company))).content.decode()


def test_choosing_a_customer_brings_terms_and_address(client: Client, company: Company) -> None:
    customer = company.customers["C-100"]

    form = client.get(f"{NEW}?customer=c-100").context["form"]

    assert form["delivery_name"].value() == customer.name
    assert form["currency"].value() == "EUR"
    assert form["shown_for"].value() == customer.pk


def test_a_customer_that_takes_no_orders_is_told_at_once(client: Client, company: Company) -> None:
    customer = company.customers["C-100"]
    customer.order_allowed = False
    customer.save(update_fields=["order_allowed"])

    assert "is on hold for orders" in client.get(f"{NEW}?customer=C-100").content.decode()
    answer = client.post(NEW, typed({"item": "A"}))
    assert "on hold for orders" in str(answer.context["form"].errors["customer"])


def test_what_is_cleared_after_the_defaults_were_shown_stays_clear(client: Client, company: Company) -> None:
    customer = company.customers["C-100"]

    client.post(NEW, typed({"item": "A"}, shown_for=customer.pk, currency="EUR", delivery_country="NL", delivery_name="Gate 4"))

    order = the_order(company)
    assert order.payment_terms is None
    assert order.delivery_name == "Gate 4"


def test_a_clerk_leaves_the_terms_of_the_customer(signed_in_client: SignIn, company: Company) -> None:
    clerk, customer, other = signed_in_client("OC"), company.customers["C-100"], company.terms["N14"]
    agreed = {"payment_terms": str(other.pk), "invoice_account": "C-110"}

    entered = clerk.post(NEW, typed({"item": "A"}, shown_for=customer.pk, currency="EUR", delivery_country="NL", **agreed))

    order = the_order(company)
    assert entered.status_code == 302
    assert (order.payment_terms, order.invoice_account) == (customer.payment_terms, customer)
    changed = clerk.post(edit_of(order), shown(clerk, order) | agreed | {"delivery_name": "Gate 4", "update_lines": "yes"})
    order.refresh_from_db()
    assert changed.status_code == 302
    assert (order.payment_terms, order.delivery_name) == (customer.payment_terms, "Gate 4")
    assert clerk.get(f"{NEW}?customer=C-100").context["form"]["payment_terms"].field.disabled


def test_lines_are_priced_while_they_are_typed_and_nothing_is_saved(client: Client, company: Company) -> None:
    agreement(company, item="A", amount="20", from_quantity=10)
    auto_charge(company, value="12")
    company.stock("A", "7")

    data = typed({"item": "A", "quantity": "10"}, {}, {"item": "nonsense"})
    answer = client.post(f"{NEW}?_calculate=1", data, headers=JSON).json()

    first, second, third = answer["rows"]
    assert first["values"]["unit_price"] == first["values"]["found_price"] == "20"
    assert first["outputs"] == {"available": "7", "amount": "200.00"}
    assert not second["values"]
    assert "nonsense" in third["errors"]["item"]
    assert "256.52" in answer["totals_html"]
    assert not SalesOrder.of(company.entity).exists()


def test_a_found_price_follows_the_quantity_and_a_typed_one_stays(client: Client, company: Company) -> None:
    agreement(company, item="A", amount="20", from_quantity=10)
    found = {"item": "A", "quantity": "10", "unit_price": "25", "found_price": "25"}
    own = {"item": "A", "quantity": "10", "unit_price": "24", "found_price": "25"}

    client.post(NEW, typed(found, own))

    lines = lines_of(the_order(company))
    assert [(line.unit_price, line.price_manual) for line in lines] == [(20, False), (24, True)]


def test_a_refusal_stands_in_the_row_and_field_it_concerns(client: Client, company: Company) -> None:
    company.item("OLD", "5", stopped=True)

    answer = client.post(NEW, typed({"item": "A", "quantity": "1"}, {"item": "OLD"}, {"item": "A", "quantity": "0"}))

    assert answer.status_code == 422
    errors = answer.context["lines"].errors
    assert not errors[0]
    assert "stopped for sales" in str(errors[1])
    calculated = client.post(f"{NEW}?_calculate=1", typed({"item": "A"}, {"item": "A", "quantity": "0"}), headers=JSON).json()
    assert "may not be 0" in str(calculated["rows"][1]["errors"])


def test_a_discount_above_the_limit_of_the_user_is_refused(signed_in_client: SignIn, company: Company) -> None:
    clerk = signed_in_client("OC", manual_discount_limit=Decimal(10))

    answer = clerk.post(NEW, typed({"item": "A", "quantity": "1", "discount_percent": "15"}))

    assert answer.status_code == 422
    assert "exceeds your limit" in str(errors_of(answer))
    assert clerk.post(NEW, typed({"item": "A", "quantity": "1", "discount_percent": "10"})).status_code == 302


def test_a_warning_does_not_stop_and_is_told_on_the_page(client: Client, company: Company) -> None:
    company.item("PACK", "2", multiple_quantity=Decimal(6), default_warehouse=company.warehouse)

    page = client.post(NEW, typed({"item": "PACK", "quantity": "8"}), follow=True).content.decode()

    assert "rounded up to 12" in page


def test_a_form_that_is_sent_unchanged_changes_nothing(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, None), ("B", 2, "7"))
    before = list(SalesOrderLine.of(company.entity).values().order_by("pk"))

    answer = client.post(edit_of(order), shown(client, order))

    assert answer.status_code == 302, errors_of(answer)
    after = list(SalesOrderLine.of(company.entity).values().order_by("pk"))
    assert [row | {"updated_at": None} for row in after] == [row | {"updated_at": None} for row in before]
    assert not AuditEntry.of(company.entity).filter(object_type="sales.salesorder", object_id=order.pk, action="changed").exists()


def test_the_form_of_a_known_order_shows_stock_amounts_and_totals_at_once(client: Client, company: Company) -> None:
    company.stock("A", "7")
    order = sales_order(company, ("A", 10, None))

    lines = client.get(edit_of(order)).context["lines"]

    outputs = {output.name: output.value for output in next(iter(lines.shown())).outputs}
    assert outputs == {"available": "7", "amount": "250.00"}
    assert [total.amount for total in lines.calculation.totals][0] == 250


def test_lines_are_changed_added_and_removed_together_with_the_header(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, None), ("B", 2, "7"))

    changes = {"customer_reference": "PO-9", "lines-0-quantity": "12", "lines-1-DELETE": "on", "lines-2-item": "S"}
    answer = client.post(edit_of(order), shown(client, order) | changes)

    assert answer.status_code == 302, errors_of(answer)
    order.refresh_from_db()
    assert order.customer_reference == "PO-9"
    assert [(line.item.number, line.ordered_quantity) for line in lines_of(order)] == [("A", 12), ("S", 1)]


def test_a_new_ship_date_moves_the_lines_that_follow_it(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, None), requested_ship_date=date(2026, 3, 9))

    client.post(edit_of(order), shown(client, order) | {"requested_ship_date": "16-03-2026", "update_lines": "yes"})

    assert only_line(order).requested_ship_date == date(2026, 3, 16)


def test_what_is_delivered_now_is_typed_on_the_line_and_within_what_is_open(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, None))

    client.post(edit_of(order), shown(client, order) | {"lines-0-deliver_now": "4"})
    assert only_line(order).deliver_now == 4
    answer = client.post(edit_of(order), shown(client, order) | {"lines-0-deliver_now": "11"})

    assert "only 10" in str(answer.context["lines"].errors[0]["deliver_now"])


def test_a_line_takes_another_warehouse(client: Client, company: Company) -> None:
    second = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Second", site=company.warehouse.site)

    client.post(NEW, typed({"item": "A", "warehouse": "w2"}))

    assert only_line(the_order(company)).warehouse == second


def test_every_line_says_at_once_what_it_needs_when_saving_is_refused(client: Client, company: Company) -> None:
    answer = client.post(NEW, typed({"item": "9999"}, {"item": "A", "quantity": "3.5"}, {"item": "A", "quantity": "0"}, {"item": "B"}))

    assert answer.status_code == 422
    unknown, decimals, nothing, good = answer.context["lines"].errors
    assert ("item" in unknown, good) == (True, {})
    assert "unit pcs allows 0 decimals" in str(decimals["quantity"])
    assert "may not be 0" in str(nothing["quantity"])
    assert answer.content.decode().count('aria-invalid="true"') == 3
    assert not SalesOrder.of(company.entity).exists()


def test_less_than_was_delivered_is_refused_in_its_row(client: Client, company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 10, "5"))
    deliver(company, order, updates={10: "4"})

    answer = client.post(edit_of(order), shown(client, order) | {"lines-0-quantity": "3"})

    assert answer.status_code == 422
    assert "may not be lower than 4" in str(answer.context["lines"].errors[0])
    assert only_line(order).ordered_quantity == 10


def test_a_line_that_the_customer_has_on_paper_goes_only_when_that_is_said(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"), ("B", 1, "5"))
    confirm(company, order)
    removed = shown(client, order) | {"lines-1-DELETE": "on"}

    answer = client.post(edit_of(order), removed)
    assert "was confirmed to the customer" in str(answer.context["form"].errors["delete_confirmed"])
    client.post(edit_of(order), removed | {"delete_confirmed": "on"})

    assert len(lines_of(order)) == 1


def test_typed_prices_are_searched_again_only_when_asked(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, "24"))

    client.post(edit_of(order), shown(client, order) | {"lines-0-quantity": "11"})
    assert (only_line(order).ordered_quantity, only_line(order).unit_price) == (11, 24)
    client.post(edit_of(order), shown(client, order) | {"lines-0-quantity": "12", "overwrite_prices": "on"})

    assert only_line(order).unit_price == 25


def test_an_order_that_somebody_else_changed_is_refused(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, None))
    mine = shown(client, order)
    client.post(edit_of(order), shown(client, order) | {"lines-0-quantity": "11"})

    answer = client.post(edit_of(order), mine | {"lines-0-quantity": "12"})

    assert "meanwhile" in str(answer.context["form"].errors)
    assert only_line(order).ordered_quantity == 11


def test_calculating_takes_as_many_queries_for_many_lines_as_for_few(
    client: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    data = typed(*[{"item": "A", "quantity": str(number)} for number in range(1, 31)])
    client.post(f"{NEW}?_calculate=1", data, headers=JSON)

    with django_assert_max_num_queries(45):
        client.post(f"{NEW}?_calculate=1", data, headers=JSON)


def test_the_form_of_a_long_order_is_shown_in_a_fixed_number_of_queries(
    client: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    order = sales_order(company, *[("A", number, None) for number in range(1, 41)])
    client.get(edit_of(order))

    with django_assert_max_num_queries(65):
        client.get(edit_of(order))


@pytest.mark.parametrize("role", ["WH", "BC", "AU"])
def test_only_those_who_change_orders_see_the_form(role: str, signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 1, "5"))

    assert signed_in_client(role).get(NEW).status_code == 403
    assert signed_in_client(role).post(edit_of(order), {}).status_code == 403


def test_a_new_order_follows_the_agreement_chosen_among_those_of_its_customer(company: Company, client: Client) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), document_title="Bolts 2026")
    waiting = sales_agreement(company, commitment(company, item="A", quantity=5, unit_price="1"), effective=False)
    page = client.get(NEW, {"customer": "C-100"}).content.decode()
    assert f"{known.number} Bolts 2026" in page and waiting.number not in page
    assert 'name="agreement"' not in client.get(NEW, {"customer": "C-200"}).content.decode()
    assert 'name="agreement"' not in client.get(NEW).content.decode()

    line = {"item": "A", "quantity": "10", "requested_ship_date": "30-11-2026"}
    client.post(NEW, typed(line, agreement=str(known.pk)))

    order = the_order(company)
    assert (only_line(order).unit_price, only_line(order).agreement_link.commitment.agreement) == (Decimal("8.75"), known)
    assert client.get(edit_of(order)).status_code == 200


def test_an_agreement_of_another_customer_is_no_choice(company: Company, client: Client) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"), customer="C-200")

    answer = client.post(NEW, typed({"item": "A", "quantity": "1"}, customer="C-200", agreement=str(known.pk)))

    assert "agreement" in answer.context["form"].errors
    assert not SalesOrder.of(company.entity).exists()


def test_terms_of_the_agreement_that_differ_are_asked_about_and_applied(company: Company, client: Client) -> None:
    known = sales_agreement(
        company, commitment(company, item="A", quantity=500, unit_price="8.75"), payment_terms=company.terms["N14"], delivery_name="Site 7"
    )
    line = {"item": "A", "quantity": "100"}

    asked = client.post(NEW, typed(line, agreement=str(known.pk)))
    page = asked.content.decode()
    assert f"Apply the terms of sales agreement {known.number} to this order?" in page
    assert not SalesOrder.of(company.entity).exists()

    client.post(NEW, typed(line, agreement=str(known.pk), agreement_terms="yes"))
    client.post(NEW, typed(line, agreement=str(known.pk), agreement_terms="no"))

    applied, kept = SalesOrder.of(company.entity).order_by("pk")
    assert (applied.payment_terms.code, applied.delivery_name) == ("N14", "Site 7")
    assert kept.payment_terms != applied.payment_terms and kept.delivery_name != "Site 7"
    assert only_line(kept).unit_price == only_line(applied).unit_price == Decimal("8.75")


def test_nothing_is_asked_about_an_agreement_on_the_terms_of_the_customer(company: Company, client: Client) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))

    client.post(NEW, typed({"item": "A", "quantity": "100"}, agreement=str(known.pk)))

    assert SalesOrder.of(company.entity).count() == 1


def test_language_tax_group_and_rate_are_changed_on_the_form(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 4, "10"))
    group = company.tax_groups["EXPORT"]
    sent = shown(client, order) | {
        "language": "de",
        "sales_tax_group": group.pk,
        "fixed_exchange_rate": "1,5",
        "exclude_from_credit_check": "on",
    }

    answer = client.post(edit_of(order), sent)

    assert answer.status_code == 302, answer.context["form"].errors
    changed = SalesOrder.of(company.entity).get(pk=order.pk)
    assert (changed.language, changed.sales_tax_group, changed.exclude_from_credit_check) == ("de", group, True)
    assert changed.fixed_exchange_rate == Decimal("1.5")
    page = client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()
    assert "German" in page and "Fixed exchange rate" in page


def test_a_new_order_takes_its_tax_group_from_where_the_goods_go(client: Client, company: Company) -> None:
    sent = typed({"item": "A", "quantity": "1"}, shown_for=company.customers["C-100"].pk, delivery_country="DE")

    client.post(NEW, sent)

    order = SalesOrder.of(company.entity).get()
    assert order.sales_tax_group is not None and order.language in {"en", "nl"}
