"""What the API takes for invoices, and the request of the invoicing services that it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.references import find_by_code, find_keys, key_of, named_twice, unknown_code
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity
from invoicing.errors import CreditLimitExceeded
from invoicing.models import QuantityOption, SummaryUpdate
from invoicing.planning import InvoiceRequest
from sales.models import PackingSlip, PackingSlipLine, SalesOrder, SalesOrderLine

MOST_DOCUMENTS = 200
MOST_LINES = 2000


class LineInvoicing(CommandSerializer):
    """A quantity to invoice that differs from the proposed one."""

    order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()
    close = serializers.BooleanField(default=False, help_text="Give up what stays open of the line.")


class SlipLineInvoicing(CommandSerializer):
    """A quantity of a packing slip line to invoice that differs from the proposed one."""

    packing_slip = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField()


class Invoicing(CommandSerializer):
    """What to invoice: orders, or the packing slips that are named."""

    orders = serializers.ListField(child=serializers.CharField(max_length=20), max_length=MOST_DOCUMENTS, default=list)
    packing_slips = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=MOST_DOCUMENTS,
        default=list,
        help_text="Invoice only these; `quantity` is then `packing_slip`.",
    )
    quantity = serializers.ChoiceField(choices=QuantityOption.choices, required=False, help_text="`all` unless packing slips are named.")
    summary_update = serializers.ChoiceField(choices=SummaryUpdate.choices, default=SummaryUpdate.AUTOMATIC)
    leading_order = serializers.CharField(max_length=20, required=False, help_text="The order that lends the header, for `order`.")
    invoice_date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")
    document_date = serializers.DateField(required=False)
    lines = list_of(LineInvoicing(), max_length=MOST_LINES, default=list)
    packing_slip_lines = list_of(SlipLineInvoicing(), max_length=MOST_LINES, default=list)
    overrule_credit = serializers.BooleanField(default=False, help_text="Invoice although the credit limit is exceeded.")
    credit_correction = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text="Book negative amounts on the sides of the sale, not swapped debit and credit; as the parameters say unless given.",
    )
    send = serializers.BooleanField(default=True, help_text="Print and send as print management says; the PDF is archived in any case.")


def invoice_request(access: Access, data: Mapping[str, Any], *, prefix: str = "") -> tuple[list[int], InvoiceRequest]:
    """Return the orders and what is to be invoiced of them; raises InvalidInput at the path of what does not exist."""
    if data["overrule_credit"]:
        access.require("invoicing.overrule_warning")
    entity = access.legal_entity
    slips = find_keys(entity, PackingSlip, data["packing_slips"], "packing_slips")
    named, of_slips = find_keys(entity, SalesOrder, data["orders"], "orders"), PackingSlipLine.of(entity).order_keys(slips)
    orders = [*named, *of_slips]
    if not orders:
        raise InvalidInput({"orders": [_("Name orders or packing slips.")]})
    if slips and not set(named) <= set(of_slips):
        raise InvalidInput({"orders": [_("With packing slips, name only orders that are on them.")]})
    lines = _by_key(SalesOrderLine.of(entity).keys_by_number(orders), data["lines"], "order", "lines")
    request = InvoiceRequest(
        quantity=data.get("quantity", QuantityOption.PACKING_SLIP if slips else QuantityOption.ALL),
        summary_update=data["summary_update"],
        leading_order=_leading_order(entity, data.get("leading_order")),
        invoice_date=data.get("invoice_date"),
        document_date=data.get("document_date"),
        slips=tuple(slips) or None,
        quantities={key: row["quantity"] for key, row in lines.items()},
        slip_quantities=_slip_quantities(entity, data["packing_slip_lines"]),
        close_lines=frozenset(key for key, row in lines.items() if row["close"]),
        print_invoice=data["send"],
        credit_correction=data.get("credit_correction"),
        accept_warnings=frozenset({CreditLimitExceeded.code} if data["overrule_credit"] else ()),
        idempotency_prefix=prefix,
    )
    return list(dict.fromkeys(orders)), request


def _leading_order(entity: LegalEntity, number: str | None) -> int | None:
    return key_of(find_by_code(entity, SalesOrder, [number], field="number"), number, path="leading_order")


def _slip_quantities(entity: LegalEntity, rows: Sequence[Mapping[str, Any]]) -> dict[int, Decimal]:
    numbers = {row["packing_slip"] for row in rows}
    known = PackingSlipLine.of(entity).keys_by_number(numbers) if numbers else {}
    return {key: row["quantity"] for key, row in _by_key(known, rows, "packing_slip", "packing_slip_lines").items()}


def _by_key(
    known: Mapping[tuple[str, int], int], rows: Sequence[Mapping[str, Any]], document: str, path: str
) -> dict[int, Mapping[str, Any]]:
    """Return the rows by the key of their line; raises InvalidInput for a line that does not exist."""
    found = {}
    for index, row in enumerate(rows):
        name = (row[document], row["line_number"])
        if name not in known:
            raise unknown_code(f"{name[0]} / {name[1]}", f"{path}.{index}")
        if known[name] in found:
            raise named_twice(f"{path}.{index}")
        found[known[name]] = row
    return found
