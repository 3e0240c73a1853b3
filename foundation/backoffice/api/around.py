"""Notes and attached files of a record over REST: what stands around its page in the browser, with the same rights and limits."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.api.files import AnyFileRenderer
from foundation.backoffice.api.form_parser import FormParser
from foundation.backoffice.api.serializers import CommandSerializer, ReadSerializer
from foundation.backoffice.around.attachments import attach, remove
from foundation.backoffice.around.desk import LONGEST_NOTE
from foundation.backoffice.around.mention import note_with_mentions
from foundation.backoffice.around.people import people_who_see
from foundation.backoffice.models import Attachment, Note
from foundation.backoffice.permissions import ADD_NOTE
from foundation.documents.uploads import serve

AROUND = ("notes", "write_note", "attachments", "attach_file", "download_file", "remove_file")
"""The actions of ``AroundRecord``: each asks for the right to see the record; those that change, for ``ADD_NOTE`` besides."""
FILE_RESPONSE = {(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, description="The file as it was kept.")}


class NoteSerializer(ReadSerializer):
    """A remark that somebody left on a record; it is not changed afterwards."""

    user = serializers.CharField(source="user.email", help_text="Who wrote it.")

    class Meta:
        model = Note
        fields: ClassVar[list[str]] = ["id", "text", "user", "at"]


class WrittenNoteSerializer(NoteSerializer):
    """The note that was written, and whom it told."""

    told = serializers.ListField(child=serializers.EmailField(), help_text="Who was mentioned with an @ and is told.")
    unknown = serializers.ListField(child=serializers.CharField(), help_text="Names after an @ of nobody who may see the record.")

    class Meta(NoteSerializer.Meta):
        fields: ClassVar[list[str]] = [*NoteSerializer.Meta.fields, "told", "unknown"]


class NewNote(CommandSerializer):
    """A remark on the record; `@name` tells a colleague who may see it."""

    text = serializers.CharField(max_length=LONGEST_NOTE)


class AttachmentSerializer(ReadSerializer):
    """A file that somebody attached to a record."""

    user = serializers.CharField(source="user.email", help_text="Who attached it.")

    class Meta:
        model = Attachment
        fields: ClassVar[list[str]] = ["id", "name", "content_type", "size", "sha256", "user", "at"]


@extend_schema_field(OpenApiTypes.BINARY)
class UploadField(serializers.FileField):
    """A file of the request; what may be kept is the rule of ``foundation.documents.uploads``."""


class NewAttachment(CommandSerializer):
    """A file to attach, as `multipart/form-data`."""

    file = UploadField(allow_empty_file=True, help_text="PDF, PNG, JPEG, text, CSV, XLSX or DOCX, at most 10 MB.")


class AroundRecord(generics.GenericAPIView[Any]):
    """Adds the notes and files of a record to its viewset: whoever may see the record sees them.

    ``page`` is the record's page in the browser, to which a mention leads.
    """

    page: ClassVar[str]
    action_permissions: ClassVar[dict[str, str]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        declared = getattr(cls, "action_permissions", {})
        if "retrieve" in declared:
            cls.action_permissions = {**dict.fromkeys(AROUND, declared["retrieve"]), **declared}

    def _record(self: Any, *, to_change: bool = False) -> Any:
        """Return the record of the path; raises PermissionMissing for who may see it and change nothing around it."""
        record = generics.get_object_or_404(self.get_queryset(), **self.lookup)
        if to_change:
            self.access.require(ADD_NOTE)
        return record

    @extend_schema(responses={200: NoteSerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def notes(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the notes on the record, latest first."""
        return Response(NoteSerializer(Note.of(self.entity).about(self._record()), many=True).data)

    @extend_schema(request=NewNote, responses={201: WrittenNoteSerializer})
    @notes.mapping.post
    def write_note(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Leave a note on the record; it stands in its timeline. Asks for `backoffice.add_note` besides."""
        record = self._record(to_change=True)
        people = people_who_see(self.entity, self.action_permissions["retrieve"])
        url = f"{entity_url(self.entity, self.page, pk=record.pk)}#timeline"
        text = self.command(NewNote)["text"]
        note, told, unknown = note_with_mentions(self.entity, record, text, user=self.user, people=people, url=url)
        answer = {**NoteSerializer(note).data, "told": [person.email for person in told], "unknown": unknown}
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: AttachmentSerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=(), parser_classes=(FormParser,))
    def attachments(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the files of the record, latest first."""
        return Response(AttachmentSerializer(Attachment.of(self.entity).about(self._record()), many=True).data)

    @extend_schema(request={FormParser.media_type: NewAttachment}, responses={201: AttachmentSerializer})
    @attachments.mapping.post
    def attach_file(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Attach a file to the record. Asks for `backoffice.add_note` besides.

        Refused with DOC-10 when it is too large, DOC-11 when its kind is not taken, DOC-12 when it is damaged.
        """
        record = self._record(to_change=True)
        kept = attach(self.entity, record, self.command(NewAttachment)["file"], user=self.user)
        return Response(AttachmentSerializer(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=FILE_RESPONSE)
    @action(detail=True, methods=["get"], url_path="attachments/(?P<attachment>[0-9]+)", renderer_classes=(AnyFileRenderer,))
    def download_file(self: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the file itself."""
        return serve(self._attachment(self._record()))

    @extend_schema(request=None, responses={204: None})
    @download_file.mapping.delete
    def remove_file(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a file: one's own, or anybody's with `documents.remove_attachment`. Asks for `backoffice.add_note` besides."""
        record = self._record(to_change=True)
        remove(self.access, record, self._attachment(record))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _attachment(self: Any, record: Any) -> Attachment:
        found: Attachment = generics.get_object_or_404(Attachment.of(self.entity).about(record), pk=int(self.kwargs["attachment"]))
        return found
