"""Parameter pages: the one record of a legal entity, with its defaults before anybody saved it."""

from __future__ import annotations

from typing import Any

from foundation.backoffice.records import find_parameters_locked
from foundation.backoffice.views.form_view import EntityFormView
from foundation.organization.services.save_record import save_record


class ParametersView(EntityFormView):
    """``model`` has a unique ``legal_entity``, and ``of(entity)`` returns the saved record or an unsaved one with defaults."""

    def get_record(self) -> Any:
        """Return the parameters of the legal entity."""
        return self.model.of(self.entity)

    def get_locked_record(self) -> Any:
        """Return the parameters, held until they are saved; two people who save them first meet at the unique key."""
        return find_parameters_locked(self.model, self.entity) or self.get_record()

    def perform(self, form: Any) -> Any:
        """Save the parameters."""
        return save_record(self.entity, form.instance, user=self.request.user)

    @property
    def heading(self) -> Any:
        """Return the title: the record has no name of its own."""
        return self.title
