"""Bases of serializers: one for what the API shows, one for what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.fields import SkipField
from rest_framework.relations import PKOnlyObject
from rest_framework.response import Response

from foundation import fields as model_fields
from foundation.backoffice.api import fields
from foundation.day_span import day_in_span
from foundation.one_line import LONGEST, one_line

FIELDS: dict[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    model_fields.AmountField: fields.AmountField,
    model_fields.PriceField: fields.PriceField,
    model_fields.QuantityField: fields.QuantityField,
    model_fields.PercentField: fields.PercentField,
    model_fields.RateField: fields.RateField,
}

PLAIN = {serializers.CharField: str, serializers.ChoiceField: str, serializers.IntegerField: int, serializers.BooleanField: bool}
"""The fields that show values of a type as they are."""


class ReadSerializer(serializers.ModelSerializer[Any]):
    """Shows a record: every field is listed by name and none can be written."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, **FIELDS}

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, all of them read only."""
        found = super().get_fields()
        for field in found.values():
            field.read_only = True
            field.required = False
        return found

    @cached_property
    def _readers(self) -> list[tuple[Any, Callable[[Any], Any] | None, type | None]]:
        """Return the shown fields, each with what reads its value straight from a record, and of which type values are shown as they are.

        Nothing reads it for fields that read themselves.
        """
        related = (serializers.RelatedField, serializers.ManyRelatedField, serializers.BaseSerializer)
        return [
            (
                field,
                None if field.source == "*" or isinstance(field, related) else attrgetter(str(field.source)),
                PLAIN.get(type(field)),
            )
            for field in self._readable_fields
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return a record as the framework would, at half the cost: lists show fifty of them."""
        shown: dict[str, Any] = {}
        for field, read, plain in self._readers:
            try:
                value = _value(field, read, instance)
            except SkipField:
                continue
            if type(value) is plain:
                shown[field.field_name] = value
                continue
            is_empty = value is None or (isinstance(value, PKOnlyObject) and value.pk is None)
            shown[field.field_name] = None if is_empty else field.to_representation(value)
        return shown


def _value(field: Any, read: Callable[[Any], Any] | None, record: Any) -> Any:
    """Return the value of a field; where a plain look does not find one the field looks itself, defaults included."""
    try:
        value = field.get_attribute(record) if read is None else read(record)
    except AttributeError:
        return field.get_attribute(record)
    return field.get_attribute(record) if callable(value) else value


class CommandSerializer(serializers.Serializer[Any]):
    """Parses the input of an action: types and required fields only; the rules stand in the service.

    A property that is not listed is refused instead of being dropped silently.
    """

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; short texts stand on one line, and days lie in a span that can be counted with."""
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            if isinstance(field, serializers.CharField) and (field.max_length or LONGEST + 1) <= LONGEST:
                field.validators.append(one_line)
            if isinstance(field, serializers.DateField | serializers.DateTimeField):
                field.validators.append(day_in_span)
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Parse, after refusing unknown properties."""
        if isinstance(data, Mapping):
            unknown = sorted(set(map(str, data)) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name: [_("There is no such property.")] for name in unknown})
        return super().to_internal_value(data)


def list_of(child: CommandSerializer, **options: Any) -> serializers.ListSerializer[Any]:
    """Return the field of a list of objects; ``options`` may bound its length."""
    return serializers.ListSerializer(child=child, **options)


@extend_schema_serializer(component_name="EmptyCommand")
class NoInput(CommandSerializer):
    """The input of an action that takes none."""


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One value that cannot be taken."""

    field = serializers.CharField(help_text="The path of the value, such as lines.0.quantity; empty for the whole body.")
    code = serializers.CharField()
    detail = serializers.CharField()


class NoticeSerializer(serializers.Serializer[Any]):
    """A warning or information: nothing was refused, but somebody should know."""

    code = serializers.CharField()
    severity = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    params = serializers.DictField(child=serializers.CharField())

    def get_severity(self, notice: Any) -> str:
        """Return how much it matters: what stops a request elsewhere is a warning where it did not."""
        return "warning" if notice.severity == "error" else str(notice.severity)

    def get_detail(self, notice: Any) -> str:
        """Return the sentence in the caller's language."""
        return str(notice)


class NoticesSerializer(serializers.Serializer[Any]):
    """What is to be known of a record that is gone."""

    notices = NoticeSerializer(many=True)


def notices_response(notices: Sequence[Any]) -> Response:
    """Return the answer of a deletion: without a body unless something is to be known of it."""
    if not notices:
        return Response(status=status.HTTP_204_NO_CONTENT)
    return Response(NoticesSerializer({"notices": notices}).data)


class RefusedSerializer(NoticeSerializer):
    """Why one document of a set was left out."""

    document = serializers.CharField(help_text="The number of the document that was left out.")

    def to_representation(self, instance: Any) -> Any:
        """Show a pair of document number and refusal."""
        number, error = instance
        return {"document": number, **NoticeSerializer(error).data, "severity": error.severity}


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457): status, a stable code, and a sentence in the caller's language."""

    type = serializers.CharField(help_text="A URN that ends in the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="The stable code of the refusal, such as ORD-07, or VALIDATION, NOT_FOUND …")
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The path that was called.")
    params = serializers.DictField(child=serializers.CharField(), required=False, help_text="The values in the sentence of a refusal.")
    severity = serializers.ChoiceField(choices=["error", "warning", "info", "question"], required=False)
    field = serializers.CharField(required=False, help_text="The input that the caller can change.")
    cause = serializers.CharField(required=False, help_text="The code that lies behind this one.")
    errors = FieldErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text="With code VALIDATION: every value that cannot be taken."
    )
    refused = RefusedSerializer(many=True, required=False, help_text="When every document of a set is refused: each of them and why.")
