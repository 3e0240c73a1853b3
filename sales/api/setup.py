"""Hold codes, charge codes and automatic charges over REST: made, changed and deleted like on their pages (sales.md §8, §10.1)."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from customers.models import DeliveryMode
from foundation.backoffice.api.fields import NOT_KNOWN, UNKNOWN, AmountField, CodeField, PriceField
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from foundation.backoffice.api.set_up import SetUpViewSet
from foundation.backoffice.permissions import MEMBER
from foundation.documents.formatting import DOCUMENT_LANGUAGES
from foundation.inventory.models import Unit
from foundation.ledger.models import ItemSalesTaxGroup, MainAccount, Relation
from foundation.organization.models import Currency, Role
from sales.api.calendar import CHANGE, SEE
from sales.models import AutoCharge, ChargeCategory, ChargeCode, HoldCode
from sales.models.hold import BlockedDocument, HoldColour
from sales.services.save_auto_charge import save_auto_charge
from sales.services.save_charge_code import save_charge_code

OF_MEMBERS = {
    **dict.fromkeys(("list", "retrieve"), MEMBER),
    **dict.fromkeys(("create", "partial_update", "destroy"), CHANGE),
}
OF_SET_UP = {
    **dict.fromkeys(("list", "retrieve"), SEE),
    **dict.fromkeys(("create", "partial_update", "destroy"), CHANGE),
}
SIDES = ("debit", "debit_account", "credit", "credit_account")


class NamesField(serializers.DictField):
    """Names by language."""

    child = serializers.CharField(max_length=100)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Return the names; raises a validation error for a language that papers are not printed in."""
        names: dict[str, str] = super().to_internal_value(data)
        for language in set(names) - set(DOCUMENT_LANGUAGES):
            raise serializers.ValidationError(str(NOT_KNOWN) % {"code": language}, UNKNOWN)
        return names


class RoleField(CodeField):
    """A role by its code, kept as that code; null for every role."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Role, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the code of a role that there is."""
        return str(super().to_internal_value(data).code)


class HoldCodeSerializer(ReadSerializer):
    """A kind of hold: which documents it stops, and which role clears it; every role where that is blank."""

    class Meta:
        model = HoldCode
        fields: ClassVar[list[str]] = ["code", "name", "colour", "blocks", "role", "remove_reservations", "is_default", "is_active"]


class HoldCodeChange(CommandSerializer):
    """What can be changed of a hold code."""

    name = serializers.CharField(max_length=60, required=False)
    colour = serializers.ChoiceField(HoldColour.choices, required=False)
    blocks = serializers.ListField(child=serializers.ChoiceField(BlockedDocument.choices), min_length=1, required=False)
    role = RoleField(required=False, allow_null=True, help_text="Null: every role that may clear holds.")
    remove_reservations = serializers.BooleanField(required=False)
    is_default = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Keep no role as blank."""
        return attrs | {"role": attrs["role"] or ""} if "role" in attrs else attrs


class NewHoldCode(HoldCodeChange):
    """A new hold code; it stops all but the confirmation unless given."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)


class ChargeCodeSerializer(ReadSerializer):
    """A kind of charge: its tax, and the sides it is booked on."""

    item_sales_tax_group = serializers.CharField(source="item_sales_tax_group.code", default=None, allow_null=True)
    debit_account = serializers.CharField(source="debit_account.number", default=None, allow_null=True)
    credit_account = serializers.CharField(source="credit_account.number", default=None, allow_null=True)

    class Meta:
        model = ChargeCode
        fields: ClassVar[list[str]] = [
            *("code", "names", "item_sales_tax_group", *SIDES, "prorate", "once_per_invoice", "untdid_code"),
        ]


class ChargeCodeChange(CommandSerializer):
    """What can be changed of a charge code."""

    names = NamesField(required=False, allow_empty=False, help_text="By language; `en` where there is none of the document's.")
    item_sales_tax_group = CodeField(ItemSalesTaxGroup, required=False, allow_null=True)
    debit = serializers.ChoiceField(ChargeCode.Side.choices, required=False, help_text="With the customer here, he pays the charge.")
    debit_account = CodeField(MainAccount, "number", required=False, allow_null=True)
    credit = serializers.ChoiceField(ChargeCode.Side.choices, required=False, help_text="With the customer here, he pays less by it.")
    credit_account = CodeField(MainAccount, "number", required=False, allow_null=True)
    prorate = serializers.BooleanField(required=False)
    once_per_invoice = serializers.BooleanField(required=False)
    untdid_code = serializers.CharField(max_length=3, required=False, allow_blank=True, help_text="UNTDID 7161, such as FC for freight.")


class NewChargeCode(ChargeCodeChange):
    """A new charge code."""

    code = serializers.CharField(max_length=20)
    names = NamesField(allow_empty=False)


