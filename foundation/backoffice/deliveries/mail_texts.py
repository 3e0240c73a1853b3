"""E-mail texts: what a message with a document says, per kind of document and language, and a test of it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm, EntityModelForm
from foundation.backoffice.lists import LinkColumn, ListTable, Search, TextColumn
from foundation.backoffice.views import EntityFormView, ListPage, RecordDeleteView, RecordFormView
from foundation.documents.document_types import DocumentType
from foundation.documents.formatting import DOCUMENT_LANGUAGES, language_choices
from foundation.documents.models import MailTemplate
from foundation.documents.services.mail_text import PLACEHOLDERS
from foundation.documents.services.test_message import send_test_message

CHANGE = "documents.change_printmanagement"
_BRACED = re.compile(r"\{([^{}]*)\}")


class MailTextTable(ListTable):
    """Texts by document and language."""

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
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        self.fields["body"].help_text = _("These are replaced, in the subject too: %(known)s.") % {"known": known}
        self.fields["body"].widget.attrs["rows"] = 10

    def clean_subject(self) -> str:
        """Refuse a line break and placeholders that are not known."""
        subject = str(self.cleaned_data["subject"])
        if len(subject.splitlines()) > 1:
            raise forms.ValidationError(_("The subject must be one line."))
        return self._with_known_placeholders(subject)

    def clean_body(self) -> str:
        """Refuse placeholders that are not known."""
        return self._with_known_placeholders(str(self.cleaned_data["body"]))

    def _with_known_placeholders(self, text: str) -> str:
        unknown = sorted({name for name in _BRACED.findall(text) if name not in PLACEHOLDERS})
        if unknown:
            raise forms.ValidationError(_("Nothing is known to replace {%(name)s}.") % {"name": unknown[0]})
        return text


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
    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType.choices, initial=DocumentType.CUSTOMER_INVOICE)
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
