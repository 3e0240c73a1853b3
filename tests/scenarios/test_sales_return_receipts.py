"""What comes back and is credited as the specification tells it: registration, packing slip, credit note (sales.md §24)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from foundation.inventory.errors import StockShort
from foundation.inventory.models import OnHand
from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, DocumentType
from returns.errors import (
    DeadlinePassed,
    DispositionMissing,
    GoodsLeft,
    LineNotRegistered,
    MoreArrived,
    PartOfReturnLine,
    SlipTakenInPart,
)
from returns.models import ReturnOrder, ReturnParameters
from returns.services.register_arrivals import Arrival, register_arrivals, reverse_registrations
from sales.corrections import CorrectionRequest
from sales.models import PackingSlip, SalesOrder
from sales.services.correct_packing_slips import correct_packing_slips
from tests.factories.batch_invoicing import job, outcomes, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.returns import announce, arrive, disposition, return_lines, sold_line
from tests.factories.sales import charge_code, deliver, lines_of, sales_order

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def sold(company: Company) -> CustomerInvoiceLine:
    """Twelve pieces at 75.00 less 8 %, which cost 51.20 each."""
    return sold_line(company)


def state(returned: ReturnOrder) -> tuple[str, list[str]]:
    """Return the status of a return and those of its lines."""
    known = ReturnOrder.of(returned.legal_entity_id).get(pk=returned.pk)
    return known.status, [line.status for line in return_lines(known)]


def stock(company: Company) -> OnHand:
    """Return what lies of the item that was sold."""
    found: OnHand = OnHand.of(company.entity).get(item=company.items["T"])
    return found


@pytest.mark.scenario("sales", "S-89")
def test_goods_are_registered_received_and_credited_at_the_cost_of_their_sale(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))
    assert (state(returned), stock(company).ordered) == (("created", ["awaiting"]), D(3))

    arrive(company, returned)
    assert state(returned) == ("open", ["registered"])
    assert (stock(company).registered, stock(company).physical, stock(company).value) == (D(3), D(3), D(0))

    slip = deliver(company, returned.order).or_raise().slips[0]
    assert state(returned) == ("open", ["received"])
    assert (slip.lines.get().quantity, slip.lines.get().cost_amount) == (D(-3), D("-153.60"))
    assert (stock(company).received, stock(company).registered, stock(company).value) == (D(3), D(0), D("153.60"))
    assert SalesOrder.of(company.entity).get(pk=returned.order_id).status == "delivered"

    note = invoice(company, returned.order)
    assert state(returned) == ("closed", ["invoiced"])
    assert (note.document_type, note.sum_lines) == (DocumentType.CREDIT_NOTE, D("-207.00"))
    assert (stock(company).posted, stock(company).received, stock(company).value) == (D(3), D(0), D("153.60"))
    assert CustomerInvoiceLine.of(company.entity).get(invoice=note).cost_amount == D("-153.60")
    assert violations() == []


def test_what_the_stock_became_worth_meanwhile_does_not_touch_the_cost_of_what_comes_back(
    company: Company, sold: CustomerInvoiceLine
) -> None:
    company.stock("T", "10", cost="60.00")
    returned = announce(company, (sold, 3))

    arrive(company, returned)
    note = invoice(company, returned.order)

    assert CustomerInvoiceLine.of(company.entity).get(invoice=note).cost_amount == D("-153.60")
    assert stock(company).value == D("753.60")


@pytest.mark.scenario("sales", "S-90")
def test_the_batch_credits_what_is_received_and_people_credit_what_is_registered_too(company: Company, sold: CustomerInvoiceLine) -> None:
    first, second = announce(company, (sold, 2)), announce(company, (sold, 3))
    arrive(company, first)
    arrive(company, second)
    deliver(company, second.order).or_raise()

    assert outcomes(company, run(company, job(company))) == [(first.order.number, "skipped", "RET-22")]
    assert (state(first)[0], state(second)) == ("open", ("closed", ["invoiced"]))

    invoice(company, first.order, invoice_date=company.entity.today())
    assert (state(first), stock(company).posted, stock(company).registered) == (("closed", ["invoiced"]), D(5), D(0))
    assert PackingSlip.of(company.entity).filter(order=first.order).count() == 0
    assert violations() == []


@pytest.mark.scenario("sales", "S-91")
def test_of_a_line_of_which_a_part_arrives_the_rest_is_a_line_of_its_own(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 7))

    arrive(company, returned, quantity=5)

    part, rest = return_lines(returned)
    assert [(line.order_line.ordered_quantity, line.status) for line in (part, rest)] == [(-5, "registered"), (-2, "awaiting")]
    assert (rest.origin_invoice_line_id, rest.return_lot_id, rest.return_cost_price) == (
        part.origin_invoice_line_id,
        part.return_lot_id,
        D("51.20"),
    )
    assert [line.net_amount for line in lines_of(returned.order)] == [D("-345.00"), D("-138.00")]
    assert (stock(company).registered, stock(company).ordered) == (D(5), D(2))

    deliver(company, returned.order).or_raise()
    assert state(returned) == ("open", ["received", "awaiting"])
    run(company, job(company))
    assert state(returned) == ("open", ["invoiced", "awaiting"])
    note = CustomerInvoice.of(company.entity).get(document_type=DocumentType.CREDIT_NOTE)
    assert (note.sum_lines, SalesOrder.of(company.entity).get(pk=returned.order_id).order_amount) == (D("-345.00"), D("-483.00"))
    arrive(company, returned)
    invoice(company, returned.order, invoice_date=company.entity.today())
    assert state(returned) == ("closed", ["invoiced", "invoiced"])
    assert violations() == []


@pytest.mark.scenario("sales", "S-102")
def test_a_packing_slip_takes_registered_lines_and_takes_them_whole(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))
    with pytest.raises(LineNotRegistered):
        deliver(company, returned.order, updates={10: -3}).or_raise()
    arrive(company, returned)

    with pytest.raises(PartOfReturnLine, match="Split line 10 first"):
        deliver(company, returned.order, updates={10: -2}).or_raise()
    refused = post(company, returned.order, quantities={return_lines(returned)[0].order_line_id: D(-1)})
    assert [error.code for error in refused.plan.refused[returned.order_id]] == ["RET-13"]


@pytest.mark.scenario("sales", "S-97")
def test_goods_that_arrive_after_the_deadline_are_taken_with_a_warning_or_refused(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))
    ReturnOrder.of(company.entity).filter(pk=returned.pk).update(deadline=company.entity.today() - timedelta(days=1))
    ReturnParameters.objects.create(legal_entity=company.entity, deadline_check="error")

    with pytest.raises(DeadlinePassed):
        arrive(company, returned)
    ReturnParameters.objects.update(deadline_check="warning")

    assert [notice.code for notice in arrive(company, returned).notices] == ["RET-15"]
    assert state(returned)[0] == "open"


def test_no_more_arrives_than_is_expected_and_everything_has_a_code(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))

    with pytest.raises(MoreArrived, match="4 arrived, only 3 expected"):
        arrive(company, returned, quantity=4)
    with pytest.raises(DispositionMissing):
        register_arrivals(company.entity, [Arrival(return_lines(returned)[0].pk, None)], company.user("WH"))


def test_a_registration_is_taken_back_as_long_as_the_goods_lie_there(company: Company, sold: CustomerInvoiceLine) -> None:
    company.items["T"].negative_stock = False
    company.items["T"].save()
    OnHand.of(company.entity).filter(item=company.items["T"]).update(negative_allowed=False)
    returned = announce(company, (sold, 3))
    arrive(company, returned)
    [line] = return_lines(returned)

    reverse_registrations(company.entity, [line.pk], company.user("WH"))
    assert (state(returned), stock(company).registered, stock(company).ordered) == (("created", ["awaiting"]), D(0), D(3))

    arrive(company, returned)
    deliver(company, sales_order(company, ("T", 3))).or_raise()
    with pytest.raises(StockShort):
        reverse_registrations(company.entity, [line.pk], company.user("WH"))


@pytest.mark.scenario("sales", "S-101")
def test_a_cancelled_packing_slip_leaves_its_lines_registered(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))
    arrive(company, returned)
    slip = deliver(company, returned.order).or_raise().slips[0]
    lowered = CorrectionRequest(company.entity, [slip.pk], {slip.lines.get().pk: D(-1)})
    with pytest.raises(SlipTakenInPart):
        correct_packing_slips(lowered, company.user("WH")).or_raise()

    correct_packing_slips(CorrectionRequest(company.entity, [slip.pk]), company.user("WH")).or_raise()

    assert state(returned) == ("open", ["registered"])
    assert (stock(company).received, stock(company).registered, stock(company).value) == (D(0), D(3), D(0))
    deliver(company, returned.order).or_raise()
    invoice(company, returned.order)
    assert (state(returned), violations()) == (("closed", ["invoiced"]), [])


def test_what_a_packing_slip_threw_away_is_not_taken_back(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))
    arrive(company, returned, "scrap")
    slip = deliver(company, returned.order).or_raise().slips[0]

    with pytest.raises(GoodsLeft):
        correct_packing_slips(CorrectionRequest(company.entity, [slip.pk]), company.user("WH")).or_raise()


def test_the_charge_of_a_disposition_code_goes_to_its_line(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 3))
    code = disposition(company)
    code.charge, code.charge_value = charge_code(company), D(15)
    code.save()

    arrive(company, returned)

    assert SalesOrder.of(company.entity).get(pk=returned.order_id).order_amount == D("-192.00")
    assert invoice(company, returned.order).sum_charges == D(15)
