"""Masters and their variants: an item with dimensions, and an item of its own for each combination of values (sales.md §2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.imports.running import ImportOptions, run_import
from foundation.imports.sheets import read_sheet
from foundation.inventory.errors import (
    DimensionsInUse,
    ItemOnOpenLines,
    MasterFixed,
    MasterStocked,
    NoMaster,
    TooManyVariants,
    VariantExists,
    VariantInUse,
    VariantMissing,
    VariantNameTaken,
    VariantNotOfMaster,
)
from foundation.inventory.models import Item, OnHand, Unit, UnitConversion
from foundation.inventory.services.import_items import ItemImporter
from foundation.inventory.services.release_variants import release_variants
from foundation.inventory.services.save_items import save_item
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice, plan
from tests.factories.purchasing import purchase
from tests.factories.quotations import quotation
from tests.factories.sales import confirm, deliver, sales_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def apron(company: Company) -> Item:
    """An apron in sizes and colours."""
    return company.master("APRON", "20.00", "size", "colour", name="Apron")


def change(company: Company, item: Item | None, **values: Any) -> Item:
    """Save an item as the form does."""
    stored = None if item is None else Item.of(company.entity).select_related("master").get(pk=item.pk)
    return save_item(company.entity, stored, values, user=None)


def test_each_combination_of_the_values_is_a_variant(company: Company, apron: Item) -> None:
    made = release_variants(company.entity, apron, {"size": ["S", "L"], "colour": ["blue", "red"]}, user=None)

    assert [(one.number, one.name, one.values) for one in made] == [
        ("APRON-S-BLUE", "Apron, S, blue", ("S", "blue")),
        ("APRON-S-RED", "Apron, S, red", ("S", "red")),
        ("APRON-L-BLUE", "Apron, L, blue", ("L", "blue")),
        ("APRON-L-RED", "Apron, L, red", ("L", "red")),
    ]


def test_a_variant_begins_as_a_copy_of_its_master(company: Company, apron: Item) -> None:
    UnitConversion.objects.create(item=apron, from_unit=Unit.objects.create(code="box-12"), to_unit=company.piece, factor=12)
    Item.of(company.entity).filter(pk=apron.pk).update(base_cost=7, names={"nl": "Schort"}, multiple_quantity=2)

    [made] = release_variants(company.entity, apron, {"size": ["S"], "colour": ["blue"]}, user=None)

    assert (made.base_price, made.base_cost, made.multiple_quantity) == (20, 7, 2)
    assert made.item_sales_tax_group == company.items["APRON"].item_sales_tax_group
    assert (made.name_in("nl"), made.stocked, made.is_master) == ("Schort, S, blue", True, False)
    assert [one.factor for one in made.conversions.all()] == [12]


def test_combinations_that_exist_are_not_made_again(company: Company, apron: Item) -> None:
    release_variants(company.entity, apron, {"size": ["S"], "colour": ["blue"]}, user=None)

    made = release_variants(company.entity, apron, {"size": ["S", "M"], "colour": ["blue", "blue "]}, user=None)

    assert [one.values for one in made] == [("M", "blue")]


def test_a_number_that_would_be_too_long_is_counted(company: Company) -> None:
    master = company.master("APRON-OF-THE-KITCHEN", "20.00", "size")

    made = release_variants(company.entity, master, {"size": ["extra large", "large"]}, user=None)

    assert [one.number for one in made] == ["APRON-OF-THE-KIT-001", "APRON-OF-THE-KIT-002"]


def test_releasing_many_variants_takes_no_more_statements_than_few(company: Company, apron: Item) -> None:
    with CaptureQueriesContext(connection) as few:
        release_variants(company.entity, apron, {"size": ["1"], "colour": ["blue", "red"]}, user=None)
    with CaptureQueriesContext(connection) as many:
        release_variants(company.entity, apron, {"size": [*"23456789"], "colour": ["blue", "red", "green"]}, user=None)

    assert len(many) == len(few)


def test_every_active_dimension_needs_a_value(company: Company, apron: Item) -> None:
    with pytest.raises(VariantNotOfMaster, match="size, colour"):
        release_variants(company.entity, apron, {"size": ["S"]}, user=None)
    with pytest.raises(VariantNotOfMaster):
        release_variants(company.entity, apron, {"size": ["S"], "colour": ["blue"], "style": ["long"]}, user=None)


def test_only_a_master_comes_in_variants(company: Company) -> None:
    with pytest.raises(NoMaster):
        release_variants(company.entity, company.item("T"), {"size": ["S"]}, user=None)


def test_nobody_makes_thousands_of_variants_by_mistake(company: Company, apron: Item) -> None:
    with pytest.raises(TooManyVariants):
        release_variants(company.entity, apron, {"size": [str(n) for n in range(501)], "colour": ["blue"]}, user=None)


def test_an_item_with_dimensions_is_a_master_and_not_stocked(company: Company) -> None:
    item = change(company, company.item("T"), has_size=True)

    item.refresh_from_db()
    assert (item.is_master, item.stocked, item.dimensions) == (True, False, ["size"])


def test_a_master_that_loses_its_dimensions_is_an_item_again(company: Company, apron: Item) -> None:
    item = change(company, apron, has_size=False, has_colour=False, stocked=True)

    item.refresh_from_db()
    assert (item.is_master, item.stocked) == (False, True)


def test_an_item_that_was_counted_stays_one_item(company: Company) -> None:
    company.item("T")
    company.stock("T", "10")

    with pytest.raises(MasterStocked):
        change(company, company.items["T"], has_size=True)


def test_the_dimensions_of_a_master_with_variants_stay(company: Company, apron: Item) -> None:
    release_variants(company.entity, apron, {"size": ["S"], "colour": ["blue"]}, user=None)

    with pytest.raises(DimensionsInUse):
        change(company, apron, has_style=True)
    assert change(company, apron, base_price=Decimal(25)).base_price == 25


def test_a_variant_is_entered_like_any_item(company: Company, apron: Item) -> None:
    made = change(company, None, number="AX", master=apron, size="S", colour="red", sales_unit=company.piece)

    assert (made.name, made.values) == ("Apron, S, red", ("S", "red"))
    with pytest.raises(VariantExists):
        change(company, None, number="AY", master=apron, size="S", colour="red", sales_unit=company.piece)
    with pytest.raises(MasterFixed):
        change(company, made, master=None, size="", colour="")
    with pytest.raises(VariantNotOfMaster):
        change(company, made, colour="")


class TestTheDatabase:
    """What must never be false is refused there, whoever writes."""

    @pytest.fixture
    def blue(self, company: Company, apron: Item) -> Item:
        """A small blue apron."""
        return release_variants(company.entity, apron, {"size": ["S"], "colour": ["blue"]}, user=None)[0]

    def refuses(self, company: Company, item: Item, **values: Any) -> None:
        """See that an update is refused."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.of(company.entity).filter(pk=item.pk).update(**values)

    def test_a_variant_is_one_of_a_master_with_the_values_of_its_dimensions(self, company: Company, apron: Item, blue: Item) -> None:
        self.refuses(company, blue, style="long")
        self.refuses(company, blue, colour="")
        self.refuses(company, blue, master=company.item("T"))
        self.refuses(company, company.item("T"), master=blue, size="S")
        self.refuses(company, company.item("T"), size="S")
        self.refuses(company, blue, is_master=True, has_size=True)

    def test_a_combination_exists_once(self, company: Company, apron: Item, blue: Item) -> None:
        self.refuses(company, company.item("T"), master=apron, size="S", colour="blue")

    def test_a_master_keeps_the_dimensions_of_its_variants(self, company: Company, apron: Item, blue: Item) -> None:
        self.refuses(company, apron, has_style=True)
        self.refuses(company, apron, has_size=False, has_colour=False, is_master=False)
        self.refuses(company, apron, is_master=False)

    def test_a_master_has_no_stock(self, company: Company, apron: Item) -> None:
        company.item("T")
        company.stock("T", "10")

        self.refuses(company, apron, stocked=True)
        self.refuses(company, company.items["T"], is_master=True, has_size=True, stocked=False)
        with pytest.raises(IntegrityError, match="A master has no stock"), transaction.atomic():
            OnHand.of(company.entity).create(legal_entity=company.entity, item=apron, warehouse=company.warehouse)


