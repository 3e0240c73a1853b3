"""The list and the page of customers show what a role may see, and hold and release customers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, CustomerTransaction, HoldKind, Party
from customers.services.set_hold import set_hold
from foundation.organization.models import AuditEntry, Membership, Role, User
from foundation.organization.services import audit
from tests.customers.balances import owe
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn

LIST = "/NL01/customers/customers/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


def page_of(company: Company, account: str = "C-100", action: str = "") -> str:
    """The address of a customer's page or of an action on it."""
    return f"{LIST}{company.customers[account].pk}/{action}"


def text(answer: object) -> str:
    """The markup of an answer."""
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_list_shows_the_customers_of_its_entity_with_place_and_balance(
    client: Client, company: Company, other_company: Company
) -> None:
    other_company.customer("X-1")
    owe(company, company.customers["C-100"], "1234.50")

    page = text(client.get(LIST))

    assert "Customer C-100" in page
    assert "Amsterdam" in page
    assert "1,234.50" in page
    assert "X-1" not in page


@pytest.mark.parametrize("role", ["WH", "MK", "AD"])
def test_what_customers_owe_is_not_for_every_role(signed_in_client: SignIn, company: Company, role: str) -> None:
    owe(company, company.customers["C-100"], "1234.50")

    assert "1,234.50" not in text(signed_in_client(role).get(LIST))
    assert "1,234.50" not in text(signed_in_client(role).get(page_of(company)))


def test_customers_are_found_by_account_name_and_vat_number(client: Client, company: Company) -> None:
    Party.objects.filter(pk=company.customers["C-110"].party_id).update(name="Zonneveld Pompen B.V.")

    def found(term: str) -> list[str]:
        return [row.account for row in client.get(LIST, {"q": term}).context["listing"].rows.rows]

    assert found("c-11") == ["C-110"]
    assert found("pomp zonne") == ["C-110"]
    assert found("BE 0412") == ["C-300"]
    assert found("nobody") == []


def test_tabs_and_filters_narrow_the_list(client: Client, company: Company) -> None:
    set_hold(company.entity, [company.customers["C-110"]], HoldKind.ALL, reason="Court", user=None)

    held = client.get(LIST, {"tab": "hold"}).context["listing"].rows.rows
    foreign = client.get(LIST, {"group": company.customers["C-200"].group_id, "city": "amsterdam"}).context["listing"].rows.rows

    assert [row.account for row in held] == ["C-110"]
    assert [row.account for row in foreign] == ["C-200", "C-300"]


def test_the_list_takes_as_many_queries_for_many_customers_as_for_few(client: Client, company: Company) -> None:
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(30):
        company.customer(f"M-{number:03}")

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) <= len(few) + 1


def test_the_page_takes_as_many_queries_whatever_is_open(client: Client, company: Company) -> None:
    owe(company, company.customers["C-100"], "10")
    client.get(page_of(company))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(company))
    for _number in range(5):
        owe(company, company.customers["C-100"], "10")

    with CaptureQueriesContext(connection) as many:
        client.get(page_of(company))

    assert len(many) <= len(few) + 1


def test_the_page_shows_the_account_the_limit_and_what_is_open(client: Client, company: Company) -> None:
    customer = company.customers["C-100"]
    Customer.of(company.entity).filter(pk=customer.pk).update(credit_limit=Decimal(1000))
    owe(company, customer, "1234.50")

    page = text(client.get(page_of(company)))

    assert "C-100 Customer C-100" in page
    assert "Kerkstraat 1, 1017 GA Amsterdam, NL" in page
    assert "exceeded by 234.50" in page
    assert "Credit left" in page
    assert "Net 30 days" in page


def test_a_hold_is_the_first_thing_that_the_page_says(client: Client, company: Company) -> None:
    set_hold(company.entity, [company.customers["C-100"]], HoldKind.INVOICE, reason="Disputed invoice", user=None)

    assert "On hold (Invoice): Disputed invoice" in text(client.get(page_of(company)))


