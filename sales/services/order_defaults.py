"""What a new order takes from its customer, its invoice account, the address book and the parameters (sales.md §7.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from customers.addresses import AddressBook
from customers.buyers import BuyerKey, ProspectKey
from customers.contact_data import check_country
from customers.errors import InvoiceOverdue
from customers.models import Customer, CustomerParameters, OpenTransaction, Prospect
from customers.models.customer import CustomerStatus, HoldKind, PartialDelivery
from foundation.inventory.models import Warehouse
from foundation.ledger.models import SalesTaxGroup, SalesTaxGroupRule
from foundation.ledger.tax_setup import destination_of, party_groups_by_destination
from foundation.organization.models import LegalEntity, User
from sales.bounds import check_dates
from sales.delivery_places import WHEREABOUTS
from sales.errors import CustomerNotActive, CustomerNotOrderable, InvoiceAccountBlocked
from sales.models import SalesOrder, SalesParameters
from sales.services.ship_days import ShipDays
from sales.services.total_discounts import TOTAL_DISCOUNT, set_total_discount
from sales.statuses import TRAITS, SalesOrderType
from sales.type_change_errors import MadeAsReturn, TypeNotAvailable, TypeNotOffered

_CUSTOMER_RELATIONS = (
    "party",
    "group",
    "currency",
    "sales_tax_group",
    "price_group",
    "line_discount_group",
    "multiline_discount_group",
    "total_discount_group",
    "charge_group",
    "delivery_mode",
    "warehouse__site",
)
_COPIED = (
    "currency_id",
    "payment_terms_id",
    "cash_discount_id",
    "payment_method_id",
    "delivery_terms_id",
    "prices_include_tax",
    "summary_update_allowed",
)
_FROM_INVOICE_ACCOUNT = frozenset({"payment_terms_id", "cash_discount_id", "payment_method_id", "summary_update_allowed"})
_AT_HOME = SalesTaxGroupRule.Destination.DOMESTIC
_PRICE_GROUPS = ("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group")

HEADER_FIELDS = frozenset(
    {
        "contact_name",
        "responsible_id",
        "customer_reference",
        "customer_requisition",
        "project_number",
        "language",
        "currency_id",
        "prices_include_tax",
        "sales_tax_group_id",
        "payment_terms_id",
        "cash_discount_id",
        "payment_method_id",
        "price_group_id",
        "line_discount_group_id",
        "multiline_discount_group_id",
        "total_discount_group_id",
        *TOTAL_DISCOUNT,
        "order_date",
        "requested_ship_date",
        "requested_receipt_date",
        "confirmed_ship_date",
        "confirmed_receipt_date",
        "delivery_date_control",
        "warehouse_id",
        "delivery_name",
        "delivery_street",
        "delivery_postal_code",
        "delivery_city",
        "delivery_country",
        "delivery_terms_id",
        "delivery_mode_id",
        "prevent_partial_delivery",
        "automatic_reservation",
        "summary_update_allowed",
        "exclude_from_batch_invoicing",
        "exclude_from_credit_check",
        "fixed_exchange_rate",
        "priority",
        "text",
        "internal_note",
        "external_id",
    }
)


@dataclass(frozen=True)
class HeaderDefaults:
    """Customers, addresses, tax rules and parameters for a set of new orders: a fixed number of queries."""

    entity: LegalEntity
    parameters: SalesParameters
    customer_parameters: CustomerParameters
    customers: Mapping[BuyerKey, Customer]
    addresses: AddressBook
    tax_groups: Mapping[tuple[str, bool], SalesTaxGroup]
    warehouses: Mapping[int, Warehouse]
    today: date
    overdue: Mapping[int, tuple[str, date]]
    ship_days: ShipDays

    @classmethod
    def load(cls, entity: LegalEntity, keys: Iterable[BuyerKey]) -> HeaderDefaults:
        """Read customers with their invoice accounts, or prospects, and all that their orders start from."""
        wanted = set(keys)
        prospects = {key for key in wanted if isinstance(key, ProspectKey)}
        accounts = Customer.of(entity).with_invoice_accounts(wanted - prospects).select_related(*_CUSTOMER_RELATIONS).in_bulk()
        customers: dict[BuyerKey, Customer] = {**accounts}
        if prospects:
            customers |= Prospect.of(entity).open().stand_ins(prospects)
        today = entity.today()
        customer_parameters, parameters = CustomerParameters.of(entity), SalesParameters.of(entity)
        return cls(
            entity,
            parameters,
            customer_parameters,
            customers,
            AddressBook.load({customer.party_id for customer in customers.values()}, today),
            party_groups_by_destination(entity),
            Warehouse.of(entity).select_related("site").in_bulk(),
            today,
            _overdue(entity, accounts, customer_parameters.overdue_block_days, today),
            ShipDays.load(entity, parameters),
        )

    def new_order(
        self,
        customer_id: BuyerKey,
        order_type: str,
        header: Mapping[str, Any],
        invoice_account_id: int | None,
        user: User | None,
        *,
        from_room: bool = False,
    ) -> SalesOrder:
        """Return an unsaved order with every default; ``header`` holds what was entered, by field of HEADER_FIELDS.

        ``from_room``: a room above asks, which makes orders of a type that users are not offered here.
        Raises ORD-01, ORD-02, ORD-17, ORD-18 and CU-055.
        """
        if not from_room:
            check_type(order_type)
        customer = self.orderable_customer(customer_id)
        invoice_account = self.invoice_account(customer, invoice_account_id)
        if order_type != SalesOrderType.RETURNED_ORDER:
            self.require_paid(invoice_account)
        order = SalesOrder(
            legal_entity=self.entity,
            order_type=order_type,
            customer=customer,
            invoice_account=invoice_account,
            created_by=user,
            responsible=user,
            order_date=self.today,
            priority=5,
            delivery_date_control=self.parameters.delivery_date_control,
            automatic_reservation=self.parameters.reservation == SalesParameters.Reservation.AUTOMATIC,
            prevent_partial_delivery=self.parameters.prevent_partial_default or customer.partial_delivery == PartialDelivery.COMPLETE_ORDER,
        )
        self.set_customer_defaults(order, customer, invoice_account)
        self.set_header(order, header)
        return order

    def orderable_customer(self, customer_id: BuyerKey) -> Customer:
        """Return the customer, or raise ORD-01 when it takes no orders or is on hold for all, ORD-01S when it is not active."""
        customer = self.customers.get(customer_id)
        if customer is None:
            raise CustomerNotOrderable(c=customer_id)
        if customer.status != CustomerStatus.ACTIVE:
            raise CustomerNotActive(c=customer, status=customer.get_status_display())
        if not customer.order_allowed or customer.hold_on(self.today) == HoldKind.ALL:
            raise CustomerNotOrderable(c=customer)
        return customer

    def invoice_account(self, customer: Customer, invoice_account_id: int | None = None) -> Customer:
        """Return the invoice account, or raise ORD-02 when it takes no documents."""
        wanted = invoice_account_id or customer.invoice_account_id
        account = self.customers.get(wanted) if wanted else customer
        if account is None or account.status != CustomerStatus.ACTIVE or account.hold_on(self.today) == HoldKind.ALL:
            raise InvoiceAccountBlocked(c=account or invoice_account_id)
        return account

    def require_paid(self, account: Customer) -> None:
        """Raise CU-055 when an invoice of the account has been due for longer than new orders may wait for it."""
        if account.pk in self.overdue:
            number, due = self.overdue[account.pk]
            raise InvoiceOverdue(n=number, d=(self.today - due).days)

    def set_customer_defaults(self, order: SalesOrder, customer: Customer, invoice_account: Customer) -> None:
        """Copy what orders take from the customer and, for money matters, from the invoice account."""
        order.customer, order.invoice_account = customer, invoice_account
        for name in _COPIED:
            setattr(order, name, getattr(invoice_account if name in _FROM_INVOICE_ACCOUNT else customer, name))
        self.set_price_groups(order)
        order.language = customer.language or customer.party.language or self.entity.language
        order.delivery_mode = customer.delivery_mode
        order.warehouse = customer.warehouse or self.warehouses.get(self.parameters.default_warehouse_id or 0)
        order.delivery_name = customer.name
        self._set_delivery_address(order, self.today)

    def set_price_groups(self, order: SalesOrder) -> None:
        """Copy the price and discount groups of the customer, or of the invoice account where the parameters say so (customers.md §2.2)."""
        source = order.invoice_account if self.customer_parameters.price_from_invoice_account else order.customer
        for name in _PRICE_GROUPS:
            setattr(order, name, getattr(source, name))

    def _set_delivery_address(self, order: SalesOrder, on_date: date) -> None:
        """Propose the delivery address that is in force on a day, else the one of today."""
        party = order.customer.party_id
        address = self.addresses.address(party, "delivery", on_date) or self.addresses.address(party, "delivery")
        if address is not None:
            order.delivery_street = f"{address.street} {address.house_number}".strip()
            order.delivery_postal_code, order.delivery_city = address.postal_code, address.city
        order.delivery_country = address.country if address is not None else self.entity.country

    def set_header(self, order: SalesOrder, header: Mapping[str, Any]) -> None:
        """Set what was entered, and derive what follows from it: site, dates, tax group."""
        unknown = set(header) - HEADER_FIELDS
        if unknown:
            raise TypeError(f"Not fields of an order header: {', '.join(sorted(unknown))}")
        check_dates(header)
        if header.get("currency_id", order.currency_id) != order.currency_id:
            order.fixed_exchange_rate = None  # it was that of another currency
        before = order.requested_ship_date, order.requested_receipt_date
        for name, value in header.items():
            setattr(order, name, value)
        if "delivery_country" in header:
            order.delivery_country = check_country(order.delivery_country, field="delivery_country")  # it decides on the tax
        set_total_discount(order, header)
        order.warehouse = self.warehouses.get(order.warehouse_id or 0)
        order.site = order.warehouse.site if order.warehouse else None
        self._set_dates(order, *before)
        if order.pk is None and header.keys().isdisjoint(WHEREABOUTS):
            self._set_delivery_address(order, order.requested_receipt_date)
        if "sales_tax_group_id" not in header:
            order.sales_tax_group = self.tax_group(order)

    def _set_dates(self, order: SalesOrder, ship_before: date | None, receipt_before: date | None) -> None:
        """Let the receipt date follow the ship date, and the other way round where only that one is new (sales.md §12.1)."""
        shipping, receiving = order.requested_ship_date, order.requested_receipt_date
        on_the_way = timedelta(days=order.delivery_mode.transport_days if order.delivery_mode else 0)
        receipt_alone = receiving is not None and receiving != receipt_before and shipping == ship_before
        if receipt_alone:
            order.requested_ship_date = self.ship_days.calendar.last_open(receiving - on_the_way)
        elif shipping is None:
            order.requested_ship_date = self.ship_days.after_lead_time(order, self.parameters.sales_lead_time)
        if receiving is None or (not receipt_alone and receiving == receipt_before and shipping != ship_before):
            order.requested_receipt_date = order.requested_ship_date + on_the_way

    def tax_group(self, order: SalesOrder) -> SalesTaxGroup | None:
        """Return the tax group by where the goods of an order go."""
        return tax_group_for(self.entity, self.tax_groups, order, order.delivery_country)


def tax_group_for(
    entity: LegalEntity, known: Mapping[tuple[str, bool], SalesTaxGroup], order: SalesOrder, country: str
) -> SalesTaxGroup | None:
    """Return the tax group by where goods go and whether the invoice account has a VAT number; else the customer's.

    At home the customer's own group goes first, a reverse charge for one, but for a group that is meant for goods that leave: what a
    foreign customer lets deliver at home is taxed at home.
    """
    destination = destination_of(entity, country)
    own = order.customer.sales_tax_group or order.customer.group.sales_tax_group
    if destination == _AT_HOME and own is not None and not _is_for_abroad(own, known):
        return own
    return known.get((destination, bool(order.invoice_account.vat_number))) or own


def _is_for_abroad(group: SalesTaxGroup, known: Mapping[tuple[str, bool], SalesTaxGroup]) -> bool:
    """Tell whether the rules name a group for goods that leave the country, and for no others."""
    destinations = {destination for (destination, _has_number), one in known.items() if one.pk == group.pk}
    return bool(destinations) and _AT_HOME not in destinations


def check_type(order_type: str) -> None:
    """Refuse order types that are not offered for new orders (ORD-17, ORD-18, ORD-57)."""
    if TRAITS[order_type].created_by_project:
        raise TypeNotOffered()
    if TRAITS[order_type].returns_goods:
        raise MadeAsReturn()
    if not TRAITS[order_type].offered:
        raise TypeNotAvailable(a="–", b=SalesOrderType(order_type).label)


def _overdue(entity: LegalEntity, customers: Collection[int], days: int | None, today: date) -> dict[int, tuple[str, date]]:
    """Return what blocks new orders of customers; asked only where the parameters say after how many days."""
    if days is None:
        return {}
    found: dict[int, tuple[str, date]] = OpenTransaction.of(entity).longest_overdue(customers, today - timedelta(days=days))
    return found
