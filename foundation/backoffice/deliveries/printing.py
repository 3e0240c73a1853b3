"""The print dialog of a document: its paper beside the choices original or copy, how many, and where to (backoffice.md [27])."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.around.desk import INLINE_POLICY
from foundation.backoffice.forms import EntityForm
from foundation.backoffice.models import SavedView
from foundation.backoffice.records import find
from foundation.backoffice.services.saved_views import remember_parameters
from foundation.backoffice.views import DocumentActionView
from foundation.documents.models import Destination, Output, PrintKind
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import copy_rendition
from foundation.documents.services.mail_text import check_address
from foundation.documents.services.print_documents import PrintChoice, Printing, print_document
from foundation.documents.services.printer_queue import merge_pdfs
from foundation.documents.services.resolve_printing import split_addresses
from foundation.errors import BusinessRuleError

SEND = "invoicing.send_document"
FILE = "file"
PREVIEW = "preview"
REMEMBERED = ("what", "destination", "copies", "queue")
MOST_COPIES = 20
PRINTER = "printer"
DESTINATIONS = [
    (Destination.DOWNLOAD.value, _("Screen")),
    (PRINTER, _("Printer, by the window of the browser")),
    (Destination.EMAIL.value, _("E-mail")),
    (Destination.QUEUE.value, _("Printer queue")),
    (Destination.ARCHIVE.value, _("Archive only")),
]
WHATS = [(PrintKind.ORIGINAL.value, _("Original")), (PrintKind.COPY.value, _("Copy, marked as such"))]


class PrintForm(EntityForm):
    """What is printed, how often and where to."""

    what = forms.ChoiceField(label=_("Print"), choices=WHATS, initial=PrintKind.ORIGINAL)
    destination = forms.ChoiceField(label=_("Destination"), choices=DESTINATIONS, initial=Destination.DOWNLOAD)
    copies = forms.IntegerField(label=_("Number"), min_value=1, max_value=MOST_COPIES, initial=1, help_text=_("For a printer."))
    to = forms.CharField(label=_("E-mail to"), max_length=500, required=False, help_text=_("One or more addresses, separated by commas."))
    queue = forms.CharField(label=_("Printer queue"), max_length=30, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.access is not None and not self.access.may(SEND):
            del self.fields["to"]
            self.fields["destination"].choices = [row for row in DESTINATIONS if row[0] != Destination.EMAIL]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an e-mail without address and a queue without name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("destination") == Destination.EMAIL:
            self._check_addresses(cleaned.get("to", ""))
        if cleaned.get("destination") == Destination.QUEUE and not cleaned.get("queue"):
            self.add_error("queue", _("Name the printer queue."))
        return cleaned

    def _check_addresses(self, text: str) -> None:
        addresses = split_addresses(text)
        if not addresses:
            self.add_error("to", _("Say to whom the e-mail goes."))
        try:
            for address in addresses:
                check_address(address)
        except BusinessRuleError as refusal:
            self.add_error("to", str(refusal))


class PrintView(DocumentActionView):
    """Shows the paper beside the choices; the choices of last time are remembered for the user and this kind of document."""

    rate = "pdf"
    rows = "for_print"
    permission_to_print: ClassVar[str] = ""
    title, verb = _("Print"), _("Print")
    form_class = PrintForm
    template_name = "backoffice/deliveries/print.html"
    printing: ClassVar[Printing]

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the dialog, or a file of the document: the preview, which counts as no print, or what was just printed."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        if self.permission_to_print and not self.may(self.permission_to_print):
            raise PermissionDenied(self.permission_to_print)
        asked = self.request.GET.get(FILE, "")
        if asked == PREVIEW:
            return self.pdf(self.preview)
        if asked.isdigit():
            return self.pdf(self.printed(int(asked)))
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Print."""
        if self.permission_to_print and not self.may(self.permission_to_print):
            raise PermissionDenied(self.permission_to_print)
        return super().post(request, **kwargs)

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Return what was chosen last time, the form that the preview shows, and the address of the receiver."""
        query = SavedView.objects.remembered_query(self.request.user, self.page_name)
        chosen: dict[str, Any] = {name: value for name, value in parse_qsl(query) if name in REMEMBERED}
        if self.request.GET.get("what") in PrintKind.values:
            chosen["what"] = self.request.GET["what"]
        return chosen | {"to": ", ".join(type(self).printing.printable(document).addresses.get("", []))}

    def perform(self, document: Any, form: Any) -> Output:
        """Print the document to the chosen destination and remember the choice; return the delivery that was made."""
        chosen = form.cleaned_data
        found = self.get_rows().get(pk=document.pk)
        user = self.request.user
        remember_parameters(user, self.page_name, urlencode({name: chosen[name] for name in REMEMBERED if chosen.get(name)}))
        copied = chosen["destination"] in {PRINTER, Destination.QUEUE}
        choice = PrintChoice(
            what=chosen["what"],
            destination=Destination.DOWNLOAD if chosen["destination"] == PRINTER else chosen["destination"],
            copies=chosen["copies"] if copied else 1,
            queue=chosen["queue"] if chosen["destination"] == Destination.QUEUE else "",
            to=split_addresses(chosen.get("to", "")) if chosen["destination"] == Destination.EMAIL else (),
        )
        return print_document(self.entity, type(self).printing, found, choice, user=user)

    def success_url(self, done: Output) -> str:
        """Lead to the file where a person looks at it, else back to the document with a sentence."""
        if done.destination == Destination.DOWNLOAD:
            return f"{self.request.path}?{urlencode({FILE: done.pk})}"
        said = {
            Destination.EMAIL.value: _("%(document)s is on its way."),
            Destination.QUEUE.value: _("%(document)s waits in its printer queue."),
            Destination.ARCHIVE.value: _("%(document)s is in the archive."),
        }
        messages.success(self.request, str(said[done.destination]) % {"document": self.object})
        return self.document_url

    def printed(self, key: int) -> bytes:
        """Return what one delivery of this document printed, as often as it was asked for."""
        document = type(self).printing.printable(self.object)
        outputs = Output.of(self.entity).of_document(document.document_type, document.object_id).select_related("archived")
        output = find(outputs.filter(archived__isnull=False), key)
        content = archive.read(output.archived)
        return merge_pdfs([content] * output.copies) if output.copies > 1 else content

    @cached_property
    def shown(self) -> str:
        """Return whether the preview shows the original or a copy."""
        return str(self.get_initial(self.object).get("what", PrintKind.ORIGINAL))

    @property
    def preview(self) -> bytes:
        """Return the paper as it would be printed; nothing is counted or kept."""
        if self.shown == PrintKind.COPY:
            rendition = copy_rendition(self.entity, type(self).printing.printable(self.object))
            return type(self).printing.render(self.object, rendition)
        return archive.read(type(self).printing.original(self.object, user=self.request.user))

    @property
    def preview_url(self) -> str:
        """Return the address of the paper that stands beside the choices."""
        return f"{self.request.path}?{urlencode({FILE: PREVIEW, 'what': self.shown})}"

    @property
    def kinds(self) -> list[tuple[str, Any, bool]]:
        """Return address, name and whether it is shown, of each form of the paper."""
        return [(f"?{urlencode({'what': value})}", label, value == self.shown) for value, label in WHATS]

    def pdf(self, content: bytes) -> HttpResponse:
        """Answer with a file that the browser shows, in this site's own frames only."""
        headers = {
            "Content-Disposition": f'inline; filename="{self.object.number}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Content-Security-Policy": INLINE_POLICY,
        }
        return HttpResponse(content, content_type="application/pdf", headers=headers)