def test_terms_credit_and_bank_account_are_shown_to_the_roles_of_the_matrix(signed_in_client: SignIn, company: Company) -> None:
    Customer.of(company.entity).filter(account="C-100").update(iban="NL91ABNA0417164300", credit_limit=Decimal(777))

    shown = {role: text(signed_in_client(role).get(page_of(company))) for role in ("OC", "WH", "BC", "MK", "AR", "AU", "AD")}

    assert {role for role, page in shown.items() if "Terms and tax" in page} == {"OC", "BC", "AR", "AU"}
    assert {role for role, page in shown.items() if "777.00" in page} == {"OC", "BC", "AR", "AU"}
    assert {role for role, page in shown.items() if "NL91ABNA0417164300" in page} == {"BC", "AR", "AU"}
    assert "••• 4300" in shown["OC"]


def test_the_history_tells_nobody_what_the_fields_do_not_tell_him(signed_in_client: SignIn, company: Company) -> None:
    entry = {"credit_limit": ["0", "5555"], "classification": ["", "GOLD"]}
    customer = company.customers["C-100"]
    AuditEntry.of(company.entity).create(
        legal_entity=company.entity,
        user=company.clerk,
        action="changed",
        object_type="customers.customer",
        object_id=customer.pk,
        object_label="C-100",
        changes=entry,
    )

    assert "5555" in text(signed_in_client("AR").get(page_of(company)))
    marketing = text(signed_in_client("MK").get(page_of(company)))
    assert "5555" not in marketing
    assert "GOLD" in marketing


@pytest.mark.parametrize("role, may", [("OC", True), ("AR", True), ("MK", False), ("WH", False), ("AD", False), ("IN", False)])
def test_vat_number_terms_and_limit_are_listed_for_the_roles_of_the_matrix(
    signed_in_client: SignIn, company: Company, role: str, may: bool
) -> None:
    Customer.of(company.entity).filter(account="C-100").update(vat_number="NL100000009B39", credit_limit=Decimal(777))
    Customer.of(company.entity).filter(account="C-200").update(vat_number="DE123456788")
    client = signed_in_client(role)

    page = client.get(f"{LIST}?columns=account,vat_number,payment_terms,credit_limit")

    listing = page.context["listing"]
    hidden = {"vat_number", "payment_terms", "credit_limit"}
    assert (set(listing.shown_columns) == {"account"} | hidden) is may
    assert ("NL100000009B39" in text(page), "777.00" in text(page)) == (may, may)
    assert (hidden <= set(listing.conditions.columns), "payment_terms" in listing.filterset.filters) == (may, may)
    for narrowed in ("f=vat_number:begins:NL1", "q=NL1000"):
        found = client.get(f"{LIST}?{narrowed}").context
        accounts = {row.account for row in found["listing"].rows.rows} if may else set()
        assert accounts == ({"C-100"} if may else set())
    if not may:
        assert client.get(f"{LIST}?f=vat_number:begins:NL1").context["listing"].problems
        assert client.get(f"{LIST}?q=NL1000").context["listing"].count == 0
        assert not client.get(f"{LIST}?sort=vat_number").context["listing"].sort_field("vat_number")


def test_the_file_of_an_administrator_holds_no_vat_number(signed_in_client: SignIn, company: Company) -> None:
    Customer.of(company.entity).filter(account="C-100").update(vat_number="NL100000009B39")

    answer = signed_in_client("AD").get(f"{LIST}?columns=account,vat_number&export=csv")

    content = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "C-100" in content
    assert "NL100000009B39" not in content


SECRETS = {"iban": ["", "NL91ABNA0417164300"], "government_id": ["", "BSN123456782"], "credit_limit": ["0", "5555"]}


def change_secrets(company: Company) -> None:
    """Write down that bank account, government id and credit limit of a customer changed."""
    customer = company.customers["C-100"]
    audit.record(company.entity, company.clerk, "changed", [customer], changes={customer.pk: SECRETS | {"classification": ["", "GOLD"]}})


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_history_hides_fields_whatever_they_are_called(signed_in_client: SignIn, company: Company, language: str) -> None:
    change_secrets(company)

    told = {}
    for role in ("AR", "WH", "OC", "AD"):
        client = signed_in_client(role)
        User.objects.filter(pk=company.user(role).pk).update(language=language)
        page = text(client.get(page_of(company)))
        assert f'lang="{language}"' in page
        told[role] = {value for _before, value in SECRETS.values() if value in page}

    assert told == {"AR": {values[1] for values in SECRETS.values()}, "WH": set(), "OC": {"5555"}, "AD": set()}