@pytest.mark.django_db(transaction=True)
class TestTwoWriters:
    """A master is held by what is made of it, so that two who write at once cannot both be right."""

    @pytest.fixture
    def meanwhile(self, company: Company) -> Iterator[Callable[..., Future[str]]]:
        """Return what updates an item from another connection, which has to wait for this transaction, and tells the refusal."""
        pool = ThreadPoolExecutor(1)

        def update(item: Item, **values: Any) -> str:
            try:
                Item.of(company.entity).filter(pk=item.pk).update(**values)
            except IntegrityError as refusal:
                return str(refusal)
            finally:
                connection.close()
            return "updated"

        def start(item: Item, **values: Any) -> Future[str]:
            future = pool.submit(update, item, **values)
            with pytest.raises(TimeoutError):
                future.result(0.4)
            return future

        yield start
        pool.shutdown()

    def test_a_master_does_not_change_while_a_variant_of_it_is_made(
        self, company: Company, apron: Item, meanwhile: Callable[..., Future[str]]
    ) -> None:
        with transaction.atomic():
            change(company, None, number="AX", master=apron, size="S", colour="red", sales_unit=company.piece)
            future = meanwhile(apron, has_style=True)

        assert "The dimensions of a master are those of its variants" in future.result()

    def test_an_item_does_not_become_a_master_while_its_first_stock_arrives(
        self, company: Company, meanwhile: Callable[..., Future[str]]
    ) -> None:
        company.item("T")
        with transaction.atomic():
            company.stock("T", "10")
            future = meanwhile(company.items["T"], is_master=True, has_size=True, stocked=False)

        assert "A master has no stock" in future.result()


