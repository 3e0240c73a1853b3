"""E-mail texts: what a message with a document says, per kind of document and language, and a test of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntityModelForm
from foundation.backoffice.lists import LinkColumn, ListTable, Search, TextColumn
from foundation.backoffice.views import EntityFormView, ListPage, RecordDeleteView, RecordFormView
from foundation.documents.document_types import DocumentType
from foundation.documents.formatting import DOCUMENT_LANGUAGES, language_choices
from foundation.documents.mail_kinds import ANNOUNCED, PLACEHOLDERS, mail_kind, mail_kind_choices
from foundation.documents.models import MailTemplate
from foundation.documents.services.send_test_message import send_test_message

CHANGE = "documents.change_printmanagement"
_BRACED = re.compile(r"\{([^{}]*)\}")


class MailTextTable(ListTable):
    """Texts by kind of message and language."""

    document_type = LinkColumn(
        _("Document"), accessor="get_document_type_display", page="documents:mail-text-edit", order_by="document_type"
    )
    language = TextColumn(_("Language"))
    subject = TextColumn(_("Subject"))


class MailTextForm(EntityModelForm):
    """Subject and body in one language, with placeholders from a fixed list."""

    class Meta:
        model = MailTemplate
        fields = ["document_type", "language", "subject", "body"]

    language = forms.ChoiceField(label=_("Language"), choices=())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        documents = _("These are replaced, in the subject too: %(known)s.") % {"known": braced(PLACEHOLDERS)}
        self.fields["body"].help_text = " ".join([documents, *_announced()])
        self.fields["body"].widget.attrs["rows"] = 10

    def clean_subject(self) -> str:
        """Refuse a line break."""
        subject = str(self.cleaned_data["subject"])
        if len(subject.splitlines()) > 1:
            raise forms.ValidationError(_("The subject must be one line."))
        return subject

    def clean(self) -> dict[str, Any]:
        """Refuse placeholders that are not known for the kind of message, and a body that would leave out what it is about."""
        values = super().clean() or self.cleaned_data
        if "document_type" not in values:
            return values
        kind = mail_kind(values["document_type"])
        allowed = {"subject": set(kind.placeholders) - {kind.block}, "body": set(kind.placeholders)}
        for name, known in allowed.items():
            unknown = sorted(set(_BRACED.findall(str(values.get(name, "")))) - known)
            if unknown:
                self.add_error(name, _("Nothing is known to replace {%(name)s}.") % {"name": unknown[0]})
        if kind.block and f"{{{kind.block}}}" not in str(values.get("body", "")):
            self.add_error("body", _("The text must have {%(name)s}, where the lines will stand.") % {"name": kind.block})
        return values


def braced(names: Iterable[str]) -> str:
    """Return placeholders as they are typed."""
    return ", ".join(f"{{{name}}}" for name in names)


def _announced() -> list[str]:
    """Return a sentence per kind of message that is no document, with what it replaces."""
    text = _("For %(kind)s: %(known)s.")
    return [text % {"kind": kind.label, "known": braced(kind.placeholders)} for kind in ANNOUNCED.values()]


class MailTextList(ListPage):
    """All texts of the legal entity."""

    permission_required = export_permission = CHANGE
    model, table_class, title = MailTemplate, MailTextTable, _("E-mail texts")
    search = Search(contains=("subject",))
    order_by = "document_type"
    create_page, create_permission = "documents:mail-text-new", CHANGE
    empty_text = _("Messages say our own text. Write another one per document and language, with placeholders for number, total and more.")


class MailTextEdit(RecordFormView):
    """Write or change a text."""

    permission_required = CHANGE
    model, form_class, title = MailTemplate, MailTextForm, _("E-mail text")
    success_page = cancel_page = "documents:mail-texts"
    delete_page = "documents:mail-text-delete"


class MailTextDelete(RecordDeleteView):
    """Delete a text; our own text is sent again."""

    permission_required = CHANGE
    model, title = MailTemplate, _("Delete e-mail text")
    list_page, document_page = "documents:mail-texts", "documents:mail-text-edit"


class TestMessageForm(EntityForm):
    """Which text to try."""

    __test__ = False
    document_type = forms.ChoiceField(label=_("Document"), choices=mail_kind_choices, initial=DocumentType.CUSTOMER_INVOICE)
    language = forms.ChoiceField(label=_("Language"), choices=())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["language"].initial = self.entity.language if self.entity.language in DOCUMENT_LANGUAGES else "en"
        self.fields["document_type"].help_text = _("The message goes to your own address and holds sample values.")


class TestMessage(EntityFormView):
    """Send a text to oneself and see what the mail server says."""

    __test__ = False
    permission_required = CHANGE
    form_class, title, save_label = TestMessageForm, _("Test message"), _("Send to me")
    success_page = "documents:mail-test"
    cancel_page = "documents:mail-texts"

    def saved_url(self, form: Any) -> str:
        """Send the message and say to whom, from whom and with which subject."""
        if not form.is_valid():
            return super().saved_url(form)
        sent = send_test_message(self.entity, user=self.request.user, **form.cleaned_data)
        text = _("The mail server took “%(subject)s” from %(sender)s to %(address)s.")
        messages.success(self.request, text % {"subject": sent.subject, "sender": sent.from_email, "address": ", ".join(sent.to)})
        return self.url(self.success_page)

    def perform(self, _form: Any) -> None:
        """Do nothing: only a form that is not valid comes here, and it is shown again."""
