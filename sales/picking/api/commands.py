"""What a request about picking lists may say."""

from __future__ import annotations

from rest_framework import serializers

from foundation.backoffice.api.fields import QuantityField
from foundation.backoffice.api.serializers import CommandSerializer, list_of
from sales.picking.plans import PickingQuantity

MOST_LINES = 2000
MOST_ORDERS = 200


class LinePicking(CommandSerializer):
    """A quantity to pick of one line of an order."""

    order = serializers.CharField(max_length=20)
    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(min_value=0)


class Picking(CommandSerializer):
    """Which orders to pick for, and how much of them."""

    orders = serializers.ListField(child=serializers.CharField(max_length=20), min_length=1, max_length=MOST_ORDERS)
    quantity = serializers.ChoiceField(choices=PickingQuantity.choices, default=PickingQuantity.ALL)
    lines = list_of(LinePicking(), max_length=MOST_LINES, default=list)
    date = serializers.DateField(required=False, help_text="Today in the company's calendar unless given.")
    reduce_quantity = serializers.BooleanField(required=False, help_text="List what is there only; the parameter decides unless given.")
    combine = serializers.BooleanField(default=False, help_text="Put all orders on one picking list per warehouse.")


class ListLineQuantity(CommandSerializer):
    """A quantity of one line of a picking list."""

    line_number = serializers.IntegerField(min_value=1)
    quantity = QuantityField(min_value=0)


class Registration(CommandSerializer):
    """What was picked; everything that is listed when no lines are given."""

    lines = list_of(ListLineQuantity(), max_length=MOST_LINES, required=False)
    end_remainder = serializers.BooleanField(
        required=False,
        help_text="Whether what was not picked of the list goes back to the orders, instead of staying open on it. Unless given, the "
        "parameter decides for the lines that are named, for all when none are; lines that are not named stay open.",
    )


class Unpicking(CommandSerializer):
    """What goes back on the shelf."""

    lines = list_of(ListLineQuantity(), max_length=MOST_LINES, allow_empty=False)


class ListCancellation(CommandSerializer):
    """Why a picking list is cancelled."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
