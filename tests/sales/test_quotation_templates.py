"""Templates of quotations, and quotations from them for one customer or for many."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from sales.quotations.errors import TemplateStays
from sales.quotations.models import Quotation
from sales.quotations.services.use_templates import create_from_template, set_template
from tests.factories.company import Company
from tests.factories.prospects import prospect
from tests.factories.quotations import confirm, current, quotation, quoted_lines, send
from tests.factories.sales import agreement
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")


def template(company: Company) -> Quotation:
    """Make a template of two lines."""
    known = quotation(company, ("A", 2, "20"), ("B", 1, "7.50", {"discount_percent": Decimal(10)}))
    return set_template(company.entity, known.pk, company.user("OM"), group="Offices", name="Tea corner", active=True)


def test_a_template_is_neither_sent_nor_confirmed_and_stands_in_no_other_list(company: Company) -> None:
    known = template(company)

    for action in (send, confirm):
        with pytest.raises(TemplateStays):
            action(company, known)
    assert not Quotation.of(company.entity).open().exists() and not Quotation.of(company.entity).follow_up_due().exists()
    assert Quotation.of(company.entity).templates().get() == known


def test_a_quotation_has_the_prices_of_its_template_or_those_of_today(company: Company) -> None:
    known, user = template(company), company.user("OM")
    agreement(company, item="A", amount=Decimal(15))
    customer = Customer.of(company.entity).get(account="C-110")

    same = create_from_template(company.entity, known.pk, [customer.pk], user, search_prices=False).quotations[customer.pk]
    found = create_from_template(company.entity, known.pk, [customer.pk], user, search_prices=True).quotations[customer.pk]

    assert [(line.unit_price, line.discount_percent) for line in quoted_lines(same)] == [(20, 0), (Decimal("7.5"), 10)]
    assert quoted_lines(found)[0].unit_price == 15
    assert (current(same).customer, current(same).template_active) == (customer, False)


def test_who_is_refused_stops_no_other_and_prospects_get_one_too(company: Company) -> None:
    known, user, new = template(company), company.user("OM"), prospect(company)
    good, bad = Customer.of(company.entity).get(account="C-100"), Customer.of(company.entity).get(account="C-110")
    Customer.of(company.entity).filter(pk=bad.pk).update(order_allowed=False)

    made = create_from_template(company.entity, known.pk, [good.pk, bad.pk, new.key], user, search_prices=False)

    assert (set(made.quotations), {key: error.code for key, error in made.refusals.items()}) == ({good.pk, new.key}, {bad.pk: "ORD-01"})


def test_many_quotations_take_as_many_statements_as_one(company: Company) -> None:
    known, user = template(company), company.user("OM")
    keys = list(Customer.of(company.entity).filter(order_allowed=True).values_list("pk", flat=True)[:2])
    create_from_template(company.entity, known.pk, keys[:1], user, search_prices=False)

    counts = []
    for chosen in (keys[:1], keys):
        with CaptureQueriesContext(connection) as seen:
            create_from_template(company.entity, known.pk, chosen, user, search_prices=False)
        counts.append(len(seen))

    assert counts[1] <= counts[0] + 1


def test_the_pages_make_a_template_and_quotations_from_it(signed_in_client: SignIn, company: Company) -> None:
    client: Client = signed_in_client("OM")
    known = quotation(company, ("A", 2))
    names = {"template_group": "Offices", "template_name": "Tea corner", "template_active": "on"}

    client.post(f"{LIST}{known.pk}/template/", names)
    made = client.post(f"{LIST}{known.pk}/from-template/", {"customer": "C-110"})

    assert "Tea corner" in client.get(f"{LIST}{known.pk}/").content.decode()
    assert made.status_code == 302, made.context["form"].errors
    assert Quotation.of(company.entity).latest("pk").customer.account == "C-110"
    assert [row.pk for row in client.get(LIST, {"tab": "templates"}).context["listing"].rows.rows] == [known.pk]


def test_many_prospects_get_a_quotation_from_a_template(signed_in_client: SignIn, company: Company) -> None:
    client, known = signed_in_client("OM"), template(company)
    first = prospect(company)

    address = f"{LIST}from-template/prospects/?selected={first.pk}"
    shown = client.get(address)
    made = client.post(address, {"template": known.pk, "selected": [first.pk], "search_prices": "on"}, follow=True)

    assert first.account in shown.content.decode()
    assert made.status_code == 200, made.content.decode()
    assert Quotation.of(company.entity).filter(prospect=first).count() == 1
