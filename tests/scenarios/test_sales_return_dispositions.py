"""What is done with goods that come back, as the specification tells it: scrapped, sent back, replaced, credited only (sales.md §24)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.backoffice.addresses import entity_url
from foundation.errors import BusinessRuleError
from foundation.inventory.models import OnHand, Unit, UnitConversion
from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoiceLine, DocumentType
from returns.errors import GoodsRegistered, ReplacedUpFront, ReplacementMissing
from returns.models import ReturnOrder, ReturnParameters, StockLoss
from returns.services.register_arrivals import reverse_registrations
from returns.services.replace_goods import replace_up_front, set_replacement
from sales.errors import NegativeNotAllowed, QuantityIsZero, TooManyDecimals, UnitNotConvertible
from sales.models import SalesOrder
from sales.services.calculate_again import Calculation, calculate_again
from sales.services.change_lines import Answers, LineEdit, change_lines
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.returns import announce, arrive, disposition, return_lines, sold_line
from tests.factories.sales import auto_charge, charge_code, deliver, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def sold(company: Company) -> CustomerInvoiceLine:
    """Twelve pieces at 75.00 less 8 %, which cost 51.20 each."""
    return sold_line(company)


def stock(company: Company) -> tuple[Decimal, Decimal]:
    """Return physical quantity and value of the item that was sold."""
    found = OnHand.of(company.entity).get(item=company.items["T"])
    return found.physical, found.value


def status(returned: ReturnOrder) -> tuple[str, str]:
    """Return the status of a return and that of its first line."""
    return ReturnOrder.of(returned.legal_entity_id).get(pk=returned.pk).status, return_lines(returned)[0].status


@pytest.mark.scenario("sales", "S-92")
def test_scrapped_goods_are_credited_and_lost(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 2))
    arrive(company, returned, "scrap")

    deliver(company, returned.order).or_raise()

    loss = StockLoss.of(company.entity).get()
    assert (stock(company), loss.quantity, loss.amount) == ((D(0), D(0)), D(2), D("102.40"))
    note = invoice(company, returned.order)
    assert (note.document_type, note.sum_lines, status(returned)) == (DocumentType.CREDIT_NOTE, D("-138.00"), ("closed", "invoiced"))
    assert (stock(company), StockLoss.of(company.entity).count(), violations()) == ((D(0), D(0)), 1, [])


@pytest.mark.scenario("sales", "S-93")
def test_goods_that_go_back_to_the_customer_are_not_credited_and_their_charges_are_invoiced(
    company: Company, sold: CustomerInvoiceLine
) -> None:
    returned, code = announce(company, (sold, 1)), disposition(company, "return_to_customer")
    code.charge, code.charge_value = charge_code(company), D(35)
    code.save()
    arrive(company, returned, "return_to_customer")

    deliver(company, returned.order).or_raise()
    assert (stock(company), status(returned)) == ((D(0), D(0)), ("open", "received"))

    posted = invoice(company, returned.order)
    assert (posted.document_type, posted.sum_lines, posted.sum_charges) == (DocumentType.INVOICE, D(0), D(35))
    assert (status(returned), StockLoss.of(company.entity).count(), violations()) == (("closed", "invoiced"), 0, [])


def test_goods_that_go_back_without_charges_are_done_with_at_their_packing_slip(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 1))
    arrive(company, returned, "return_to_customer")

    deliver(company, returned.order).or_raise()

    assert (stock(company), status(returned)) == ((D(0), D(0)), ("closed", "invoiced"))
    assert violations() == []


def test_a_registration_that_is_taken_back_is_credited_as_before(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 1))
    arrive(company, returned, "return_to_customer")
    assert only_line(returned.order).net_amount == 0

    reverse_registrations(company.entity, [return_lines(returned)[0].pk], company.user("WH"))

    line = only_line(returned.order)
    assert (line.net_amount, line.unit_cost) == (D("-69.00"), D("51.20"))


@pytest.mark.scenario("sales", "S-94")
def test_a_replacement_is_ordered_with_the_packing_slip_once_somebody_said_what(company: Company, sold: CustomerInvoiceLine) -> None:
    returned = announce(company, (sold, 1))
    arrive(company, returned, "replace_and_credit")
    with pytest.raises(ReplacementMissing, match="Line 10: replacement item missing"):
        deliver(company, returned.order).or_raise()
    assert [error.code for error in post(company, returned.order).plan.refused[returned.order_id]] == ["RET-14"]

    set_replacement(company.entity, return_lines(returned)[0].pk, company.items["A"], D(1), company.user("OC"))
    deliver(company, returned.order).or_raise()

    [line] = return_lines(returned)
    assert line.replacement_line is not None
    order = line.replacement_line.order
    assert (order.order_type, line.replacement_line.item, line.replacement_line.ordered_quantity) == ("sales_order", company.items["A"], 1)
    assert (line.replacement_line.origin, order.customer_reference) == ("replacement", returned.rma_number)
    assert list(ReturnOrder.of(company.entity).replaced_by(order.pk)) == [returned]
    assert (stock(company), list(returned.replacements())) == ((D(1), D("51.20")), [order])


@pytest.mark.parametrize(("role", "dialog"), [("OM", "sales:order-post-packing-slip"), ("AR", "invoicing:order-invoice")])
def test_a_preview_says_that_a_replacement_is_missing_and_leads_to_where_it_is_chosen(
    role: str, dialog: str, company: Company, sold: CustomerInvoiceLine, signed_in_client: SignIn
) -> None:
    returned = announce(company, (sold, 1))
    arrive(company, returned, "replace_and_credit")

    preview = signed_in_client(role).get(entity_url(company.entity, dialog, pk=returned.order_id))

    assert [refused.refusal.code for refused in preview.context["preview"].refusals] == ["RET-14"]
    chooses = f"/NL01/returns/lines/{return_lines(returned)[0].pk}/replacement/"
    assert (chooses in preview.content.decode()) == (role == "OM")


def test_one_order_replaces_all_lines_of_a_return_free_of_charge_where_the_parameters_say_so(
    company: Company, sold: CustomerInvoiceLine
) -> None:
    ReturnParameters.objects.create(legal_entity=company.entity, replacement_free=True)
    returned = announce(company, (sold, 3))
    for _part in range(2):
        arrive(company, returned, "replace_and_scrap", 1)
    for line in return_lines(returned)[:2]:
        set_replacement(company.entity, line.pk, company.items["A"], D(1), company.user("OC"))

    deliver(company, returned.order).or_raise()

    [order] = returned.replacements()
    assert [(line.ordered_quantity, line.net_amount) for line in order.lines.all()] == [(1, 0), (1, 0)]
    assert (StockLoss.of(company.entity).count(), stock(company)) == (2, (D(0), D(0)))


@pytest.mark.parametrize("charged", [False, True])
def test_a_replacement_carries_freight_where_the_parameters_say_so_only(company: Company, sold: CustomerInvoiceLine, charged: bool) -> None:
    auto_charge(company, value="17.50")
    ReturnParameters.objects.create(legal_entity=company.entity, replacement_charges=charged)
    returned = announce(company, (sold, 1))
    arrive(company, returned, "replace_and_credit")
    set_replacement(company.entity, return_lines(returned)[0].pk, company.items["A"], D(1), company.user("OC"))

    deliver(company, returned.order).or_raise()

    [order] = returned.replacements()
    wanted = [D("17.50")] if charged else []
    assert [charge.value for charge in order.charges.all()] == wanted
    [line] = order.lines.all()
    change_lines(company.entity, order.pk, [LineEdit(line.pk, {"quantity": D(2)})], company.user("OM"), Answers())
    assert [charge.value for charge in order.charges.all()] == wanted
    calculate_again(company.entity, order.pk, company.user("OM"), [Calculation.HEADER_CHARGES], overwrite=False)
    assert [charge.value for charge in order.charges.all()] == [D("17.50")]


def test_whoever_deletes_a_replacement_is_told_what_it_replaces(company: Company, sold: CustomerInvoiceLine, client: Client) -> None:
    returned = announce(company, (sold, 1))
    order = replace_up_front(company.entity, returned.pk, company.user("OC"))
    client.force_login(company.user("OM"))

    page = client.get(f"/NL01/sales/orders/{order.pk}/delete/").content.decode()

    assert f"Order {order} was created as a replacement for RMA {returned}." in page
    client.post(f"/NL01/sales/orders/{order.pk}/delete/")
    returned.refresh_from_db()
    assert returned.replacement_order is None


@pytest.mark.scenario("sales", "S-95")
def test_goods_are_replaced_once_up_front_or_by_a_code(company: Company, sold: CustomerInvoiceLine) -> None:
    returned, other = announce(company, (sold, 2)), announce(company, (sold, 1))

    order = replace_up_front(company.entity, returned.pk, company.user("OC"))

    assert (only_line(order).ordered_quantity, only_line(order).net_amount) == (2, D("150.00"))
    with pytest.raises(ReplacedUpFront, match=f"Replacement order {order.number} exists"):
        arrive(company, returned, "replace_and_scrap")
    arrive(company, other)
    with pytest.raises(GoodsRegistered):
        replace_up_front(company.entity, other.pk, company.user("OC"))


@pytest.mark.scenario("sales", "S-100")
def test_what_the_customer_keeps_is_credited_without_any_arrival(company: Company) -> None:
    returned = announce(company, (sold_line(company, price="9.00", cost="6.50", percent=0), 4))

    arrive(company, returned, "credit_only")
    assert (status(returned), stock(company)) == (("open", "registered"), (D(0), D(0)))

    note = invoice(company, returned.order)
    assert (note.sum_lines, stock(company), StockLoss.of(company.entity).get().amount) == (D("-36.00"), (D(0), D(0)), D("26.00"))
    assert (status(returned), violations()) == (("closed", "invoiced"), [])
    assert SalesOrder.of(company.entity).get(pk=returned.order_id).status == "invoiced"


@pytest.fixture
def box_line(company: Company) -> CustomerInvoiceLine:
    """Two boxes of twelve of an item that is sold by the piece."""
    item, box = company.item("T", "75.00", default_warehouse=company.warehouse), Unit.objects.get(code="box")
    UnitConversion.objects.create(item=item, from_unit=box, to_unit=company.piece, factor=12)
    company.stock("T", "24", cost="51.20")
    order = sales_order(company, ("T", 2, "900.00", {"unit_id": box.pk}))
    deliver(company, order).or_raise()
    return CustomerInvoiceLine.of(company.entity).get(invoice=invoice(company, order))


def test_a_box_that_came_back_is_replaced_by_a_box_not_by_a_piece(
    company: Company, box_line: CustomerInvoiceLine, signed_in_client: SignIn
) -> None:
    returned = announce(company, (box_line, 1))
    arrive(company, returned, "replace_and_credit")
    [line] = return_lines(returned)
    client, page = signed_in_client("OC"), f"/NL01/returns/lines/{line.pk}/replacement/"

    proposed = client.get(page).context["form"].initial
    assert (proposed["item"], proposed["quantity"], proposed["unit"].code) == (company.items["T"], 1, "box")
    client.post(page, {"item": "T", "quantity": "1", "unit": "box"})
    assert return_lines(returned)[0].replacement_text == "1 box × T"
    deliver(company, returned.order).or_raise()

    replaced = return_lines(returned)[0].replacement_line
    assert replaced is not None
    assert (replaced.ordered_quantity, replaced.unit.code, replaced.inventory_factor) == (1, "box", 12)


def test_a_replacement_without_a_unit_is_counted_in_the_sales_unit(company: Company, box_line: CustomerInvoiceLine) -> None:
    returned = announce(company, (box_line, 1))

    line = set_replacement(company.entity, return_lines(returned)[0].pk, company.items["T"], D(3), company.user("OC"))

    assert (line.replacement_quantity, line.replacement_unit) == (3, company.piece)


@pytest.mark.parametrize(
    ("quantity", "unit", "refusal"),
    [("0", "pcs", QuantityIsZero), ("-1", "pcs", NegativeNotAllowed), ("1.5", "pcs", TooManyDecimals), ("1", "box", UnitNotConvertible)],
)
def test_a_replacement_that_no_order_could_take_is_refused_with_words(
    company: Company, sold: CustomerInvoiceLine, quantity: str, unit: str, refusal: type[BusinessRuleError]
) -> None:
    line, item = return_lines(announce(company, (sold, 1)))[0], company.items["A"]

    with pytest.raises(refusal):
        set_replacement(company.entity, line.pk, item, D(quantity), company.user("OC"), unit=Unit.objects.get(code=unit))
