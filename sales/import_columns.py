"""The columns that a file of sales orders may have: one row per line, the columns of the order repeated in every row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale
from django.utils.translation import gettext_lazy as _

from customers.errors import CountryNotKnown
from foundation.imports.columns import Column
from foundation.imports.errors import RecordUnknown
from foundation.imports.values import Parser, Reading, day, number, record, text
from foundation.inventory.models import Unit, Warehouse
from foundation.organization.models import Currency, LegalEntity
from sales.statuses import SalesOrderType

HEADER_COLUMNS = (
    "order",
    "customer",
    "customer_name",
    "order_type",
    "order_date",
    "requested_ship_date",
    "requested_receipt_date",
    "currency",
    "customer_reference",
    "delivery_name",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "delivery_country",
)

_ORDER_TYPES: dict[str, object] = {name: value for value in SalesOrderType.values for name in (value, value.replace("_", " "))}
_OTHER_NAMES = {"eire": "IE", "uk": "GB", "great britain": "GB", "usa": "US", "holland": "NL"}
_COUNTRIES = {
    str(name).casefold(): str(code)
    for language in ("nl", "en")
    for code, name in Locale(language).territories.items()
    if re.match(r"^[A-Z]{2}$", str(code))
} | _OTHER_NAMES


def country(raw: str, _reading: Reading, _label: str) -> str:
    """Read a country by its ISO code or its name in English or Dutch; raises CountryNotKnown (CU-021)."""
    found = _COUNTRIES.get(raw.casefold()) or raw.upper()
    if found not in _COUNTRIES.values():
        raise CountryNotKnown(country=raw)
    return found


def order_columns(entity: LegalEntity) -> Sequence[Column]:
    """Return the columns of the import of sales orders, with the currencies, units and warehouses that are known: three queries."""

    def unknown(column: str, value: str) -> RecordUnknown:
        return RecordUnknown(column=column, value=value, entity=entity)

    def one_of(records: dict[str, object]) -> Parser:
        return record(records, unknown)

    return [
        Column("order", _("order in the file"), text(60), required=True, aliases=("InvoiceNo", "order number", "external id", "document")),
        Column("customer", _("customer account"), text(20), aliases=("CustomerID", "account", "customer")),
        Column("customer_name", _("customer name"), text(100)),
        Column("order_type", _("order type"), one_of(_ORDER_TYPES), aliases=("type",)),
        Column("item", _("item number"), text(20), required=True, aliases=("StockCode", "item", "SKU", "article")),
        Column("name", _("description"), text(200), aliases=("Description", "item name", "text")),
        Column("quantity", _("quantity"), number, required=True, aliases=("qty",)),
        Column("unit", _("unit"), one_of({unit.code: unit.pk for unit in Unit.objects.all()})),
        Column("unit_price", _("unit price"), number, aliases=("UnitPrice", "price")),
        Column("price_unit", _("price unit"), number),
        Column("discount_amount", _("discount"), number),
        Column("discount_percent", _("discount %"), number, aliases=("discount percent",)),
        Column("net_amount", _("net amount"), number, aliases=("line amount",)),
        Column("warehouse", _("warehouse"), one_of({known.code: known.pk for known in Warehouse.of(entity)})),
        Column("order_date", _("order date"), day, aliases=("InvoiceDate", "date")),
        Column("requested_ship_date", _("requested ship date"), day, aliases=("ship date",)),
        Column("requested_receipt_date", _("requested receipt date"), day, aliases=("receipt date",)),
        Column("currency", _("currency"), one_of({known.code: known.pk for known in Currency.objects.all()})),
        Column("customer_reference", _("customer reference"), text(60), aliases=("reference", "customer PO")),
        Column("delivery_name", _("delivery name"), text(100)),
        Column("delivery_street", _("street and number"), text(120), aliases=("street",)),
        Column("delivery_postal_code", _("postal code"), text(12)),
        Column("delivery_city", _("city"), text(60)),
        Column("delivery_country", _("country"), country),
    ]
