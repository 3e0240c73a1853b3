"""Actions on one document: one address each, one service behind it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from foundation.backoffice.forms.forms import EntityForm
from foundation.backoffice.records import find, find_locked, rows_only
from foundation.backoffice.views.form_view import REFUSED
from foundation.backoffice.views.sent_once import SentOnce
from foundation.database.retries import retried
from foundation.errors import BusinessRuleError, Text


class DocumentActionView(SentOnce):
    """A form of a few fields, or only the question, then ``perform(document, form)``; the page of the document follows.

    The same form sent twice, by a double click, is done once. A refusal leads back to the document with the sentence on top, or stays
    on the form when there are fields to mend.
    """

    template_name = "backoffice/form/action.html"
    form_class: ClassVar[type[EntityForm]] = EntityForm
    verb: ClassVar[Text] = ""
    question: ClassVar[Text] = ""
    document_page: ClassVar[str] = ""
    success_page: ClassVar[str] = ""
    success_message: ClassVar[Text] = ""
    object: Any = None

    def perform(self, document: Any, form: Any) -> Any:
        """Call the service; what it returns is given to ``success_url``."""
        raise NotImplementedError

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form, or the question."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, and lead to the document."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show(form, status=REFUSED)
        try:
            return self.go(self.only_once(lambda: self.done_url(form)))
        except BusinessRuleError as refusal:
            return self.refused(form, refusal)

    def done_url(self, form: Any) -> str:
        """Do it, say so, and return where that leads."""
        done = retried(self.perform_locked)(form)
        if self.success_message:
            messages.success(self.request, str(self.success_message) % {"document": self.object})
        return self.success_url(done)

    def perform_locked(self, form: Any) -> Any:
        """Hold the document and do it."""
        return self.perform(find_locked(rows_only(self.get_rows()), self.object.pk), form)

    def refused(self, form: Any, refusal: BusinessRuleError) -> HttpResponseBase:
        """Show the refusal where it can be mended."""
        if form.fields:
            form.refuse(refusal)
            return self.show(form, status=REFUSED)
        messages.error(self.request, str(refusal))
        return self.go(self.document_url)

    def get_initial(self, _document: Any) -> dict[str, Any]:
        """Return what the form starts with."""
        return {}

    def make_form(self, data: Any = None) -> Any:
        """Return the form, bound to what was sent where something was."""
        return self.form_class(data, entity=self.entity, access=self.request.access, initial=self.get_initial(self.object))

    @property
    def document_url(self) -> str:
        """Return the page of the document."""
        return self.url(self.document_page or self.success_page, pk=self.object.pk)

    def success_url(self, _done: Any) -> str:
        """Return where doing it leads."""
        return self.url(self.success_page, pk=self.object.pk) if self.success_page else self.document_url

    @property
    def question_text(self) -> str:
        """Return what is asked before it is done."""
        return str(self.question or _("%(action)s %(document)s?")) % {"action": self.title, "document": self.object}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """Answer with the form."""
        return self.page({"form": form, "object": self.object}, status=status)
