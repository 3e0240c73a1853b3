"""Sending and printing one posted document over REST: the actions that every kind of printed document shares."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.resources.documents import OutputSerializer
from foundation.backoffice.api.serializers import CommandSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.documents.models import Destination, PrintKind
from foundation.documents.services.print_documents import PrintChoice, Printing, print_document

MOST_COPIES = 20
PRINT_PERMISSIONS = {"send": "invoicing.send_document", "print": "invoicing.print_document"}


class DocumentSending(CommandSerializer):
    """To whom a document goes by e-mail."""

    to = serializers.ListField(child=serializers.EmailField(), min_length=1, max_length=20)
    what = serializers.ChoiceField(choices=PrintKind.choices, default=PrintKind.ORIGINAL, help_text="A copy says so on every page.")


class DocumentPrinting(CommandSerializer):
    """Where a document is printed."""

    what = serializers.ChoiceField(choices=PrintKind.choices, default=PrintKind.ORIGINAL, help_text="A copy says so on every page.")
    queue = serializers.CharField(max_length=30, default="", allow_blank=True, help_text="A printer queue; none: the archive alone.")
    copies = serializers.IntegerField(min_value=1, max_value=MOST_COPIES, default=1)


class PrintedDocumentViewSet(EntityReadViewSet):
    """Documents that ``printing`` prints; the queryset of the actions is that of ``for_print``."""

    printing: ClassVar[Printing]
    printing_actions: ClassVar[frozenset[str]] = frozenset({"pdf", *PRINT_PERMISSIONS})

    @extend_schema(request=DocumentSending, responses={201: OutputSerializer})
    @action(detail=True, methods=["post"])
    def send(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send the archived original, or a copy made now, by e-mail; the answer is the output that carries it."""
        data = self.command(DocumentSending)
        return self._print(PrintChoice(data["what"], Destination.EMAIL, to=data["to"]))

    @extend_schema(request=DocumentPrinting, responses={201: OutputSerializer})
    @action(detail=True, methods=["post"])
    def print(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put the archived original, or a copy made now, into a printer queue, or a copy into the archive alone."""
        data = self.command(DocumentPrinting)
        place = Destination.QUEUE if data["queue"] else Destination.ARCHIVE
        return self._print(PrintChoice(data["what"], place, data["copies"], data["queue"]))

    def _print(self, choice: PrintChoice) -> Response:
        if not self.access.may(self.action_permissions["retrieve"]):
            raise Http404
        document = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        output = print_document(self.entity, type(self).printing, document, choice, user=self.user)
        return Response(OutputSerializer(output).data, status=status.HTTP_201_CREATED)