class AutoChargeSerializer(ReadSerializer):
    """A charge that orders or lines get by themselves."""

    code = serializers.CharField(source="code.code")
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    currency = serializers.CharField(source="currency_id")
    item_sales_tax_group = serializers.CharField(source="item_sales_tax_group.code", default=None, allow_null=True)
    delivery_mode = serializers.CharField(source="delivery_mode.code", default=None, allow_null=True)

    class Meta:
        model = AutoCharge
        fields: ClassVar[list[str]] = [
            *("id", "level", "code", "category", "value", "unit", "currency", "customer_relation", "customer_key", "item_relation"),
            *(
                "item_key",
                "delivery_mode",
                "delivery_group",
                "from_amount",
                "to_amount",
                "position",
                "keep",
                "compound",
                "item_sales_tax_group",
            ),
        ]


class AutoChargeChange(CommandSerializer):
    """What can be changed of an automatic charge."""

    level = serializers.ChoiceField(AutoCharge.Level.choices, required=False)
    code = CodeField(ChargeCode, required=False)
    category = serializers.ChoiceField(ChargeCategory.choices, required=False)
    value = PriceField(required=False, help_text="An amount or a percentage, as the category says.")
    unit = CodeField(Unit, required=False, allow_null=True, help_text="For the categories by unit.")
    currency = CodeField(Currency, required=False)
    item_sales_tax_group = CodeField(ItemSalesTaxGroup, required=False, allow_null=True, help_text="Null: that of the charge code.")
    customer_relation = serializers.ChoiceField(Relation.choices, required=False)
    customer_key = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="A customer account or charge group.")
    item_relation = serializers.ChoiceField(Relation.choices, required=False)
    item_key = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="An item number or charge group.")
    delivery_mode = CodeField(DeliveryMode, required=False, allow_null=True, help_text="Null: every mode of delivery.")
    delivery_group = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="A charge group of modes of delivery."
    )
    from_amount = AmountField(required=False, allow_null=True)
    to_amount = AmountField(required=False, allow_null=True)
    position = serializers.IntegerField(min_value=1, max_value=9999, required=False)
    keep = serializers.BooleanField(required=False)
    compound = serializers.BooleanField(required=False)


class NewAutoCharge(AutoChargeChange):
    """A new automatic charge, for all customers, items and modes of delivery unless given."""

    level = serializers.ChoiceField(AutoCharge.Level.choices)
    code = CodeField(ChargeCode)
    value = PriceField(help_text="An amount or a percentage, as the category says.")
    currency = CodeField(Currency)


@extend_schema_view(
    create=extend_schema(request=NewHoldCode, responses={201: HoldCodeSerializer}),
    partial_update=extend_schema(request=HoldCodeChange, responses={200: HoldCodeSerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class HoldCodeViewSet(SetUpViewSet):
    """The hold codes."""

    tags = ("codes",)
    lookup_field = "code"
    model, new_serializer, change_serializer = HoldCode, NewHoldCode, HoldCodeChange
    serializer_class = HoldCodeSerializer
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = OF_MEMBERS

    def get_queryset(self) -> Any:
        """Return the hold codes of the entity."""
        return HoldCode.objects.all()


@extend_schema_view(
    create=extend_schema(request=NewChargeCode, responses={201: ChargeCodeSerializer}),
    partial_update=extend_schema(request=ChargeCodeChange, responses={200: ChargeCodeSerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class ChargeCodeViewSet(SetUpViewSet):
    """The charge codes."""

    tags = ("codes",)
    lookup_field = "code"
    model, new_serializer, change_serializer = ChargeCode, NewChargeCode, ChargeCodeChange
    left_to_service = SIDES
    serializer_class = ChargeCodeSerializer
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = OF_MEMBERS

    def get_queryset(self) -> Any:
        """Return the charge codes of the entity."""
        return ChargeCode.objects.for_list()

    def store(self, record: Any) -> Any:
        """Save the code when its sides fit (CHG-04, CHG-06)."""
        return save_charge_code(self.entity, record, user=self.user)


@extend_schema_view(
    create=extend_schema(request=NewAutoCharge, responses={201: AutoChargeSerializer}),
    partial_update=extend_schema(request=AutoChargeChange, responses={200: AutoChargeSerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class AutoChargeViewSet(SetUpViewSet):
    """The charges that orders and lines get by themselves."""

    tags = ("codes",)
    lookup_field = "pk"
    lookup_value_regex = "[0-9]+"
    model, new_serializer, change_serializer = AutoCharge, NewAutoCharge, AutoChargeChange
    left_to_service = ("category", "unit")
    serializer_class = AutoChargeSerializer
    ordering = ("id",)
    action_permissions: ClassVar[dict[str, str]] = OF_SET_UP

    def get_queryset(self) -> Any:
        """Return the automatic charges of the entity."""
        return AutoCharge.objects.for_list()

    def store(self, record: Any) -> Any:
        """Save the charge when its keys are known (CHG-01, CHG-02, CHG-04)."""
        return save_auto_charge(self.entity, record, user=self.user)
