"""Print management of the legal entity: which document goes where, always or when a condition holds (invoicing.md 9.1, 9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm, LineForm
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, Search, TextColumn
from foundation.backoffice.views import LinesFormView, ListPage, RecordDeleteView
from foundation.documents.formatting import language_choices
from foundation.documents.models import ConditionField, ConditionOperator, Destination, PrintRecord
from foundation.documents.services.mail_text import check_address
from foundation.documents.services.print_management import Place, RecordDraft, Rule, delete_record, draft_of, save_record
from foundation.documents.services.resolve_printing import split_addresses
from foundation.errors import BusinessRuleError

CHANGE = "documents.change_printmanagement"
_NONE = [("", "–")]


class PrintRecordTable(ListTable):
    """Rules by document."""

    document_type = LinkColumn(
        _("Document"), accessor="get_document_type_display", page="documents:print-record-edit", order_by="document_type"
    )
    name = TextColumn(_("Name"))
    kind = TextColumn(_("Original or copy"), accessor="get_kind_display", order_by="kind")
    goes_to = TextColumn(_("Goes to"), sortable=False)
    default_enabled = BooleanColumn(_("Also without a condition"))


class PrintRecordForm(EntityModelForm):
    """What is delivered and in which form."""

    class Meta:
        model = PrintRecord
        fields = ["document_type", "name", "kind", "default_enabled"]

    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=99, initial=1)
    language = forms.ChoiceField(label=_("Language"), choices=(), required=False, help_text=_("Blank: the language of the customer."))
    footer_en = forms.CharField(label=_("Footer text in English"), max_length=1000, required=False)
    footer_nl = forms.CharField(label=_("Footer text in Dutch"), max_length=1000, required=False)
    sections = [
        (_("General"), ["document_type", "name", "kind", "default_enabled"]),
        (_("Form"), ["copies", "language", "footer_en", "footer_nl"]),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = [*_NONE, *language_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a second rule of the same name for the same document."""
        cleaned: dict[str, Any] = super().clean() or {}
        place = Place().fields() | {"document_type": cleaned.get("document_type"), "name": cleaned.get("name")}
        if PrintRecord.of(self.entity).taken(place, self.instance.pk):
            self.add_error("name", _("There is a rule of this name for this document already."))
        return cleaned


class PrintRuleForm(LineForm):
    """One destination, and when it counts."""

    destination = forms.ChoiceField(label=_("Destination"), choices=[*_NONE, *Destination.choices])
    condition_field = forms.ChoiceField(label=_("When"), choices=[("", _("Always")), *ConditionField.choices], required=False)
    condition_operator = forms.ChoiceField(label=_("Comparison"), choices=[*_NONE, *ConditionOperator.choices], required=False)
    condition_value = forms.CharField(label=_("Value"), max_length=40, required=False)
    queue = forms.CharField(label=_("Printer queue"), max_length=30, required=False)
    to = forms.CharField(label=_("E-mail to"), max_length=300, required=False)
    cc = forms.CharField(label=_("Cc"), max_length=300, required=False)
    reply_to = forms.EmailField(label=_("Reply to"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a half condition, a queue without name and addresses that are none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("condition_field") and not (cleaned.get("condition_operator") and cleaned.get("condition_value")):
            self.add_error("condition_value", _("Say how to compare, and with what."))
        if cleaned.get("destination") == Destination.QUEUE and not cleaned.get("queue"):
            self.add_error("queue", _("Name the printer queue."))
        for name in ("to", "cc"):
            self._check_addresses(name, cleaned.get(name, ""))
        return cleaned

    def _check_addresses(self, name: str, text: str) -> None:
        try:
            for address in split_addresses(text):
                check_address(address)
        except BusinessRuleError as refusal:
            self.add_error(name, str(refusal))


class PrintRecordList(ListPage):
    """The rules of the legal entity; customers and groups may have their own."""

    permission_required = export_permission = CHANGE
    model, rows, table_class, title = PrintRecord, "of_entity", PrintRecordTable, _("Print management")
    search = Search(contains=("name",))
    order_by = "document_type"
    create_page, create_permission = "documents:print-record-new", CHANGE
    empty_text = _("Without any rule a document goes by e-mail to its receiver, or into the archive when no address is known.")


class PrintRecordEdit(LinesFormView):
    """Make or change a rule with its destinations."""

    permission_required = CHANGE
    model, rows, form_class, title = PrintRecord, "of_entity", PrintRecordForm, _("Print rule")
    line_form_class, lines_title = PrintRuleForm, _("Destinations")
    success_page = cancel_page = "documents:print-records"
    delete_page = "documents:print-record-delete"

    def get_initial(self) -> dict[str, Any]:
        """Return the form of the rule from its settings."""
        if self.object is None:
            return super().get_initial()
        draft = draft_of(self.object)
        footers = {f"footer_{language}": draft.footer_texts.get(language, "") for language in ("en", "nl")}
        return {"copies": draft.copies, "language": draft.language} | footers

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the destinations of the rule."""
        names = [name for name in PrintRuleForm.base_fields if name != "pk"]
        rules = draft_of(record).rules
        return [{"pk": number} | {name: getattr(rule, name) for name in names} for number, rule in enumerate(rules, 1)]

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> PrintRecord:  # type: ignore[override]
        """Save the rule with the destinations that are left."""
        values = form.cleaned_data
        known = draft_of(self.object) if self.object is not None else None
        footers = dict(known.footer_texts if known else {}) | {name: values[f"footer_{name}"] for name in ("en", "nl")}
        draft = RecordDraft(
            values["document_type"],
            values["name"],
            kind=values["kind"],
            default_enabled=values["default_enabled"],
            copies=values["copies"],
            language=values["language"],
            footer_texts={name: text for name, text in footers.items() if text},
            rules=[self._rule(line, known) for line in lines if not line["DELETE"]],
        )
        return save_record(self.entity, draft, Place(), user=self.request.user, record=self.object)

    def _rule(self, line: dict[str, Any], known: RecordDraft | None) -> Rule:
        """Return the rule of a line; what the grid does not show stays as it was."""
        before = known.rules[line["pk"] - 1] if known and line["pk"] else Rule("")
        shown = {name: value for name, value in line.items() if name not in {"pk", "DELETE"}}
        return Rule(**shown, purpose=before.purpose, bcc=before.bcc)


class PrintRecordDelete(RecordDeleteView):
    """Delete a rule."""

    permission_required = CHANGE
    model, rows, title = PrintRecord, "of_entity", _("Delete print rule")
    list_page, document_page = "documents:print-records", "documents:print-record-edit"

    def perform(self, document: Any, _form: Any) -> None:
        """Delete the rule."""
        delete_record(self.entity, document, user=self.request.user)
