"""The set-up of suggestions over REST: rules with their test and report, product lists with their items (sales.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Customer, CustomerGroup
from foundation.backoffice.api.fields import AmountField, CodeField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer, list_of
from foundation.backoffice.api.set_up import SetUpViewSet
from foundation.backoffice.api.views import EntityViewSet, ListMixin
from foundation.inventory.models import Item, SalesCategory, Unit
from foundation.organization.models import LegalEntity
from foundation.organization.services.save_with_children import save_with_children
from sales.suggestions.api.serializers import RuleSerializer
from sales.suggestions.models import ProductList, ProductListItem, QuantityRule, SuggestionKind, SuggestionRule
from sales.suggestions.models.rule import SUGGESTED_ON, SUGGESTED_ON_CHOICES
from sales.suggestions.services.generate_list import ListRequest, generate_list
from sales.suggestions.services.try_rule import LineToTry, try_rule

SEE, CHANGE = "suggestions.view_rule", "suggestions.change_rule"
PERMISSIONS = {
    **dict.fromkeys(("list", "retrieve"), SEE),
    **dict.fromkeys(("create", "partial_update", "destroy"), CHANGE),
}
MOST_ITEMS, STEP = 500, 10


class RuleChange(CommandSerializer):
    """What can be changed of a rule; a rule has one trigger, and conditions that are left out always hold."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=60, required=False)
    kind = serializers.ChoiceField(SuggestionKind.choices, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=32767, required=False, help_text="1 is shown first.")
    trigger_item = CodeField(Item, "number", required=False, allow_null=True)
    trigger_category = CodeField(SalesCategory, required=False, allow_null=True)
    trigger_list = CodeField(ProductList, required=False, allow_null=True)
    item = CodeField(Item, "number", required=False, help_text="What is offered.")
    quantity_rule = serializers.ChoiceField(QuantityRule.choices, required=False)
    quantity = QuantityField(required=False, help_text="Fixed, or for each number of units of the line.")
    per_units = QuantityField(required=False)
    customer = CodeField(Customer, "account", required=False, allow_null=True)
    customer_group = CodeField(CustomerGroup, required=False, allow_null=True)
    minimum_quantity = QuantityField(required=False, allow_null=True)
    minimum_amount = AmountField(required=False, allow_null=True, help_text="In the currency of the order.")
    order_type = serializers.ChoiceField(SUGGESTED_ON_CHOICES, required=False, allow_blank=True)
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)
    only_in_stock = serializers.BooleanField(required=False)
    not_bought_days = serializers.IntegerField(min_value=0, max_value=32767, required=False, allow_null=True)
    script = serializers.CharField(max_length=500, required=False, allow_blank=True)
    script_active = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)


class NewRule(RuleChange):
    """A new rule."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)
    item = CodeField(Item, "number", help_text="What is offered.")


class RuleTest(CommandSerializer):
    """A line as it might be entered."""

    customer = CodeField(Customer, "account")
    item = CodeField(Item, "number")
    quantity = QuantityField(default=1)
    order_type = serializers.ChoiceField(SUGGESTED_ON_CHOICES, default=SUGGESTED_ON[0].value)


class VerdictSerializer(serializers.Serializer[Any]):
    """A condition of the rule, in the caller's language, and whether it holds."""

    condition = serializers.CharField()
    holds = serializers.BooleanField()


class TriedRuleSerializer(serializers.Serializer[Any]):
    """What the rule says to the line; nothing was written."""

    fires = serializers.BooleanField()
    conditions = VerdictSerializer(source="verdicts", many=True)
    quantity = QuantityField(help_text="How much would be offered.")
    unit_price = PriceField(allow_null=True)
    currency = serializers.CharField()


class RuleReportSerializer(ReadSerializer):
    """What became of what a rule suggested."""

    item = serializers.CharField(source="item.number")
    shown = serializers.IntegerField()
    accepted = serializers.IntegerField()
    declined = serializers.IntegerField()
    accepted_percent = PercentField(allow_null=True)
    gained = AmountField(help_text="In the currency of the legal entity.")

    class Meta:
        model = SuggestionRule
        fields: ClassVar[list[str]] = ["code", "name", "kind", "item", "shown", "accepted", "declined", "accepted_percent", "gained"]


