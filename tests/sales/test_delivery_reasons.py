"""Why goods are sent: chosen with the packing slip, kept on it, printed where the parameter says so (sales.md §11.4, §22)."""

from __future__ import annotations

import pytest
from django.test import Client

from sales.models import PackingSlip, ReasonCode, SalesOrder
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import deliver, sales_order, set_parameters
from tests.sales.test_posting_dialogs import DAY, ORDERS, sent
from tests.sales.test_print_documents import printed
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def rush(company: Company) -> ReasonCode:
    """A reason for deliveries."""
    names = {"en": "Rush delivery", "nl": "Spoedlevering"}
    return ReasonCode.of(company.entity).create(legal_entity=company.entity, kind="delivery", code="RUSH", names=names)


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of a service, which needs no stock."""
    return sales_order(company, ("S", 1))


def test_the_paper_names_the_reason_only_where_the_parameter_says_so(company: Company, rush: ReasonCode) -> None:
    [quiet] = deliver(company, sales_order(company, ("S", 1)), delivery_reason=rush).or_raise().slips
    set_parameters(company, delivery_reason_on_slip=True)
    [telling] = deliver(company, sales_order(company, ("S", 1)), delivery_reason=rush).or_raise().slips

    assert (quiet.delivery_reason, telling.delivery_reason) == (rush, rush)
    assert "Rush delivery" not in printed(quiet, company)
    assert "Rush delivery" in printed(telling, company)


def test_a_slip_without_a_reason_prints_none(company: Company, order: SalesOrder) -> None:
    set_parameters(company, delivery_reason_on_slip=True)

    [slip] = deliver(company, order).or_raise().slips

    assert "Reason of delivery" not in printed(slip, company)


def test_what_was_printed_stays_when_the_reason_gets_another_name(company: Company, rush: ReasonCode, order: SalesOrder) -> None:
    set_parameters(company, delivery_reason_on_slip=True)
    [slip] = deliver(company, order, delivery_reason=rush).or_raise().slips

    rush.names = {"en": "Express"}
    rush.save()

    slip.refresh_from_db()
    assert slip.header["delivery_reason"] == "Rush delivery"


def test_the_dialog_offers_reasons_for_deliveries_and_the_slip_shows_the_chosen_one(
    company: Company, rush: ReasonCode, order: SalesOrder, signed_in_client: SignIn
) -> None:
    ReasonCode.of(company.entity).create(legal_entity=company.entity, kind="cancellation", code="GONE", names={"en": "Gone"})
    client: Client = signed_in_client("OM")
    address = f"{ORDERS}{order.pk}/post-packing-slip/"
    assert list(client.get(address).context["form"].fields["delivery_reason"].queryset) == [rush]

    client.post(address, sent(client, address, option="all", delivery_date=DAY, delivery_reason=rush.pk), follow=True)

    slip = PackingSlip.of(company.entity).get()
    assert slip.delivery_reason == rush
    assert "Rush delivery" in client.get(f"/NL01/sales/packing-slips/{slip.pk}/").content.decode()


def test_over_rest_the_reason_is_named_by_its_code(company: Company, rush: ReasonCode, order: SalesOrder) -> None:
    warehouse = ApiUser(company.user("WH"), company.entity.code)
    body = {"orders": [order.number], "date": "2026-03-05"}
    unknown = warehouse.send("packing-slips", body | {"delivery_reason": "GONE"}, expect=422).json()
    assert unknown["errors"][0]["field"] == "delivery_reason"

    posted = warehouse.send("packing-slips", body | {"delivery_reason": "RUSH"}, expect=201).json()

    assert posted["packing_slips"][0]["delivery_reason"] == "RUSH"


def test_reasons_for_deliveries_are_set_up_on_a_list_of_their_own(company: Company, signed_in_client: SignIn) -> None:
    administrator = signed_in_client("AD")

    administrator.post("/NL01/sales/delivery-reasons/new/", {"code": "SAMPLE", "names_en": "Sample"})

    assert ReasonCode.of(company.entity).for_deliveries().get().code == "SAMPLE"
    assert "SAMPLE" in administrator.get("/NL01/sales/delivery-reasons/").content.decode()
