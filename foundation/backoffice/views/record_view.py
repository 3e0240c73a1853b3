"""Form pages of set-up records: saved as they are, alone or with the rows that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.records import children_of
from foundation.backoffice.views.action_view import DocumentActionView
from foundation.backoffice.views.form_view import EntityFormView
from foundation.backoffice.views.lines_view import LinesFormView
from foundation.errors import Text
from foundation.organization.scope import EntityModel
from foundation.organization.services.save_record import delete_record, save_record
from foundation.organization.services.save_with_children import save_with_children


class RecordFormView(EntityFormView):
    """One set-up record without rules of its own: saved with what changed in the audit trail."""

    def perform(self, form: Any) -> Any:
        """Save the record."""
        return save_record(self.entity, form.instance, user=self.request.user)


class RecordDeleteView(DocumentActionView):
    """Asks, then deletes one set-up record that nothing refers to."""

    verb: ClassVar[Text] = _("Delete")
    question: ClassVar[Text] = _("Delete %(document)s?")
    success_message: ClassVar[Text] = _("%(document)s is deleted.")
    list_page: ClassVar[str] = ""

    def perform(self, document: Any, _form: Any) -> None:
        """Delete the record."""
        delete_record(self.entity, document, user=self.request.user)

    def success_url(self, _done: Any) -> str:
        """Return the list: the record's page is gone."""
        return self.url(self.list_page)


class RecordWithLinesView(LinesFormView):
    """A set-up record with rows that belong to it, one per line; the line form's fields are fields of ``child_model``."""

    child_model: ClassVar[type[Model]]
    child_rows: ClassVar[str] = ""
    parent_field: ClassVar[str]

    def children(self) -> list[Any]:
        """Return the stored rows of the record."""
        if self.object is None or self.object.pk is None:
            return []
        return children_of(self.child_model, self.entity, self.object, self.parent_field, self.child_rows)

    def initial_lines(self, _record: Any) -> Sequence[dict[str, Any]]:
        """Return the rows as the grid shows them."""
        names = [name for name in self.line_form_class.base_fields if name != "pk"]
        return [{"pk": child.pk, **{name: getattr(child, name) for name in names}} for child in self.children()]

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the record with the rows that are left."""
        known = {child.pk: child for child in self.children()}
        removed = [known[line["pk"]] for line in lines if line["DELETE"]]
        children = [self.child_of(line, known) for line in lines if not line["DELETE"]]
        return save_with_children(self.entity, form.instance, children, removed, user=self.request.user)

    def child_of(self, line: dict[str, Any], known: dict[int, Any]) -> Any:
        """Return the row of a line, new or changed."""
        child = known.get(line["pk"]) or self.new_child()
        for name, value in line.items():
            if name not in {"pk", "DELETE"}:
                setattr(child, name, value)
        return child

    def new_child(self) -> Any:
        """Return an empty row of the record."""
        if issubclass(self.child_model, EntityModel):
            return self.child_model(legal_entity=self.entity)
        return self.child_model()
