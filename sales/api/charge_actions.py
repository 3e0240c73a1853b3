"""Charges of orders and quotations over REST: add, change and remove them by hand (sales.md §8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField, PriceField
from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.references import find_by_code, key_of, unknown_code
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from foundation.inventory.models import Unit
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Currency
from sales.api.commands import MOST_LINES
from sales.api.serializers import SalesOrderChargeSerializer, SalesOrderSerializer
from sales.models import ChargeCode, SalesOrderCharge
from sales.models.charge import ChargeCategory, ChargeTerms
from sales.services.change_charges import ChargeEntry, change_charges
from sales.services.summarise_order import summarise_order

_SHOWN = ("code", "unit", "line", "currency", "item_sales_tax_group")
_NAMED: dict[str, type[Model]] = {"unit": Unit, "currency": Currency, "item_sales_tax_group": ItemSalesTaxGroup}


class ChargeChange(CommandSerializer):
    """One charge to add, change or remove; of a known one, what is not given stays."""

    id = serializers.IntegerField(min_value=1, required=False, help_text="The charge to change or remove; none for a new one.")
    code = serializers.CharField(max_length=20, required=False)
    value = PriceField(required=False)
    category = serializers.ChoiceField(choices=ChargeCategory.choices, required=False)
    line_number = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, help_text="The line; null or none for a charge of the whole document."
    )
    unit = serializers.CharField(max_length=10, required=False)
    currency = serializers.CharField(max_length=3, required=False, allow_null=True, help_text="Null: that of the document.")
    item_sales_tax_group = serializers.CharField(
        max_length=20, required=False, allow_null=True, help_text="Null for that of the charge code."
    )
    keep = serializers.BooleanField(required=False)
    remove = serializers.BooleanField(default=False)


class ChargeChanges(CommandSerializer):
    """Charges that are added, changed and removed in one step; charges that are not named stay."""

    charges = list_of(ChargeChange(), max_length=MOST_LINES, allow_empty=False)


class CalculatedChargeSerializer(SalesOrderChargeSerializer):
    """A charge with what it comes to for the ordered quantities."""

    amount = AmountField(source="calculated_amount")

    class Meta(SalesOrderChargeSerializer.Meta):
        fields: ClassVar[list[str]] = [*SalesOrderChargeSerializer.Meta.fields, "amount"]


class ChargesSerializer(serializers.Serializer[Any]):
    """The charges of an order and of its lines."""

    charges = CalculatedChargeSerializer(many=True)


def charge_entries(document: Any, rows: Sequence[Mapping[str, Any]]) -> list[ChargeEntry]:
    """Return what was typed of the charges of an order or quotation; raises InvalidInput for an unknown charge or code."""
    known: dict[int, ChargeTerms] = {charge.pk: charge for charge in document.charges.select_related(*_SHOWN)}
    codes = find_by_code(document.legal_entity_id, ChargeCode, {row.get("code") for row in rows})
    found = {
        name: find_by_code(document.legal_entity_id, model, {row.get(name) for row in rows} - {None}) for name, model in _NAMED.items()
    }
    entries: list[ChargeEntry] = []
    for index, row in enumerate(rows):
        path, key = f"charges.{index}", row.get("id")
        if key is not None and key not in known:
            raise unknown_code(str(key), f"{path}.id")
        if key is not None and any(entry.key == key for entry in entries):
            raise InvalidInput({f"{path}.id": [_("This charge stands in the request twice.")]})
        for name in ("code", "value") if key is None else ():
            if name not in row:
                raise InvalidInput({f"{path}.{name}": [_("A new charge needs a code and a value.")]})
        key_of(codes, row.get("code"), path=f"{path}.code")
        for name, records in found.items():
            if row.get(name) and row[name] not in records:
                raise unknown_code(row[name], f"{path}.{name}")
        entries.append(_entry(row, known.get(key or 0), codes, found))
    return entries


def _entry(
    row: Mapping[str, Any], charge: ChargeTerms | None, codes: Mapping[str, ChargeCode], found: Mapping[str, Mapping[str, Any]]
) -> ChargeEntry:
    was: Any = charge or SalesOrderCharge()
    groups = found["item_sales_tax_group"]
    number = was.line.line_number if charge is not None and was.line is not None else None
    return ChargeEntry(
        code=codes[row["code"]] if "code" in row else was.code,
        value=row.get("value", was.value),
        category=row.get("category", was.category),
        key=row.get("id"),
        line_number=row.get("line_number", number),
        unit=found["unit"][row["unit"]] if row.get("unit") else was.unit,
        currency=found["currency"].get(row["currency"]) if "currency" in row else was.currency,
        tax_group=groups.get(row["item_sales_tax_group"]) if "item_sales_tax_group" in row else was.item_sales_tax_group,
        keep=row.get("keep", was.keep),
        remove=row["remove"],
    )


class ChargeActions:
    """The charges of an order."""

    command: Any
    entity: Any
    user: Any
    access: Any
    get_object: Any
    locked_object: Any
    answer: Any

    @extend_schema(responses={200: ChargesSerializer})
    @action(detail=True, methods=["get"])
    def charges(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the charges of the order and of its lines, with what each comes to."""
        order = self.get_object()
        amounts = {key: charge.amount for key, charge in summarise_order(self.entity, order.pk).by_key.items()}
        found = list(SalesOrderCharge.of(self.entity).of_order(order.pk))
        for charge in found:
            charge.calculated_amount = amounts.get(charge.pk, 0)  # type: ignore[attr-defined]
        return Response(ChargesSerializer({"charges": found}, context={"view": self}).data)

    @extend_schema(request=ChargeChanges, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="change-charges")
    def change_charges(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add, change and remove charges in one step: all of it happens or nothing. A changed automatic charge counts as typed."""
        data = self.command(ChargeChanges)
        order, limit = self.locked_object(), self.access.manual_discount_limit
        entries = charge_entries(order, data["charges"])
        with naming_rows(rows="charges"):
            work = change_charges(self.entity, order.pk, entries, self.user, discount_limit=limit)
        return self.answer(notices=work.notices)  # type: ignore[no-any-return]
