"""Return orders over REST: enter, change, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.files import PDF_RENDERERS, PDF_RESPONSE, pdf_response
from foundation.backoffice.api.references import unknown_code
from foundation.backoffice.api.resources.documents import OutputSerializer
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.views import EntityReadViewSet
from returns.api import serializers
from returns.api.drafts import line_drafts, line_edits, needs_cost
from returns.filters import QuarantineOrderFilter
from returns.models import QuarantineOrder, ReturnLine, ReturnOrder, ReturnParameters
from returns.paper import print_return
from returns.services.cancel_return_lines import cancel_return_lines
from returns.services.cancel_returns import cancel_returns
from returns.services.change_return import change_return
from returns.services.change_return_lines import change_return_lines
from returns.services.delete_returns import delete_returns
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft
from returns.services.quarantine import change_disposition, end_quarantine, report_finished
from returns.services.register_arrivals import Arrival, register_arrivals, reverse_registrations
from returns.services.replace_goods import going_on, replace_up_front, set_replacement
from returns.services.send_papers import send_return
from returns.services.split_return_line import split_return_line
from returns.statuses import ReturnStatus


class ReturnOrderApiFilter(filters.FilterSet):
    """Filters of the list of return orders."""

    rma_number = filters.CharFilter(field_name="rma_number")
    customer = filters.CharFilter(field_name="order__customer__account")
    status = filters.MultipleChoiceFilter(choices=ReturnStatus.choices)
    deadline_to = filters.DateFilter(field_name="deadline", lookup_expr="lte")
    order = filters.CharFilter(field_name="order__number")

    class Meta:
        model = ReturnOrder
        fields: tuple[str, ...] = ()


class ReturnOrderViewSet(AroundRecord, EntityReadViewSet):
    """The return orders of a legal entity."""

    page = "returns:return"
    tags = ("return orders",)
    lookup_field = "rma_number"
    serializer_class = serializers.ReturnOrderSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": serializers.ReturnOrderSummarySerializer}
    filterset_class = ReturnOrderApiFilter
    ordering_fields = ("rma_number", "deadline")
    ordering = ("-id",)
    locking_actions = (
        "cancel",
        "cancel_lines",
        "split_line",
        "register_arrival",
        "reverse_registration",
        "change_disposition",
        "set_replacement",
        "create_replacement_order",
    )
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "returns.view_returnorder",
        "retrieve": "returns.view_returnorder",
        "create": "returns.change_returnorder",
        "partial_update": "returns.change_returnorder",
        "cancel": "returns.cancel_returnorder",
        "cancel_lines": "returns.cancel_returnorder",
        "split_line": "returns.change_returnorder",
        "destroy": "returns.cancel_returnorder",
        "register_arrival": "returns.register_arrival",
        "change_disposition": "returns.register_arrival",
        "set_replacement": "returns.change_returnorder",
        "create_replacement_order": "returns.change_returnorder",
        "reverse_registration": "returns.register_arrival",
        "pdf": "returns.view_returnorder",
        "acknowledgement": "returns.view_returnorder",
        "send": "invoicing.send_document",
    }

    def get_queryset(self) -> Any:
        """Return the returns of the entity with what is shown of them."""
        papers = ("list", "pdf", "acknowledgement", "send")
        return ReturnOrder.objects.for_display() if self.action in papers else ReturnOrder.objects.for_detail()

    @extend_schema(request=serializers.NewReturn, responses={201: serializers.ReturnOrderSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter a return order from invoice lines or items; its RMA number comes from its own series."""
        data = self.command(serializers.NewReturn)
        lines = line_drafts(self.entity, data["lines"])
        draft = ReturnDraft(data["customer"].pk, lines, data.get("reason"), data.get("deadline"), data["customer_reference"])
        self.require_cost(data["lines"])
        usual = ReturnParameters.of(self.entity).deadline_from(self.entity.today())
        if data.get("deadline", usual) > usual:
            self.access.require("returns.extend_deadline")
        entered = enter_returns(self.entity, [draft], self.user, discount_limit=self.access.manual_discount_limit).or_raise()
        return self.answer(status_code=status.HTTP_201_CREATED, notices=entered.notices[0], pk=entered.returns[0].pk)

    @extend_schema(request=serializers.ReturnChange, responses={200: serializers.ReturnOrderSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change deadline, reason, the customer's packing slip, and lines that are expected."""
        data, returned = self.command(serializers.ReturnChange), self.locked_object()
        lines = data.pop("lines", [])
        notices = change_return(self.access, returned.pk, data)
        if lines:
            self.require_cost(lines)
            limit = self.access.manual_discount_limit
            notices += change_return_lines(self.entity, returned.pk, line_edits(returned, lines), self.user, discount_limit=limit)
        return self.answer(notices=notices)

    def require_cost(self, lines: Sequence[Any]) -> None:
        """Raise that costs are not for everybody, where a line gives one."""
        if needs_cost(lines):
            self.access.require("sales.view_cost")

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a return of which nothing arrived, with its sales order."""
        delete_returns(self.entity, [self.locked_object().pk], self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=serializers.ReturnArrival, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="register-arrival")
    def register_arrival(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Register what arrived of lines of a return, and what is done with it."""
        returned, lines = self.locked_object(), self.command(serializers.ReturnArrival)["lines"]
        keys = self.keys_of(returned, [line["line_number"] for line in lines])
        arrivals = [
            Arrival(
                key,
                line.get("disposition"),
                line.get("quantity"),
                line["warehouse"].pk if line.get("warehouse") else None,
                line["quarantine"],
            )
            for key, line in zip(keys, lines, strict=True)
        ]
        with naming_rows(keys):
            registered = register_arrivals(self.entity, arrivals, self.user)
        return self.answer(notices=registered.notices)

    @extend_schema(request=serializers.RegistrationReversal, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="reverse-registration")
    def reverse_registration(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let registered lines be expected again."""
        returned, numbers = self.locked_object(), self.command(serializers.RegistrationReversal).get("lines")
        registered = ReturnLine.of(self.entity).filter(return_order=returned.pk).registered()
        keys = list(registered.values_list("pk", flat=True)) if numbers is None else self.keys_of(returned, numbers)
        reverse_registrations(self.entity, keys, self.user)
        return self.answer()

    @extend_schema(request=serializers.LineDisposition, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="change-disposition")
    def change_disposition(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a registered line another disposition code."""
        returned, data = self.locked_object(), self.command(serializers.LineDisposition)
        [key] = self.keys_of(returned, [data["line_number"]])
        change_disposition(self.entity, key, data["disposition"], self.user)
        return self.answer()

    @extend_schema(request=serializers.LineReplacement, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="set-replacement")
    def set_replacement(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what is sent instead of a line; the packing slip of the line orders it."""
        returned, data = self.locked_object(), self.command(serializers.LineReplacement)
        [key] = self.keys_of(returned, [data["line_number"]])
        set_replacement(self.entity, key, data["item"], data["quantity"], self.user, unit=data.get("unit"))
        return self.answer()

    @extend_schema(request=None, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="create-replacement-order")
    def create_replacement_order(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Order the goods of a return again before they come back."""
        replace_up_front(self.entity, self.locked_object().pk, self.user)
        return self.answer()

    def keys_of(self, returned: ReturnOrder, numbers: Sequence[int]) -> list[int]:
        """Return the keys of lines by number, in the order given; raises InvalidInput for a number that the return has not, or twice."""
        known = ReturnLine.of(self.entity).of_order_line_numbers(returned.pk, numbers)
        for index, number in enumerate(numbers):
            if number not in known or number in numbers[:index]:
                raise unknown_code(str(number), f"lines.{index}.line_number")
        return [known[number] for number in numbers]

    @extend_schema(request=serializers.ReturnLineCancellation, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="cancel-lines")
    def cancel_lines(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel lines of a return that never come, while its other lines go on."""
        returned, data = self.locked_object(), self.command(serializers.ReturnLineCancellation)
        cancel_return_lines(self.entity, self.keys_of(returned, data["lines"]), self.user, reason=data.get("reason"))
        return self.answer()

    @extend_schema(request=serializers.ReturnLineSplit, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"], url_path="split-line")
    def split_line(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a part of an expected line on a line of its own, of the same price, cost and invoice line."""
        returned, data = self.locked_object(), self.command(serializers.ReturnLineSplit)
        [key] = self.keys_of(returned, [data["line_number"]])
        split_return_line(self.entity, key, data["quantity"], self.user)
        return self.answer()

    @extend_schema(request=serializers.ReturnCancellation, responses={200: serializers.ReturnOrderSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel a return of which nothing arrived; with the notice RET-38 where its replacement order goes on."""
        data = self.command(serializers.ReturnCancellation)
        returned = self.locked_object()
        notices = going_on(self.entity, returned.pk)
        cancel_returns(self.entity, [returned.pk], self.user, reason=data["reason"])
        return self.answer(notices=notices)

    @extend_schema(responses=PDF_RESPONSE)
    @action(detail=True, methods=["get"], renderer_classes=PDF_RENDERERS)
    def pdf(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return what may come back, until when and where to, as the return stands now."""
        return self.paper(acknowledges=False)

    @extend_schema(responses=PDF_RESPONSE)
    @action(detail=True, methods=["get"], renderer_classes=PDF_RENDERERS)
    def acknowledgement(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return what of the return arrived."""
        return self.paper(acknowledges=True)

    def paper(self, *, acknowledges: bool) -> HttpResponse:
        """Return a paper of the return of the path."""
        returned = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        lines = list(ReturnLine.of(self.entity).of_return(returned.pk))
        return pdf_response(print_return(returned, lines, acknowledges=acknowledges), f"{returned.rma_number}.pdf")

    @extend_schema(request=serializers.ReturnSending, responses={201: OutputSerializer})
    @action(detail=True, methods=["post"])
    def send(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a paper of the return as it stands now by e-mail; the answer is the output that carries it."""
        data = self.command(serializers.ReturnSending)
        if not self.access.may(self.action_permissions["retrieve"]):
            raise Http404
        returned = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        output = send_return(returned, data["to"], self.user, acknowledges=data["acknowledgement"])
        return Response(OutputSerializer(output).data, status=status.HTTP_201_CREATED)


class QuarantineOrderViewSet(AroundRecord, EntityReadViewSet):
    """The inspections of what came back."""

    page = "returns:quarantine-order"
    tags = ("return orders",)
    lookup_field = "number"
    serializer_class = serializers.QuarantineOrderSerializer
    filterset_class = QuarantineOrderFilter
    ordering_fields = ("number",)
    ordering = ("-id",)
    locking_actions = ("end", "report_finished")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "returns.view_returnorder",
        "retrieve": "returns.view_returnorder",
        "end": "returns.register_arrival",
        "report_finished": "returns.register_arrival",
    }

    def get_queryset(self) -> Any:
        """Return the inspections of the entity."""
        return QuarantineOrder.objects.for_list()

    @extend_schema(request=serializers.QuarantineDecision, responses={200: serializers.QuarantineOrderSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Decide what is done with inspected goods."""
        data = self.command(serializers.QuarantineDecision)
        end_quarantine(self.entity, self.locked_object().pk, data["disposition"], self.user, note=data["note"])
        return self.answer()

    @extend_schema(request=serializers.QuarantineReport, responses={200: serializers.QuarantineOrderSerializer})
    @action(detail=True, methods=["post"], url_path="report-finished")
    def report_finished(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that goods were inspected; their line is expected at its warehouse."""
        data = self.command(serializers.QuarantineReport)
        report_finished(self.entity, self.locked_object().pk, self.user, note=data["note"])
        return self.answer()
