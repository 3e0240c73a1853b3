"""Quotations over REST: enter, change, send, settle, copy, delete; and their versions as they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Customer, Prospect
from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.files import PDF_RENDERERS, PDF_RESPONSE
from foundation.backoffice.api.flags import said_yes
from foundation.backoffice.api.printing import PRINT_PERMISSIONS
from foundation.backoffice.api.problems import EveryDocumentRefused
from foundation.backoffice.api.rows import naming_rows
from foundation.backoffice.api.serializers import NoInput
from foundation.backoffice.api.views import EntityReadViewSet
from sales.api.charge_actions import charge_entries
from sales.api.document_viewsets import PrintedViewSet
from sales.api.drafts import check_rights, header_values, line_edits, or_raise, order_draft
from sales.api.order_viewsets import SUGGESTIONS
from sales.api.pro_forma_actions import pro_forma_response
from sales.price_errors import PriceIsZero
from sales.quotations.api import commands
from sales.quotations.api.calculate_actions import QuotationCalculateActions
from sales.quotations.api.schedule_actions import QuotationScheduleActions
from sales.quotations.api.serializers import (
    MadeFromTemplateSerializer,
    QuotationSerializer,
    QuotationSummarySerializer,
    QuotationVersionSerializer,
    QuotationVersionSummarySerializer,
)
from sales.quotations.api.total_actions import QuotationTotalActions
from sales.quotations.filters import QuotationApiFilter, QuotationVersionApiFilter
from sales.quotations.models import NEED_COST, Quotation, QuotationSimulation, QuotationVersion
from sales.quotations.services.change_charges import change_quotation_charges
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.quotations.services.delete_quotations import delete_quotations
from sales.quotations.services.enter_quotations import QuotationDraft, copy_quotation, create_quotations, tell_quoted
from sales.quotations.services.link_alternatives import set_alternatives
from sales.quotations.services.plan_sending import SendRequest
from sales.quotations.services.print_pro_formas import print_pro_forma_quotations
from sales.quotations.services.print_quotations import PRINTING
from sales.quotations.services.rate_quotations import rate_quotation
from sales.quotations.services.revise_quotation import OWN_DATES, revise_quotation
from sales.quotations.services.send_quotations import send_quotations
from sales.quotations.services.settle_quotations import cancel_quotations, extend_quotations, lose_quotations, reopen_quotations
from sales.quotations.services.simulate_prices import apply_simulation, simulate_prices
from sales.quotations.services.use_templates import create_from_template, set_template
from sales.services.change_lines import Answers
from sales.services.enter_orders import EnteredOrders
from sales.services.revise_order import OrderRevision
from sales.statuses import SalesOrderType

CHANGE = "quotations.change_quotation"


class QuotationViewSet(QuotationCalculateActions, QuotationScheduleActions, QuotationTotalActions, AroundRecord, EntityReadViewSet):
    """The quotations of a legal entity."""

    page = "quotations:quotation"
    tags = ("quotations",)
    lookup_field = "number"
    serializer_class = QuotationSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": QuotationSummarySerializer}
    filterset_class = QuotationApiFilter
    ordering_fields = ("number", "quotation_date", "expiry_date", "quotation_amount", "updated_at")
    ordering = ("-quotation_date", "-id")
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "quotations.view_quotation",
        "retrieve": "quotations.view_quotation",
        "totals": "quotations.view_quotation",
        "create": CHANGE,
        "partial_update": CHANGE,
        "copy": CHANGE,
        "send": "quotations.send_quotation",
        "pro_forma": "quotations.send_quotation",
        "confirm": "quotations.confirm_quotation",
        "alternatives": CHANGE,
        "rate": CHANGE,
        "delivery_schedule": CHANGE,
        "remove_schedule": CHANGE,
        "template": CHANGE,
        "from_template": CHANGE,
        "simulate": CHANGE,
        "apply": CHANGE,
        "extend": "quotations.extend_quotation",
        "lose": "quotations.settle_quotation",
        "cancel": "quotations.settle_quotation",
        "reopen": "quotations.reopen_quotation",
        "destroy": "quotations.delete_quotation",
        "change_charges": CHANGE,
        "calculate": CHANGE,
    }

    def get_queryset(self) -> Any:
        """Return the quotations of the entity with what is shown of them."""
        return Quotation.objects.for_display() if self.action == "list" else Quotation.objects.for_detail()

    def suggest(self, quotation_id: int) -> None:
        """Look for suggestions where the request asks for them with ``suggestions=1``."""
        if said_yes(self.request, "suggestions"):
            tell_quoted(self.entity, quotation_id, self.user)

    @extend_schema(request=commands.NewQuotation, parameters=[SUGGESTIONS], responses={201: QuotationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter a quotation with its lines and charges; prices, discounts and charges that are not given are searched."""
        data = self.command(commands.NewQuotation)
        check_rights(self.access, data)
        draft = order_draft(self.entity, as_order(data) | {"order_type": SalesOrderType.SALES_ORDER})
        result, limit = EnteredOrders(), self.access.manual_discount_limit
        made = create_quotations(self.entity, [QuotationDraft(draft, **own_dates(data))], self.user, result, discount_limit=limit)
        or_raise(result)
        self.suggest(made[0].quotation.pk)
        return self.answer(status_code=status.HTTP_201_CREATED, notices=made[0].notices, pk=made[0].quotation.pk)

    @extend_schema(request=commands.QuotationChange, parameters=[SUGGESTIONS], responses={200: QuotationSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change header and lines in one step; prices follow as on the page."""
        data = self.command(commands.QuotationChange)
        check_rights(self.access, data)
        quotation = self.locked_object()
        revision = OrderRevision(
            header_values(as_order(data)),
            data["customer"].pk if "customer" in data else None,
            data["invoice_account"].pk if "invoice_account" in data else None,
            line_edits(quotation, data["lines"]),
        )
        answers = Answers(data["overwrite_prices"], discount_limit=self.access.manual_discount_limit)
        again = data["start_revision"]
        notices = revise_quotation(self.entity, quotation.pk, revision, self.user, answers, own_dates(data), start_revision=again)
        self.suggest(quotation.pk)
        return self.answer(notices=notices)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a quotation that the customer does not have."""
        delete_quotations(self.entity, [self.locked_object().pk], self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=commands.QuotationCopy, responses={201: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Offer the same again in a new quotation of today."""
        data = self.command(commands.QuotationCopy)
        search, limit = data["search_prices"], self.access.manual_discount_limit
        entered = copy_quotation(self.entity, self.get_object().pk, self.user, search_prices=search, discount_limit=limit)
        return self.answer(status_code=status.HTTP_201_CREATED, notices=entered.notices, pk=entered.quotation.pk)

    @extend_schema(request=commands.QuotationChargeChanges, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"], url_path="change-charges")
    def change_charges(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add, change and remove charges in one step: all of it happens or nothing."""
        data = self.command(commands.QuotationChargeChanges)
        self.access.require("sales.change_price")
        quotation, limit = self.locked_object(), self.access.manual_discount_limit
        entries, again = charge_entries(quotation, data["charges"]), data["start_revision"]
        with naming_rows(rows="charges"):
            notices = change_quotation_charges(self.entity, quotation.pk, entries, self.user, discount_limit=limit, start_revision=again)
        return self.answer(notices=notices)

    @extend_schema(request=commands.Sending, responses={201: QuotationVersionSerializer})
    @action(detail=True, methods=["post"], url_path="send-quotation")
    def send(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send the quotation as it stands: a new, immutable version of what is offered."""
        data = self.command(commands.Sending)
        accepted = PriceIsZero.code in data["accept_warnings"]
        asked = SendRequest(self.entity, [self.locked_object().pk], send=data["deliver"], accept_zero_prices=accepted)
        [version] = send_quotations(asked, self.user).or_raise().versions
        return Response(QuotationVersionSerializer(version).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NoInput, responses=PDF_RESPONSE)
    @action(detail=True, methods=["post"], url_path="pro-forma", renderer_classes=PDF_RENDERERS)
    def pro_forma(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print the quotation as it would be sent. No version is made, and its status stays."""
        self.command(NoInput)
        asked = SendRequest(self.entity, [self.get_object().pk], accept_zero_prices=True)
        return pro_forma_response(print_pro_forma_quotations(asked, self.user).or_raise())

    @extend_schema(request=commands.Confirming, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"], url_path="confirm-quotation")
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the sales order, at the prices that were offered; ``sales_order`` names it."""
        data = self.command(commands.Confirming)
        quotation = self.locked_object()
        confirmed = confirm_quotations(ConfirmRequest(self.entity, [quotation.pk], data.get("reason")), self.user).or_raise()
        return self.answer(notices=confirmed.notices.get(quotation.pk, ()))

    @extend_schema(request=commands.Alternatives, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def alternatives(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say of which other quotations and this one the customer takes one at most."""
        data = self.command(commands.Alternatives)
        set_alternatives(self.entity, self.locked_object().pk, [known.pk for known in data["quotations"]], self.user)
        return self.answer()

    @extend_schema(request=commands.Rating, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"], url_path="probability")
    def rate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say how likely the quotation, or a line of it, is to be ordered."""
        data, quotation = self.command(commands.Rating), self.locked_object()
        known = {line.line_number: line.pk for line in quotation.lines.all()}
        lines = {known[row["line_number"]]: row["probability_percent"] for row in data.pop("lines") if row["line_number"] in known}
        rate_quotation(self.entity, quotation.pk, self.user, lines=lines, **data)
        return self.answer()

    @extend_schema(request=commands.TemplateNames, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def template(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the quotation a template, or no longer."""
        set_template(self.entity, self.locked_object().pk, self.user, **self.command(commands.TemplateNames))
        return self.answer()

    @extend_schema(request=commands.FromTemplate, responses={201: MadeFromTemplateSerializer})
    @action(detail=True, methods=["post"], url_path="from-template")
    def from_template(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a quotation from this one for every customer and prospect named; who is refused stops no other.

        The prices of the template stand as if they were typed, and count against the caller's discount limit (PRC-06), unless
        `search_prices` finds those of today. Answers 409 with all refusals when nobody got a quotation.
        """
        data, template = self.command(commands.FromTemplate), self.locked_object()
        keys = {known.key: known.account for known in (*data["customers"], *map(_buyer_or_prospect, data["prospects"]))}
        limit, search = self.access.manual_discount_limit, data["search_prices"]
        made = create_from_template(self.entity, template.pk, list(keys), self.user, search_prices=search, discount_limit=limit)
        if made.refusals and not made.quotations:
            raise EveryDocumentRefused([(keys[key], error) for key, error in made.refusals.items()])
        shown = {
            "quotations": [{"account": keys[key], "number": known.number} for key, known in made.quotations.items()],
            "refused": [{"account": keys[key], "code": error.code, "detail": str(error)} for key, error in made.refusals.items()],
        }
        return Response(MadeFromTemplateSerializer(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=commands.Simulation, responses={201: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def simulate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Simulate another price; what comes out is stored with the quotation, which stays as it is."""
        data = self.command(commands.Simulation)
        if data["target"] in NEED_COST:
            self.access.require("sales.view_cost")
        quotation, line = self.locked_object(), data.get("line_number")
        simulate_prices(self.entity, quotation.pk, data["target"], data["value"], self.user, line_number=line)
        return self.answer(status_code=status.HTTP_201_CREATED)

    @extend_schema(request=commands.Applying, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"], url_path="apply-simulation")
    def apply(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a simulated discount that of the quotation or line."""
        data = self.command(commands.Applying)
        found = generics.get_object_or_404(QuotationSimulation.objects, pk=data["simulation"], quotation=self.locked_object())
        limit = self.access.manual_discount_limit
        apply_simulation(self.entity, found.pk, self.user, discount_limit=limit, start_revision=data["start_revision"])
        return self.answer()

    @extend_schema(request=commands.Extension, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the quotation stand longer, without a new revision."""
        data = self.command(commands.Extension)
        extend_quotations(self.entity, [self.locked_object().pk], self.user, expiry_date=data["expiry_date"])
        return self.answer()

    @extend_schema(request=commands.Loss, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def lose(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mark a sent quotation as lost."""
        data = self.command(commands.Loss)
        lose_quotations(self.entity, [self.locked_object().pk], self.user, reason=data["reason"], competitor=data["competitor"])
        return self.answer()

    @extend_schema(request=commands.Cancellation, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Withdraw a sent quotation."""
        data = self.command(commands.Cancellation)
        cancel_quotations(self.entity, [self.locked_object().pk], self.user, reason=data["reason"])
        return self.answer()

    @extend_schema(request=NoInput, responses={200: QuotationSerializer})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a lost or cancelled quotation again, as its next revision."""
        self.command(NoInput)
        reopen_quotations(self.entity, [self.locked_object().pk], self.user)
        return self.answer()


class QuotationVersionViewSet(PrintedViewSet):
    """The versions of quotations as they were sent."""

    tags = ("quotations",)
    lookup_field = "number"
    serializer_class = QuotationVersionSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": QuotationVersionSummarySerializer}
    filterset_class = QuotationVersionApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-id",)
    printing = PRINTING
    action_permissions: ClassVar[dict[str, str]] = {
        "list": "quotations.view_quotation",
        "retrieve": "quotations.view_quotation",
        "pdf": "quotations.view_quotation",
        **PRINT_PERMISSIONS,
    }

    def get_queryset(self) -> Any:
        """Return the versions of the entity with what is shown of them."""
        if self.action in self.printing_actions:
            return QuotationVersion.objects.for_print()
        return QuotationVersion.objects.for_display() if self.action == "list" else QuotationVersion.objects.for_detail()


def as_order(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given as an order names it, without what only quotations have; the customer may be a prospect's stand-in."""
    names = {"quotation_date": "order_date"}
    found = {names.get(name, name): value for name, value in data.items() if name not in {*OWN_DATES, "start_revision", "prospect"}}
    return found | ({"customer": _buyer(data["prospect"])} if "prospect" in data else {})


def _buyer_or_prospect(prospect: Prospect) -> Customer | Prospect:
    """Return the customer that a prospect became, else the prospect."""
    return prospect.customer or prospect


def _buyer(prospect: Prospect) -> Customer:
    """Return for whom a prospect is quoted: the customer that it became, else the one that it would be."""
    return prospect.customer if prospect.customer is not None else prospect.as_customer()


def own_dates(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates that only quotations have, as far as they were given."""
    return {name: data[name] for name in OWN_DATES if name in data}
