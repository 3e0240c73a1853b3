"""Item requirements and projects as the specification tells them: one order, use by packing slip, who pays (sales.md §24)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoicing.models import QuantityOption
from projects.errors import (
    CancelRequirements,
    ProjectFinished,
    ProjectHasRequirements,
    ProjectTermFixed,
    ProjectWithoutCustomer,
)
from projects.models import Project, ProjectParameters, ProjectTransaction
from projects.services.enter_projects import change_project, delete_project
from projects.services.finish_projects import finish_project
from sales.corrections import CorrectionRequest
from sales.models import PackingSlipLine, SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_type import change_type
from sales.services.correct_packing_slips import correct_packing_slips
from sales.type_change_errors import TypeOfDeliveredFixed
from sales.type_changes import TypeChange
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.projects import orders_of, project, sell
from tests.factories.sales import agreement, deliver, lines_of, only_line, set_parameters

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def stocked(company: Company) -> Company:
    """Twenty pieces of P at a cost of 12.00 and a price of 20.00."""
    company.item("P", "20.00", default_warehouse=company.warehouse)
    company.stock("P", "20", cost="12.00")
    return company


def used(company: Company, on: Project) -> list[tuple[Decimal, Decimal, Decimal, bool]]:
    """Return quantity, cost, sales amount and whether it is invoiced of what a project used."""
    rows = ProjectTransaction.of(company.entity).of_project(on.pk)
    return [(row.quantity, row.cost_amount, row.sales_amount, row.invoiced) for row in rows]


@pytest.mark.scenario("sales", "S-120")
def test_every_item_sale_of_a_project_goes_on_its_one_order_which_opens_again(stocked: Company) -> None:
    refit = project(stocked)

    first = sell(stocked, refit, ("P", 5))
    assert (first.order_type, first.project_number, first.customer_id) == ("item_requirements", refit.number, refit.customer_id)
    deliver(stocked, first).or_raise()
    first.refresh_from_db()
    assert first.status == "delivered"

    second = sell(stocked, refit, ("P", 3))
    assert (second.pk, second.status) == (first.pk, "open")
    assert [(line.line_number, line.ordered_quantity, line.origin) for line in lines_of(second)] == [(10, 5, "project"), (20, 3, "project")]
    assert orders_of(stocked, refit) == [first]
    refit.refresh_from_db()
    assert refit.status == "in_process"


@pytest.mark.scenario("sales", "S-121")
def test_what_a_time_and_material_project_uses_is_written_to_it_and_invoiced_by_packing_slip(stocked: Company) -> None:
    refit = project(stocked)
    order = sell(stocked, refit, ("P", 5))

    deliver(stocked, order, updates={10: 3}).or_raise()
    assert used(stocked, refit) == [(D(3), D(36), D(60), False)]
    assert only_line(order).deliver_remainder == 2

    refused = post(stocked, order, quantity=QuantityOption.ALL).plan.refused[order.pk]
    assert [error.code for error in refused] == ["ORD-26"]
    assert invoice(stocked, order, quantity=QuantityOption.PACKING_SLIP).sum_lines == D(60)
    assert only_line(order).invoiced_quantity == 3
    assert used(stocked, refit) == [(D(3), D(36), D(60), True)]


@pytest.mark.scenario("sales", "S-122")
@pytest.mark.parametrize("kind", ["fixed_price", "internal"])
def test_what_nobody_is_billed_for_ends_delivered_and_its_order_keeps_its_type(stocked: Company, kind: str) -> None:
    order = sell(stocked, project(stocked, kind), ("P", 5))
    deliver(stocked, order).or_raise()
    order.refresh_from_db()

    assert (order.status, only_line(order).invoice_remainder) == ("delivered", 0)
    assert not SalesOrder.of(stocked.entity).shipped_not_invoiced().exists()
    assert not post(stocked, order, quantity=QuantityOption.PACKING_SLIP).invoices
    with pytest.raises(TypeOfDeliveredFixed):
        change_type(stocked.entity, order.pk, TypeChange("sales_order"), stocked.clerk)


@pytest.mark.scenario("sales", "S-33")
def test_the_order_of_a_project_keeps_its_type_once_delivered_and_may_change_it_before(stocked: Company) -> None:
    refit = project(stocked)
    order = sell(stocked, refit, ("P", 5))
    deliver(stocked, order).or_raise()
    with pytest.raises(TypeOfDeliveredFixed):
        change_type(stocked.entity, order.pk, TypeChange("sales_order"), stocked.clerk)

    sell(stocked, refit, ("P", 2))
    change_type(stocked.entity, order.pk, TypeChange("sales_order"), stocked.clerk)
    order.refresh_from_db()
    assert (order.order_type, order.project_number) == ("sales_order", refit.number)
    deliver(stocked, order).or_raise()
    assert len(used(stocked, refit)) == 1, "the project is no longer updated"
    assert sell(stocked, refit, ("P", 1)).pk != order.pk


@pytest.mark.scenario("sales", "S-123")
def test_what_a_correction_takes_back_is_taken_from_the_project(stocked: Company) -> None:
    refit = project(stocked)
    order = sell(stocked, refit, ("P", 5))
    [slip] = deliver(stocked, order, updates={10: 3}).or_raise().slips
    line = PackingSlipLine.of(stocked.entity).get(packing_slip=slip)

    correct_packing_slips(CorrectionRequest(stocked.entity, [slip.pk], {line.pk: D(2)}), stocked.user("WH")).or_raise()
    assert used(stocked, refit)[1:] == [(D(-1), D(-12), D(-20), False)]

    correct_packing_slips(CorrectionRequest(stocked.entity, [slip.pk]), stocked.user("WH")).or_raise()
    assert used(stocked, refit)[2:] == [(D(-2), D(-24), D(-40), False)]
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectTransaction.of(stocked.entity).update(quantity=1)


def test_sales_amounts_of_all_slips_add_up_to_the_line(company: Company) -> None:
    company.item("P", "10.00", default_warehouse=company.warehouse)
    company.stock("P", "3")
    agreement(company, item="P", amount=D("33.34"), price_unit=D(10))
    refit = project(company)
    order = sell(company, refit, ("P", 3))
    for _number in range(3):
        deliver(company, order, updates={10: 1}).or_raise()

    amounts = [row[2] for row in used(company, refit)]
    assert (amounts, sum(amounts)) == ([D("3.33"), D("3.34"), D("3.33")], only_line(order).net_amount)


def test_items_cost_what_the_price_group_of_the_project_pays(stocked: Company) -> None:
    group = (
        type(project(stocked))
        ._meta.get_field("price_group")
        .related_model.of(stocked.entity)
        .create(legal_entity=stocked.entity, code="PROJECTS", name="Projects", kind="price")
    )
    agreement(stocked, item="P", account="PROJECTS", account_relation="group", amount=D("17.50"))

    order = sell(stocked, project(stocked, price_group=group), ("P", 1))
    assert (only_line(order).unit_price, only_line(sell(stocked, project(stocked), ("P", 1))).unit_price) == (D("17.50"), D(20))


def test_nothing_is_sold_on_a_finished_project_and_finishing_asks_what_becomes_of_what_waits(stocked: Company) -> None:
    refit = project(stocked)
    order = sell(stocked, refit, ("P", 5))
    deliver(stocked, order, updates={10: 3}).or_raise()

    with pytest.raises(CancelRequirements, match=rf"Cancel 2 open requirements of project {refit}"):
        finish_project(stocked.entity, refit.pk, stocked.clerk)
    finish_project(stocked.entity, refit.pk, stocked.clerk, cancel_open=True)
    assert (only_line(order).cancelled_quantity, only_line(order).status) == (2, "delivered")
    with pytest.raises(ProjectFinished):
        sell(stocked, refit, ("P", 1))
    with pytest.raises(ProjectFinished):
        change_project(stocked.entity, refit.pk, {"name": "Other"}, stocked.clerk)


def test_an_internal_project_takes_the_internal_customer(stocked: Company) -> None:
    workshop = project(stocked, "internal", customer="")
    with pytest.raises(ProjectWithoutCustomer):
        sell(stocked, workshop, ("P", 1))
    with pytest.raises(ProjectWithoutCustomer):
        project(stocked, "fixed_price", customer="")

    internal = stocked.customers["C-100"]
    ProjectParameters.objects.create(legal_entity=stocked.entity, internal_customer=internal)
    assert sell(stocked, workshop, ("P", 1)).customer == internal


def test_a_project_with_item_requirements_stays_as_it_is(stocked: Company) -> None:
    empty, refit = project(stocked), project(stocked)
    order = sell(stocked, refit, ("P", 1))

    delete_project(stocked.entity, empty.pk, stocked.clerk)
    with pytest.raises(ProjectHasRequirements):
        delete_project(stocked.entity, refit.pk, stocked.clerk)
    with pytest.raises(ProjectTermFixed):
        change_project(stocked.entity, refit.pk, {"project_type": "fixed_price"}, stocked.clerk)
    cancel_remainder(stocked.entity, [order.pk], stocked.clerk)
    assert sell(stocked, refit, ("P", 2)).status == "open", "a cancelled order opens again"


def test_another_customer_or_currency_has_an_order_of_its_own(stocked: Company) -> None:
    refit = project(stocked)
    first = sell(stocked, refit, ("P", 1))
    other = next(customer for account, customer in stocked.customers.items() if customer.pk != first.customer_id)
    change_project(stocked.entity, refit.pk, {"customer": other, "currency": other.currency}, stocked.clerk)

    assert sell(stocked, refit, ("P", 1)).customer == other
    assert len(orders_of(stocked, refit)) == 2


def test_requirements_are_reserved_like_any_line(stocked: Company) -> None:
    set_parameters(stocked, reservation="automatic")
    sell(stocked, project(stocked), ("P", 4))
    assert stocked.on_hand("P").reserved_physical == 4
