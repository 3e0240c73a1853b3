"""What makes a posting dialog print a pro forma: it shows what would be posted, posts nothing, and its result leads to the file."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.posting import ResultLink
from foundation.backoffice.records import find
from foundation.backoffice.views import PostingDialogView
from foundation.documents.models import ArchivedDocument
from foundation.documents.services import archive

FILE = "file"


class ProFormaDialog(PostingDialogView):
    """A dialog about one document that prints its pro forma; ``document_type`` is the kind of pro forma (DocumentType)."""

    document_type: ClassVar[str]
    verb = _("Print pro forma")
    posted_text, not_posted_text = _("Printed"), _("Not printed")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the dialog, what came of it, or a file that it printed."""
        asked = request.GET.get(FILE, "")
        return self.show_file(int(asked)) if asked.isdigit() else super().get(request, **kwargs)

    def show_file(self, key: int) -> HttpResponse:
        """Answer with a pro forma of this document."""
        [document] = self.documents
        kept = ArchivedDocument.of(self.entity).pro_formas().filter(document_type=self.document_type, object_id=document.pk)
        file = find(kept, key)
        headers = {"Content-Disposition": f'inline; filename="{file.file_name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(archive.read(file), content_type="application/pdf", headers=headers)

    def links(self, files: Any) -> list[ResultLink]:
        """Return the way to every file that was printed."""
        return [ResultLink(str(file), pdf_url=f"{self.request.path}?{urlencode({FILE: file.pk})}") for file in files]