class TestPages:
    """A clerk makes an item a master, makes its variants, and finds them."""

    @pytest.fixture
    def desk(self, company: Company) -> Client:
        """The browser of the order manager."""
        desk = Client()
        desk.force_login(company.user("OM"))
        return desk

    def test_variants_are_made_from_the_values_entered(self, company: Company, apron: Item, desk: Client) -> None:
        address = f"/NL01/inventory/items/{apron.pk}/variants/"

        shown = desk.get(address)
        sent = desk.post(address, {"size": "S, L", "colour": "blue, red"}, follow=True)

        assert list(shown.context["form"].fields) == ["size", "colour"]
        assert "4 variants were made." in sent.content.decode()
        assert "APRON-L-RED" in sent.content.decode()
        assert desk.get(address).context["form"].initial == {"size": "S, L", "colour": "blue, red"}

    def test_the_page_of_a_master_sums_the_stock_of_its_variants(self, company: Company, apron: Item, desk: Client) -> None:
        small, large = company.variants("APRON", size=["S", "L"], colour=["blue"])
        company.stock(small.number, "12")
        company.stock(large.number, "30")

        [row] = OnHand.of(company.entity).of_master(apron)

        assert (row.physical_quantity, row.available_quantity, row.physical) == (42, 42, 42)
        assert ">42<" in desk.get(f"/NL01/inventory/items/{apron.pk}/").content.decode()

    def test_lists_find_variants_by_the_number_of_their_master(self, company: Company, apron: Item, desk: Client) -> None:
        [small] = company.variants("APRON", size=["S"], colour=["blue"])
        company.stock(small.number, "12")

        for listed in ("on-hand/?item=apron", "transactions/?item=apron", "items/?master=apron", "items/?q=apron"):
            assert "APRON-S-BLUE" in desk.get(f"/NL01/inventory/{listed}").content.decode(), listed

    def test_the_form_offers_dimensions_or_the_values_of_a_variant(self, company: Company, apron: Item, desk: Client) -> None:
        [small] = company.variants("APRON", size=["S"], colour=["blue"])

        of_master = desk.get(f"/NL01/inventory/items/{apron.pk}/edit/").context["form"].fields
        of_variant = desk.get(f"/NL01/inventory/items/{small.pk}/edit/").context["form"].fields

        assert "has_size" in of_master
        assert "size" not in of_master
        assert "has_size" not in of_variant
        assert {"size", "colour"} <= set(of_variant)
        assert "style" not in of_variant

    def test_an_item_without_dimensions_has_no_variants(self, company: Company, desk: Client) -> None:
        sent = desk.post(f"/NL01/inventory/items/{company.item('T').pk}/variants/", follow=True)

        assert "does not come in variants" in sent.content.decode()


