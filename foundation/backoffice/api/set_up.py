"""Set-up records over REST: read, made, changed and deleted like on their pages, which check them and keep what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.problems import InvalidInput
from foundation.backoffice.api.serializers import CommandSerializer
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.organization.scope import EntityModel
from foundation.organization.services.save_record import delete_record, save_record


class SetUpViewSet(EntityReadViewSet):
    """Set-up records without rules of their own. Subclasses name the model and what is taken of new and of changed records,
    and describe ``create`` and ``partial_update`` for the document of the API."""

    model: ClassVar[type[EntityModel]]
    new_serializer: ClassVar[type[CommandSerializer]]
    change_serializer: ClassVar[type[CommandSerializer]]
    left_to_service: ClassVar[Collection[str]] = ()
    """Fields that ``store`` checks, and says what is wrong with them."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a record."""
        record = self.model(legal_entity=self.entity)
        saved = self.save(record, self.command(self.new_serializer))
        return self.answer(status_code=status.HTTP_201_CREATED, pk=saved.pk)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a record; what is not named stays."""
        record = self.locked_object()
        return self.answer(pk=self.save(record, self.command(self.change_serializer)).pk)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a record that nothing refers to."""
        delete_record(self.entity, self.locked_object(), user=self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def save(self, record: Any, values: Mapping[str, Any]) -> Any:
        """Save a record with new values; raises InvalidInput for what the model does not take, such as a second one of its kind."""
        for name, value in values.items():
            setattr(record, name, value)
        try:
            record.full_clean(exclude=self.left_to_service)
        except ValidationError as error:
            raise InvalidInput(_by_field(error, next(iter(values), NON_FIELD_ERRORS))) from error
        return self.store(record)

    def store(self, record: Any) -> Any:
        """Write a record whose fields are checked; records with rules of their own call their service."""
        return save_record(self.entity, record, user=self.user)


def _by_field(error: ValidationError, first: str) -> dict[str, list[str]]:
    """Return the messages by field; those of the whole record stand at the first value that was given."""
    return {first if name == NON_FIELD_ERRORS else name: messages for name, messages in error.message_dict.items()}