@pytest.mark.parametrize("role, secrets", [("AD", 0), ("AR", 3), ("AU", 3)])
def test_the_audit_trail_tells_nobody_what_the_fields_do_not_tell_him(
    signed_in_client: SignIn, company: Company, role: str, secrets: int
) -> None:
    change_secrets(company)

    page = text(signed_in_client(role).get("/NL01/organization/audit/?q=C-100"))

    assert sum(value in page for _before, value in SECRETS.values()) == secrets
    assert "GOLD" in page
    assert ("iban: ••• → •••" in page) is (secrets == 0)


def test_the_file_of_the_audit_trail_hides_what_the_page_hides(company: Company, client: Client) -> None:
    change_secrets(company)
    auditor = company.user("AU")
    Role.objects.create(code="EX", name="Exporter", permissions=["organization.view_audit", "organization.export_audit"])
    Membership.objects.filter(user=auditor).update(role=Role.objects.get(code="EX"))
    client.force_login(auditor)

    answer = client.get("/NL01/organization/audit/?q=C-100&export=csv")
    content = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()

    assert "GOLD" in content
    assert not any(value in content for _before, value in SECRETS.values())


def test_another_entity_is_as_if_it_were_not_there(client: Client, company: Company, other_company: Company) -> None:
    foreign = other_company.customer("X-1")

    assert client.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert client.post(f"{LIST}{foreign.pk}/hold/", {"kind": "all", "reason": "x"}).status_code == 404
    assert client.get("/BE01/customers/customers/").status_code == 404


def test_a_customer_is_put_on_hold_and_released_from_its_page(client: Client, company: Company) -> None:
    answer = client.post(page_of(company, action="hold/"), {"kind": "all", "reason": "Does not pay", "until": ""})

    assert answer.status_code == 302, answer.context["form"].errors
    customer = Customer.of(company.entity).get(account="C-100")
    assert (customer.hold, customer.hold_reason) == (HoldKind.ALL, "Does not pay")
    client.post(page_of(company, action="release/"), {"reason": "Paid"})
    customer.refresh_from_db()
    assert (customer.hold, customer.hold_reason) == (HoldKind.NONE, "")
    assert [entry.reason for entry in AuditEntry.of(company.entity).filter(action="hold released")] == ["Paid"]


def test_a_hold_needs_a_reason_and_a_day_to_come(client: Client, company: Company) -> None:
    yesterday = company.entity.today() - timedelta(days=1)

    answer = client.post(page_of(company, action="hold/"), {"kind": "all", "reason": "", "until": yesterday.strftime("%d-%m-%Y")})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"reason", "until"}


def test_who_may_set_a_hold_may_not_weaken_one(signed_in_client: SignIn, company: Company) -> None:
    manager = signed_in_client("OM")
    set_hold(company.entity, [company.customers["C-100"]], HoldKind.INVOICE, reason="Dispute", user=None)

    weaker = manager.post(page_of(company, action="hold/"), {"kind": "never", "reason": "Friend"})
    assert "release_hold" in str(weaker.context["form"].errors)
    assert manager.post(page_of(company, action="release/"), {"reason": "Friend"}).status_code == 403
    assert manager.post(page_of(company, action="hold/"), {"kind": "all", "reason": "Worse"}).status_code == 302


@pytest.mark.parametrize(
    ("role", "may"), [("OC", False), ("OM", True), ("WH", False), ("BC", True), ("AR", True), ("AU", False), ("AD", False)]
)
def test_holds_are_set_by_the_roles_of_the_matrix(signed_in_client: SignIn, company: Company, role: str, may: bool) -> None:
    sent = {"kind": "all", "reason": "Court", "selected": [company.customers["C-110"].pk]}

    assert signed_in_client(role).post(page_of(company, action="hold/"), sent).status_code == (302 if may else 403)
    assert signed_in_client(role).post(f"{LIST}hold/", sent).status_code == (302 if may else 403)