def test_an_import_makes_masters_and_their_variants(company: Company, apron: Item) -> None:
    file = b"number,name,sales unit,has size,master,size,colour\n"
    file += b"CAP,Cap,pcs,yes,,,\nA-S,,pcs,,APRON,S,blue\nA-T,,pcs,,APRON,S,blue\nA-L,,pcs,,APRON,L,\n"

    report = run_import(read_sheet(file, "items.csv"), ItemImporter(company.entity), ImportOptions())

    assert [unit.outcome.value for unit in report.units] == ["created", "created", "refused", "refused"]
    assert [error.code for unit in report.units for row in unit.rows for error in row.errors] == ["ITM-08", "ITM-07"]
    assert Item.of(company.entity).get(number="CAP").dimensions == ["size"]
    assert Item.of(company.entity).get(number="A-S").name == "Apron, S, blue"


def test_rest_tells_masters_and_variants(company: Company, apron: Item) -> None:
    company.variants("APRON", size=["S"], colour=["blue"])

    rest = ApiUser(company.user("OM"), "NL01")
    [found] = rest.read("items", master="APRON")["results"]

    assert (found["number"], found["master"], found["size"], found["dimensions"]) == ("APRON-S-BLUE", "APRON", "S", [])
    assert rest.read("items/APRON")["dimensions"] == ["size", "colour"]


def named_by(company: Company, kind: str) -> str:
    """Let an open line of some document name the service T."""
    if kind == "quotation":
        return str(quotation(company, ("T", 2)).number)
    if kind == "purchase":
        return str(purchase(company, "T", 5).number)
    return sales_order(company, ("T", 2, "10"), order_type=kind).number


@pytest.mark.usefixtures("in_march")
@pytest.mark.parametrize("kind", ["sales_order", "journal", "quotation", "purchase"])
def test_an_item_on_an_open_line_does_not_come_in_variants(company: Company, kind: str) -> None:
    company.item("T", "10", stocked=False, kind="service")
    number = named_by(company, kind)

    with pytest.raises(ItemOnOpenLines, match=number):
        change(company, company.items["T"], has_size=True)


@pytest.mark.usefixtures("in_march")
def test_an_item_of_which_nothing_is_open_may_come_in_variants(company: Company) -> None:
    company.item("T", "10", stocked=False, kind="service")
    invoice(company, sales_order(company, ("T", 2, "10")))

    assert change(company, company.items["T"], has_size=True).is_master


@pytest.mark.usefixtures("in_march")
def test_a_line_that_names_a_master_all_the_same_is_neither_confirmed_nor_delivered_nor_invoiced(company: Company) -> None:
    company.item("T", "10", stocked=False, kind="service")
    order = sales_order(company, ("T", 2, "10"))
    Item.of(company.entity).filter(number="T").update(is_master=True, has_size=True)

    for refusals in (confirm(company, order).refusals, deliver(company, order).refusals, plan(company, order).refused):
        found = refusals[order.pk]
        assert isinstance(found[0] if isinstance(found, list) else found, VariantMissing)


@pytest.mark.usefixtures("in_march")
def test_the_values_of_a_variant_stay_once_it_was_used(company: Company, apron: Item) -> None:
    small, large = company.variants("APRON", size=["S", "L"], colour=["blue"])
    Item.of(company.entity).filter(pk=small.pk).update(default_warehouse=company.warehouse)
    sales_order(company, ("APRON-S-BLUE", 2))

    with pytest.raises(VariantInUse, match="S, blue"):
        change(company, small, size="XS")

    moved = change(company, large, size="XL")
    assert (moved.values, moved.name) == (("XL", "blue"), "Apron, XL, blue")


def test_a_name_of_its_own_stays_when_the_values_change(company: Company, apron: Item) -> None:
    [small] = company.variants("APRON", size=["S"], colour=["blue"])
    change(company, small, name="Kids' apron")

    assert change(company, small, size="XS").name == "Kids' apron"


def test_no_two_variants_are_called_the_same(company: Company, apron: Item) -> None:
    small, large = company.variants("APRON", size=["S", "L"], colour=["blue"])

    with pytest.raises(VariantNameTaken, match=small.number):
        change(company, large, name=small.name)
