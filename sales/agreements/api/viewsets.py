"""Sales agreements over REST: enter, change, confirm, make effective, hold, close, reopen, copy, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.files import PDF_RENDERERS, PDF_RESPONSE, pdf_response
from foundation.backoffice.api.printing import PRINT_PERMISSIONS, PrintedDocumentViewSet
from foundation.backoffice.api.serializers import NoInput
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.documents.services import archive
from sales.agreements.api import commands
from sales.agreements.api.serializers import (
    AgreementSerializer,
    AgreementSummarySerializer,
    AgreementVersionSerializer,
    AgreementVersionSummarySerializer,
    ReleasedOrderSerializer,
)
from sales.agreements.filters import AgreementApiFilter, AgreementVersionApiFilter
from sales.agreements.models import AgreementVersion, SalesAgreement
from sales.agreements.services.agreement_lines import LINE_FIELDS, LineEntry
from sales.agreements.services.change_status import (
    close_agreement,
    delete_agreement,
    make_effective,
    put_on_hold,
    reopen_agreement,
)
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.agreements.services.print_agreements import PRINTING, original_of
from sales.agreements.services.release_order import releasable, release_order
from sales.agreements.services.save_agreement import AGREEMENT_FIELDS, change_agreement, copy_agreement, create_agreement
from sales.api.drafts import named_twice, unknown_code

VIEW, CHANGE = "agreements.view_salesagreement", "agreements.change_salesagreement"
RELEASE = "agreements.release_salesagreement"


class AgreementViewSet(AroundRecord, EntityReadViewSet):
    """The sales agreements of a legal entity."""

    page = "agreements:agreement"
    tags = ("sales agreements",)
    lookup_field = "number"
    serializer_class = AgreementSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": AgreementSummarySerializer}
    filterset_class = AgreementApiFilter
    ordering_fields = ("number", "effective_date", "expiration_date", "committed_amount", "updated_at")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CHANGE,
        "partial_update": CHANGE,
        "destroy": CHANGE,
        "confirm": CHANGE,
        "make_effective": CHANGE,
        "place_on_hold": CHANGE,
        "close": CHANGE,
        "release_order": RELEASE,
        "reopen": CHANGE,
        "copy": CHANGE,
    }

    def get_queryset(self) -> Any:
        """Return the agreements of the entity with what is shown of them."""
        return SalesAgreement.objects.for_list() if self.action == "list" else SalesAgreement.objects.for_detail().with_fulfilment()

    @extend_schema(request=commands.NewAgreement, responses={201: AgreementSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter an agreement with its commitments; it is On hold."""
        data = self.command(commands.NewAgreement)
        entries = [LineEntry(values=line_values(line)) for line in data["lines"]]
        saved = create_agreement(self.entity, header_values(data), entries, self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, notices=saved.notices, pk=saved.agreement.pk)

    @extend_schema(request=commands.AgreementChange, responses={200: AgreementSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change header and commitments in one step; what is linked keeps its terms."""
        data = self.command(commands.AgreementChange)
        agreement = self.locked_object()
        entries = line_entries(agreement, data["lines"])
        update = data["update_linked_lines"]
        saved = change_agreement(self.entity, agreement.pk, header_values(data), entries, self.user, update_linked_lines=update)
        return self.answer(notices=saved.notices)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete an agreement that nobody counts on."""
        delete_agreement(self.entity, self.locked_object().pk, self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=commands.AgreementConfirmation, responses={201: AgreementVersionSerializer})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep what was agreed as the next version, and print it."""
        data = self.command(commands.AgreementConfirmation)
        made = confirm_agreement(self.entity, self.locked_object().pk, self.user, **data)
        shown = AgreementVersion.objects.for_detail().get(pk=made.pk)
        return Response(AgreementVersionSerializer(shown, context={"view": self}).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NoInput, responses={200: AgreementSerializer})
    @action(detail=True, methods=["post"], url_path="make-effective")
    def make_effective(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the agreement be ordered from."""
        self.command(NoInput)
        make_effective(self.entity, self.locked_object().pk, self.user)
        return self.answer()

    @extend_schema(request=NoInput, responses={200: AgreementSerializer})
    @action(detail=True, methods=["post"], url_path="place-on-hold")
    def place_on_hold(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let nothing more be ordered from the agreement."""
        self.command(NoInput)
        put_on_hold(self.entity, self.locked_object().pk, self.user)
        return self.answer()

    @extend_schema(request=commands.AgreementClosing, responses={200: AgreementSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Close the agreement; refused with AGR-03 while something of it is open, unless answered."""
        data = self.command(commands.AgreementClosing)
        close_agreement(self.entity, self.locked_object().pk, self.user, **data)
        return self.answer()

    @extend_schema(request=commands.Release, responses={201: ReleasedOrderSerializer})
    @action(detail=True, methods=["post"], url_path="release-order")
    def release_order(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a sales order with the agreement's terms and linked lines."""
        data = self.command(commands.Release)
        agreement = self.locked_object()
        made = release_order(
            self.entity,
            agreement.pk,
            data["ship_date"],
            quantities(agreement, data["lines"]),
            self.user,
            customer_reference=data["customer_reference"],
            discount_limit=self.access.manual_discount_limit,
        )
        return Response(ReleasedOrderSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NoInput, responses={200: AgreementSerializer})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a closed agreement be ordered from again."""
        self.command(NoInput)
        reopen_agreement(self.entity, self.locked_object().pk, self.user)
        return self.answer()

    @extend_schema(request=NoInput, responses={201: AgreementSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Agree the same in a new agreement, On hold and without dates."""
        self.command(NoInput)
        made = copy_agreement(self.entity, self.get_object().pk, self.user).agreement
        return self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)


class AgreementVersionViewSet(PrintedDocumentViewSet):
    """The agreement confirmations of a legal entity."""

    tags = ("sales agreements",)
    lookup_field = "number"
    printing = PRINTING
    serializer_class = AgreementVersionSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": AgreementVersionSummarySerializer}
    filterset_class = AgreementVersionApiFilter
    ordering_fields = ("number", "date")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {"list": VIEW, "retrieve": VIEW, "pdf": VIEW, **PRINT_PERMISSIONS}

    def get_queryset(self) -> Any:
        """Return the confirmations of the entity with what is shown of them."""
        if self.action in self.printing_actions:
            return AgreementVersion.objects.for_print()
        return AgreementVersion.objects.for_display() if self.action == "list" else AgreementVersion.objects.for_detail()

    @extend_schema(responses=PDF_RESPONSE)
    @action(detail=True, methods=["get"], renderer_classes=PDF_RENDERERS)
    def pdf(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the archived original, byte for byte the same each time."""
        original = original_of(generics.get_object_or_404(self.get_queryset(), **self.lookup), user=self.user)
        return pdf_response(archive.open_original(original, user=self.user), original.file_name)


def header_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given of the header by field of the agreement."""
    return {name: data[name] for name in AGREEMENT_FIELDS if name in data}


def line_values(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given of a commitment by its field."""
    return {name: line[name] for name in LINE_FIELDS if name in line}


def quantities(agreement: SalesAgreement, lines: Sequence[Mapping[str, Any]] | None) -> dict[int, Decimal]:
    """Return what to order by commitment: what was given, else all that remains; raises InvalidInput for unknown line numbers."""
    if lines is None:
        return {line.pk: left for line, left in releasable(agreement.legal_entity, agreement.pk)}
    known = {line.line_number: line.pk for line in agreement.lines.all()}
    found: dict[int, Decimal] = {}
    for index, row in enumerate(lines):
        if row["line_number"] not in known:
            raise unknown_code(str(row["line_number"]), f"lines.{index}.line_number")
        if known[row["line_number"]] in found:
            raise named_twice(f"lines.{index}.line_number")
        found[known[row["line_number"]]] = row["quantity"]
    return found


def line_entries(agreement: SalesAgreement, changes: Sequence[Mapping[str, Any]]) -> list[LineEntry]:
    """Return the changes of an agreement's lines; raises InvalidInput for unknown line numbers and for one named twice."""
    known = {line.line_number: line.pk for line in agreement.lines.all()}
    entries: list[LineEntry] = []
    for index, change in enumerate(changes):
        number = change.get("line_number")
        if number is not None and number not in known:
            raise unknown_code(str(number), f"lines.{index}.line_number")
        key = None if number is None else known[number]
        if key is not None and any(entry.key == key for entry in entries):
            raise named_twice(f"lines.{index}.line_number")
        entries.append(LineEntry(key, line_values(change), remove=change["remove"]))
    return entries
