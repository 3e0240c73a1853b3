"""Sales orders over REST: enter, change, calculate, confirm, hold, cancel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.flags import said_yes
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.serializers import NoInput, NoticesSerializer, notices_response
from foundation.backoffice.api.views import EntityReadViewSet
from sales.agreed_terms import line_relations, order_relations
from sales.api import commands
from sales.api.calculate_actions import CalculateActions
from sales.api.charge_actions import ChargeActions
from sales.api.chosen_addresses import with_addresses
from sales.api.copy_actions import CopyActions
from sales.api.date_actions import DateActions
from sales.api.document_serializers import PostedConfirmationSerializer
from sales.api.drafts import (
    agreement_key,
    amounts_not_taken,
    cancellations,
    check_rights,
    credit_answer,
    cycles,
    header_values,
    line_edits,
    or_raise,
    order_draft,
)
from sales.api.filters import SalesOrderApiFilter
from sales.api.hold_actions import HoldActions
from sales.api.line_actions import LineActions
from sales.api.pro_forma_actions import ConfirmationProForma
from sales.api.reservation_actions import ReservationActions
from sales.api.schedule_actions import ScheduleActions
from sales.api.serializers import (
    OrderPreviewSerializer,
    SalesOrderSerializer,
    SalesOrderSummarySerializer,
)
from sales.api.subscription_actions import SubscriptionActions
from sales.api.total_actions import TotalActions
from sales.cancellation_notices import cancellation_notices
from sales.deletion_warnings import warnings_of
from sales.models import SalesOrder
from sales.models.parameters import AgreementSearch
from sales.services.agreed_header import header_with_agreed
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import Answers, change_lines
from sales.services.change_order import change_order
from sales.services.change_type import change_type
from sales.services.confirm_orders import confirm_orders
from sales.services.delete_order import delete_orders
from sales.services.enter_orders import EnteredOrders, create_orders
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.preview_order import preview_order
from sales.services.revise_order import tell_entered
from sales.type_changes import TypeChange

SUGGESTIONS = OpenApiParameter("suggestions", int, enum=[0, 1], description="With 1 the lines are looked at for suggestions.")


class SalesOrderViewSet(
    CalculateActions,
    ChargeActions,
    CopyActions,
    HoldActions,
    LineActions,
    ReservationActions,
    SubscriptionActions,
    DateActions,
    ScheduleActions,
    ConfirmationProForma,
    TotalActions,
    AroundRecord,
    EntityReadViewSet,
):
    """The sales orders of a legal entity."""

    page = "sales:order"
    tags = ("sales orders",)
    lookup_field = "number"
    serializer_class = SalesOrderSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": SalesOrderSummarySerializer}
    filterset_class = SalesOrderApiFilter
    ordering_fields = ("number", "order_date", "requested_ship_date", "order_amount", "updated_at")
    ordering = ("-order_date", "-id")
    locking_actions = (
        "lines",
        "confirm",
        "hold",
        "clear",
        "cancel",
        "reopen",
        "change_type",
        "change_cycles",
        "pause",
        "open_next_cycle",
        "stop",
        "copy_lines",
        "set_dates",
        "delivery_schedule",
        "remove_schedule",
        "copy_line",
        "split_line",
        "reserve",
        "change_charges",
        "calculate",
    )
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "sales.view_salesorder",
        "retrieve": "sales.view_salesorder",
        "create": "sales.change_salesorder",
        "preview": "sales.change_salesorder",
        "partial_update": "sales.change_salesorder",
        "lines": "sales.change_salesorder",
        "destroy": "sales.delete_salesorder",
        "confirm": "sales.confirm_salesorder",
        "pro_forma_confirmation": "sales.confirm_salesorder",
        "hold": "sales.place_hold",
        "list_holds": "sales.view_salesorder",
        "clear": "sales.clear_hold",
        "cancel": "sales.cancel_salesorder",
        "reopen": "sales.cancel_salesorder",
        "change_type": "sales.change_salesorder",
        "change_cycles": "sales.change_salesorder",
        "pause": "sales.change_salesorder",
        "open_next_cycle": "sales.change_salesorder",
        "stop": "sales.cancel_salesorder",
        "copy_lines": "sales.change_salesorder",
        "copy": "sales.change_salesorder",
        "delivery_dates": "sales.view_salesorder",
        "set_dates": "sales.change_salesorder",
        "delivery_schedule": "sales.change_salesorder",
        "remove_schedule": "sales.change_salesorder",
        "copy_line": "sales.change_salesorder",
        "split_line": "sales.change_salesorder",
        "reservations": "sales.view_salesorder",
        "reserve": "inventory.reserve_stock",
        "charges": "sales.view_salesorder",
        "totals": "sales.view_salesorder",
        "quantities": "sales.view_salesorder",
        "change_charges": "sales.change_price",
        "calculate": "sales.change_salesorder",
    }

    def get_queryset(self) -> Any:
        """Return the orders of the entity with what is shown of them."""
        if self.action == "list":
            return SalesOrder.objects.for_api_list(SalesOrderSummarySerializer.Meta.fields)
        return SalesOrder.objects.for_detail().with_agreed(order_relations(), line_relations())

    def suggest(self, order_id: int) -> None:
        """Look for suggestions where the request asks for them with ``suggestions=1``."""
        if said_yes(self.request, "suggestions"):
            tell_entered(self.entity, order_id, self.user)

    @extend_schema(request=commands.NewOrder, parameters=[SUGGESTIONS], responses={201: SalesOrderSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter an order with its lines and charges; prices, discounts and charges that are not given are searched."""
        data = self.command(commands.NewOrder)
        data = with_addresses(self.access, data["customer"], data)
        check_rights(self.access, data)
        draft = replace(order_draft(self.entity, data), agreement_search=AgreementSearch.REST)
        limit, credit = self.access.manual_discount_limit, credit_answer(data)
        entered = or_raise(create_orders(self.entity, [draft], self.user, discount_limit=limit, credit=credit))
        self.suggest(entered.orders[0].pk)
        notices = [*entered.notices.get(0, ()), *amounts_not_taken(entered.orders[0], data["lines"])]
        return self.answer(status_code=status.HTTP_201_CREATED, notices=notices, pk=entered.orders[0].pk)

    @extend_schema(request=commands.NewOrder, responses={200: OrderPreviewSerializer})
    @action(detail=False, methods=["post"])
    def preview(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Calculate an order with prices, charges, tax and totals, and save nothing."""
        data = self.command(commands.NewOrder)
        data = with_addresses(self.access, data["customer"], data)
        check_rights(self.access, data)
        result = EnteredOrders()
        draft = replace(order_draft(self.entity, data), agreement_search=AgreementSearch.REST)
        limit = self.access.manual_discount_limit
        work = preview_order(self.entity, draft, self.user, result, discount_limit=limit)
        or_raise(result)
        return Response(OrderPreviewSerializer(work).data)

    @extend_schema(request=commands.OrderChange, responses={200: SalesOrderSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the header."""
        data = self.command(commands.OrderChange)
        check_rights(self.access, data)
        order = self.locked_object()
        customer = data.get("customer", order.customer)
        data, agreement = with_addresses(self.access, customer, data), agreement_key(self.entity, customer.pk, data)
        work = change_order(
            self.entity,
            order.pk,
            header_with_agreed(self.entity, header_values(data), agreement, data["agreement_terms"]),
            self.user,
            customer_id=data["customer"].pk if "customer" in data else None,
            invoice_account_id=data["invoice_account"].pk if "invoice_account" in data else None,
            agreement_id=agreement,
            update_lines=data["update_lines"],
            answers=Answers(
                data["overwrite_prices"],
                discount_limit=self.access.manual_discount_limit,
                end_terms=data["end_terms"],
                credit=credit_answer(data),
            ),
        )
        return self.answer(notices=work.notices)

    @extend_schema(request=commands.LineChanges, parameters=[SUGGESTIONS], responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"])
    def lines(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add, change and remove lines in one step: all of it happens or nothing."""
        data = self.command(commands.LineChanges)
        check_rights(self.access, data)
        order = self.locked_object()
        data = with_addresses(self.access, order.customer, data)
        answers = Answers(
            data["overwrite_prices"],
            data["delete_confirmed"],
            self.access.manual_discount_limit,
            data["end_terms"],
            data["delete_attached"],
            credit_answer(data),
        )
        edits = line_edits(order, data["lines"])
        with naming_rows(edit.line_id for edit in edits):
            work = change_lines(self.entity, order.pk, edits, self.user, answers)
        self.suggest(order.pk)
        return self.answer(notices=work.notices)

    @extend_schema(
        request=None,
        responses={200: NoticesSerializer, 204: None},
        parameters=[OpenApiParameter("delete_attached", bool, description="The answer to DIR-04.")],
    )
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete an order of which nothing was confirmed, delivered or invoiced; with a body where something is to be known of it."""
        attached = said_yes(request, "delete_attached")
        order = self.locked_object()
        warnings = warnings_of(self.entity, order.pk)
        delete_orders(self.access, [order.pk], delete_attached=attached)
        return notices_response(warnings)

    @extend_schema(request=commands.Confirmation, responses={201: PostedConfirmationSerializer})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Confirm the order as it stands: a new, immutable version of what is promised."""
        data = self.command(commands.Confirmation)
        if data["overrule_credit"]:
            self.access.require("customers.override_credit")
        order = self.locked_object()
        confirmed = confirm_orders(
            ConfirmationRequest(
                self.entity,
                [order.pk],
                data.get("date"),
                overrule_credit=data["overrule_credit"],
                credit_reason=data["credit_reason"],
                print_moment=data["print"],
            ),
            self.user,
        ).or_raise()
        return Response(PostedConfirmationSerializer(confirmed).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=commands.RemainderCancellation, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="cancel-remainder")
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel what is left to deliver, or quantities of lines; notices tell what becomes of purchase orders (PUR-11, PUR-12)."""
        data = self.command(commands.RemainderCancellation)
        order = self.locked_object()
        wanted = cancellations(order, data.get("lines"))
        notices = cancellation_notices(self.entity, [order.pk], wanted)
        cancel_remainder(self.entity, [order.pk], self.user, wanted=wanted, reason=data.get("reason"))
        return self.answer(notices=notices)

    @extend_schema(request=NoInput, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open again what was cancelled and not invoiced."""
        self.command(NoInput)
        reopen_remainder(self.entity, [self.locked_object().pk], self.user)
        return self.answer()

    @extend_schema(request=commands.ChangeOfType, responses={200: SalesOrderSerializer})
    @action(detail=True, methods=["post"], url_path="change-type")
    def change_type(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give the order another type; its stock transactions and reservations are made or removed with it."""
        data = self.command(commands.ChangeOfType)
        if data["overrule_credit"]:
            self.access.require("customers.override_credit")
        answers = data["search_prices"], data["overrule_credit"], cycles(data), data["turn_quantities"], data["remove_links"]
        asked = TypeChange(data["order_type"], data["reason"], *answers)
        work = change_type(self.entity, self.locked_object().pk, asked, self.user)
        return self.answer(notices=work.notices)
