"""Copying over REST: lines of documents into an order, an order into a new one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Customer
from foundation.backoffice.api.fields import CodeField, QuantityField
from foundation.backoffice.api.references import unknown_code
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.organization.access import Access
from sales.api import commands
from sales.api.drafts import cycles
from sales.api.serializers import SalesOrderSerializer
from sales.copying import ChosenLine, CopyOptions, CopyRequest, copy_source, copy_sources
from sales.services.copy_lines import OrderCopy, copy_lines, copy_order
from sales.statuses import SalesOrderType

MOST_SOURCES = 50


class CopyOptionFields(CommandSerializer):
    """How lines are copied."""

    factor = QuantityField(default=Decimal(1), min_value=0, help_text="What quantities are multiplied with, rounded to the unit.")
    invert = serializers.BooleanField(default=False)
    copy_charges = serializers.BooleanField(default=False, help_text="Those typed by hand; of the order with its header.")
    recalculate = serializers.BooleanField(default=False, help_text="Search prices now instead of taking those of the source.")
    precisely = serializers.BooleanField(default=False, help_text="Also warehouse, dates, texts and sales tax groups of the lines.")
    copy_header = serializers.BooleanField(default=False)


class LineToCopy(CommandSerializer):
    """A line of a document; all of its quantity unless told otherwise."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False)


class SourceToCopy(CommandSerializer):
    """A document to copy from; all of its lines unless some are named."""

    kind = serializers.CharField(max_length=20, help_text="`order`, `confirmation`, `packing_slip`, `invoice` or `quotation`.")
    number = serializers.CharField(max_length=40, help_text="Of a confirmation without its version the latest.")
    lines = list_of(LineToCopy(), max_length=commands.MOST_LINES, required=False)


class CopyLines(CopyOptionFields):
    """Lines to copy into an order."""

    sources = list_of(SourceToCopy(), max_length=MOST_SOURCES, allow_empty=False)
    delete_lines = serializers.BooleanField(default=False, help_text="The lines of this order go first.")
    delete_attached = serializers.BooleanField(default=False, help_text="The answer to DIR-04: purchase lines go with their lines.")


class CopyOrder(CopyOptionFields):
    """A new order to make of this one."""

    customer = CodeField(Customer, "account", required=False, help_text="That of this order unless given.")
    order_type = serializers.ChoiceField(choices=SalesOrderType.choices, required=False, help_text="That of this order unless given.")
    subscription = commands.Cycles(required=False)


class CopyActions:
    """The verbs that copy, on the order that gets the lines or is copied."""

    command: Any
    entity: Any
    user: Any
    access: Any
    locked_object: Any
    get_object: Any
    answer: Any

    @extend_schema(request=CopyLines, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="copy-lines")
    def copy_lines(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add lines of other documents to the order; stopped items are left out and told."""
        data = self.command(CopyLines)
        wanted = CopyRequest(chosen_lines(self.access, data["sources"]), options_of(data))
        limit = self.access.manual_discount_limit
        work = copy_lines(self.entity, self.locked_object().pk, wanted, self.user, discount_limit=limit)
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]

    @extend_schema(request=CopyOrder, responses={201: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="copy")
    def copy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a new order of all lines of this one."""
        data, source = self.command(CopyOrder), self.get_object()
        customer = data["customer"].pk if "customer" in data else source.customer_id
        wanted = OrderCopy(source.pk, customer, data.get("order_type", source.order_type), options_of(data), cycles(data))
        work = copy_order(self.entity, wanted, self.user, discount_limit=self.access.manual_discount_limit)
        return self.answer(status_code=status.HTTP_201_CREATED, notices=work.notices, pk=work.order.pk)  # type: ignore[no-any-return]


def options_of(data: Mapping[str, Any]) -> CopyOptions:
    """Return how lines are copied; raises CPY-01."""
    return CopyOptions(**{name: data[name] for name in CopyOptions.__dataclass_fields__ if name in data})


def chosen_lines(access: Access, sources: list[Mapping[str, Any]]) -> list[ChosenLine]:
    """Return the lines that a request names; raises InvalidInput at the path of an unknown kind, document or line."""
    found = []
    for index, wanted in enumerate(sources):
        path = f"sources.{index}"
        if wanted["kind"] not in {source.kind for source in copy_sources()}:
            raise unknown_code(wanted["kind"], f"{path}.kind")
        source = copy_source(wanted["kind"])
        access.require(source.permission)
        key = source.keys_by_number(access.legal_entity, [wanted["number"]]).get(wanted["number"])
        if key is None:
            raise unknown_code(wanted["number"], f"{path}.number")
        known = {line.line_number: line.key for line in source.lines(access.legal_entity, [key])}
        rows = wanted.get("lines", [{"line_number": number} for number in known])
        for row, line in enumerate(rows):
            if line["line_number"] not in known:
                raise unknown_code(str(line["line_number"]), f"{path}.lines.{row}.line_number")
            found.append(ChosenLine(wanted["kind"], key, known[line["line_number"]], line.get("quantity")))
    return found