def test_selected_customers_are_held_and_released_together(client: Client, company: Company, other_company: Company) -> None:
    foreign = other_company.customer("X-1")
    chosen = [company.customers[account].pk for account in ("C-100", "C-200")] + [foreign.pk]

    asked = client.get(f"{LIST}hold/", {"selected": chosen, "tab": "active"})
    answer = client.post(f"{LIST}hold/", {"selected": chosen, "tab": "active", "kind": "invoice", "reason": "Stocktaking"})

    assert "Customer C-200" in text(asked)
    assert answer["Location"] == f"{LIST}?tab=active"
    held = Customer.of(company.entity).on_hold().values_list("account", flat=True)
    assert sorted(held) == ["C-100", "C-200"]
    client.post(f"{LIST}release/", {"selected": [row.pk for row in Customer.of(company.entity)]})
    assert not Customer.of(company.entity).on_hold().exists()
    foreign.refresh_from_db()
    assert foreign.hold == HoldKind.NONE


def test_everything_that_matches_can_be_held(client: Client, company: Company) -> None:
    asked = client.get(f"{LIST}hold/", {"matching": "all", "q": "C-1"})

    assert asked.context["count"] == 2


def test_without_a_selection_the_list_asks_for_one(client: Client, company: Company) -> None:
    assert "Select the customers first" in text(client.get(f"{LIST}hold/", follow=True))


def test_the_look_up_offers_active_customers_and_finds_others_by_their_account(client: Client, company: Company) -> None:
    Customer.of(company.entity).filter(account="C-110").update(status="inactive")

    hits = client.get("/NL01/look-up/customers.customer/", {"q": "c-1"}).json()

    assert "C-100" in str(hits)
    assert "C-110" not in str(hits)


def test_the_account_of_customers_lists_what_is_open_and_overdue(client: Client, company: Company) -> None:
    long_ago = date(2025, 3, 1)
    owe(company, company.customers["C-100"], "100", on=long_ago, due=long_ago)
    owe(company, company.customers["C-110"], "200", due=company.entity.today() + timedelta(days=9))

    page = client.get("/NL01/customers/transactions/")
    overdue = client.get("/NL01/customers/transactions/", {"tab": "overdue"}).context["listing"].rows.rows
    of_one = client.get("/NL01/customers/transactions/", {"customer": "C-110"}).context["listing"].rows.rows

    assert "300.00" in text(page)
    assert [row.amount for row in overdue] == [100]
    assert [row.amount for row in of_one] == [200]
    assert "Overdue" in text(client.get(f"/NL01/customers/transactions/{overdue[0].pk}/"))


@pytest.mark.parametrize(
    ("role", "may"), [("OC", False), ("WH", False), ("BC", True), ("AR", True), ("MK", False), ("AU", True), ("AD", False)]
)
def test_the_account_is_for_the_roles_of_the_matrix(signed_in_client: SignIn, company: Company, role: str, may: bool) -> None:
    entry = owe(company, company.customers["C-100"], "100")

    assert signed_in_client(role).get("/NL01/customers/transactions/").status_code == (200 if may else 403)
    assert signed_in_client(role).get(f"/NL01/customers/transactions/{entry.pk}/").status_code == (200 if may else 403)


def test_orders_and_invoices_stand_beside_the_customer_and_its_transactions(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 2))
    posted = invoice(company, order)
    entry = CustomerTransaction.of(company.entity).get(voucher=posted.voucher_id)

    related = {role: [row.label for row in signed_in_client(role).get(page_of(company)).context["related"]] for role in ("OC", "WH", "MK")}
    of_entry = signed_in_client("AR").get(f"/NL01/customers/transactions/{entry.pk}/").context["related"]

    orders, quotations = [order.number, "All sales orders of the customer"], ["All quotations of the customer"]
    invoices = [posted.number, "All invoices of the customer"]
    assert related == {"OC": [*orders, *quotations, *invoices], "WH": orders, "MK": quotations}
    assert [row.label for row in of_entry] == [posted.number]


def test_an_order_for_the_customer_is_one_key_away_while_it_takes_orders(signed_in_client: SignIn, company: Company) -> None:
    clerk = signed_in_client("OC")

    def action() -> Any:
        return next(shown for shown in clerk.get(page_of(company)).context["view"].shown_actions if shown.action.name == "order")

    assert (action().url, action().reason) == ("/NL01/sales/orders/new/?customer=C-100", "")
    assert clerk.get(action().url).context["form"]["customer"].value() == "C-100"
    Customer.of(company.entity).filter(account="C-100").update(order_allowed=False)
    assert "not allowed" in action().reason
