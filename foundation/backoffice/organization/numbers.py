"""Number sequences: their formats, and where they stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntityModelForm
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, Search, TextColumn
from foundation.backoffice.views import DocumentActionView, ListPage, RecordFormView
from foundation.organization.models import NumberSequence
from foundation.organization.services.raise_number import raise_next_number
from foundation.organization.services.save_sequence import save_sequence

VIEW, CHANGE = "organization.view_numbersequence", "organization.change_numbersequence"


class NumberSequenceTable(ListTable):
    """The series of every kind of document."""

    reference = LinkColumn(_("Document"), page="organization:sequence-edit")
    name = TextColumn(_("Name"))
    format = TextColumn(_("Format"))
    scope = TextColumn(_("Scope"))
    next_numbers = TextColumn(_("Next"), sortable=False)
    continuous = BooleanColumn(_("Without gaps"))
    chronological = BooleanColumn(_("Dates follow numbers"), hidden=True)
    manual = BooleanColumn(_("By hand"), hidden=True)


class NumberSequenceList(ListPage):
    """All number sequences."""

    permission_required = export_permission = VIEW
    model, rows, table_class, title = NumberSequence, "for_list", NumberSequenceTable, _("Number sequences")
    search = Search(prefix=("reference",), contains=("name",))
    order_by = "reference"
    empty_text = _("Every kind of document takes its numbers from a sequence.")


class NumberSequenceForm(EntityModelForm):
    """How a kind of document is numbered."""

    class Meta:
        model = NumberSequence
        fields = ["name", "format", "scope", "smallest", "largest", "continuous", "chronological", "manual"]

    sections = [
        (_("General"), ["name", "format", "scope"]),
        (_("Numbers"), ["smallest", "largest", "continuous", "chronological", "manual"]),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["format"].help_text = _("# is a digit, & a letter of the counter; {YYYY}, {YY}, {MM} and {ENTITY} are replaced.")

    def clean(self) -> dict[str, Any]:
        """Refuse limits in the wrong order and a format without room for the largest number."""
        cleaned: dict[str, Any] = super().clean() or {}
        largest, smallest, pattern = cleaned.get("largest"), cleaned.get("smallest"), cleaned.get("format")
        if largest and smallest and largest < smallest:
            self.add_error("largest", _("The largest number lies below the smallest."))
        if pattern and max(largest or 0, smallest or 0) >= NumberSequence(format=pattern).capacity():
            self.add_error("format", _("The format has no room for these numbers."))
        return cleaned


class NumberSequenceEdit(RecordFormView):
    """Change a number sequence."""

    template_name = "backoffice/organization/sequence.html"
    permission_required, permission_to_change = VIEW, CHANGE
    model, rows, form_class, title = NumberSequence, "with_counters", NumberSequenceForm, _("Number sequence")
    success_page = cancel_page = "organization:sequences"

    def perform(self, form: Any) -> Any:
        """Save the sequence, unless it would give out numbers twice."""
        form.instance.legal_entity = self.entity
        return save_sequence(form.instance, user=self.request.user)

    @property
    def raise_url(self) -> str:
        """Return where the next number is raised; blank for those who may not."""
        return self.url("organization:sequence-raise", pk=self.pk) if self.may_change else ""


class NextNumberForm(EntityForm):
    """From which number a counter goes on."""

    scope_key = forms.CharField(label=_("Year or period"), max_length=10, required=False, help_text=_("Blank, 2026 or 2026-01."))
    number = forms.IntegerField(label=_("Next number"), min_value=1)


class RaiseNumber(DocumentActionView):
    """Let a series go on from a higher number."""

    permission_required = CHANGE
    model, form_class, title, verb = NumberSequence, NextNumberForm, _("Raise the next number of"), _("Raise")
    document_page = "organization:sequence-edit"
    success_message = _("The next number of %(document)s is raised.")

    def get_initial(self, document: NumberSequence) -> dict[str, Any]:
        """Offer the counter of today."""
        return {"scope_key": document.scope_key(self.entity.today())}

    def perform(self, document: NumberSequence, form: NextNumberForm) -> None:
        """Raise the next number of the chosen scope."""
        document.legal_entity = self.entity
        raise_next_number(document, form.cleaned_data["scope_key"], form.cleaned_data["number"], user=self.request.user)