@extend_schema_view(
    create=extend_schema(request=NewRule, responses={201: RuleSerializer}),
    partial_update=extend_schema(request=RuleChange, responses={200: RuleSerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class SuggestionRuleViewSet(SetUpViewSet):
    """The suggestion rules of a legal entity."""

    tags = ("codes",)
    lookup_field = "code"
    model, new_serializer, change_serializer = SuggestionRule, NewRule, RuleChange
    serializer_class = RuleSerializer
    ordering_fields = ("code", "priority")
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = PERMISSIONS | {"test": SEE}

    def get_queryset(self) -> Any:
        """Return the rules of the entity."""
        return SuggestionRule.objects.for_list()

    @extend_schema(request=RuleTest, responses={200: TriedRuleSerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell whether the rule fires for a line, and which of its conditions fail; nothing is written."""
        data = self.command(RuleTest)
        rule = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        return Response(TriedRuleSerializer(try_rule(self.entity, rule, LineToTry(**data), self.user)).data)


class SuggestionReportViewSet(ListMixin, EntityViewSet):
    """What became of what was suggested, rule by rule."""

    tags = ("codes",)
    serializer_class = RuleReportSerializer
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = {"list": SEE}

    def get_queryset(self) -> Any:
        """Return the rules of the entity with their figures."""
        return SuggestionRule.objects.for_report()


class ListItemSerializer(ReadSerializer):
    """A row of a product list: an item with its usual quantity, or a category."""

    item = serializers.CharField(source="item.number", default=None, allow_null=True)
    category = serializers.CharField(source="category.code", default=None, allow_null=True)
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)

    class Meta:
        model = ProductListItem
        fields: ClassVar[list[str]] = ["position", "item", "category", "quantity", "unit"]


class ProductListSerializer(ReadSerializer):
    """A product list with its rows."""

    customer = serializers.CharField(source="customer.account", default=None, allow_null=True)
    items = ListItemSerializer(many=True)

    class Meta:
        model = ProductList
        fields: ClassVar[list[str]] = ["code", "name", "customer", "valid_from", "valid_to", "is_active", "items"]


class NewListItem(CommandSerializer):
    """A row of a product list: it names an item or a category."""

    item = CodeField(Item, "number", required=False, allow_null=True)
    category = CodeField(SalesCategory, required=False, allow_null=True)
    quantity = QuantityField(default=1)
    unit = CodeField(Unit, required=False, allow_null=True, help_text="The sales unit of the item unless given.")
    position = serializers.IntegerField(min_value=1, required=False, help_text="By the place in the list unless given.")


class ProductListChange(CommandSerializer):
    """What can be changed of a product list; `items` replaces its rows."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=60, required=False)
    customer = CodeField(Customer, "account", required=False, allow_null=True, help_text="Whose item list it is.")
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    items = list_of(NewListItem(), max_length=MOST_ITEMS, required=False)


class NewProductList(ProductListChange):
    """A new product list."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)


class ListGeneration(CommandSerializer):
    """From which orders of a customer its item list is made."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)
    customer = CodeField(Customer, "account")
    days = serializers.IntegerField(min_value=1, max_value=3650, required=False, help_text="Orders of the last days.")
    orders = serializers.IntegerField(min_value=1, max_value=1000, required=False, help_text="The last orders.")
    minimum_quantity = QuantityField(default=0, min_value=0, help_text="Items of which less was ordered are left out.")


@extend_schema_view(
    create=extend_schema(request=NewProductList, responses={201: ProductListSerializer}),
    partial_update=extend_schema(request=ProductListChange, responses={200: ProductListSerializer}),
    destroy=extend_schema(request=None, responses={204: None}),
)
class ProductListViewSet(SetUpViewSet):
    """The product lists of a legal entity: they trigger suggestions, and orders are filled from them."""

    tags = ("codes",)
    lookup_field = "code"
    model, new_serializer, change_serializer = ProductList, NewProductList, ProductListChange
    serializer_class = ProductListSerializer
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = PERMISSIONS | {"generate": CHANGE}

    def get_queryset(self) -> Any:
        """Return the lists of the entity with their rows."""
        return ProductList.objects.for_detail()

    def save(self, record: Any, values: Mapping[str, Any]) -> Any:
        """Save a list, and its rows where they are given: the new ones take the place of the old."""
        head = {name: value for name, value in values.items() if name != "items"}
        saved = super().save(record, head)
        if "items" in values:
            old = list(ProductListItem.of(self.entity).filter(product_list=saved))
            save_with_children(self.entity, saved, list_rows(self.entity, saved, values["items"]), old, user=self.user)
        return saved

    @extend_schema(request=ListGeneration, responses={201: ProductListSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the item list of a customer from what it ordered."""
        made = generate_list(self.entity, ListRequest(**self.command(ListGeneration)), self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)


def list_rows(entity: LegalEntity, known: ProductList, items: list[dict[str, Any]]) -> list[ProductListItem]:
    """Return the rows of a list as they were given, each with its place."""
    found = []
    for place, row in enumerate(items, start=1):
        found.append(ProductListItem(legal_entity=entity, product_list=known, **{"position": STEP * place, **row}))
    return found
