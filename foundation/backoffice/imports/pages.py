"""Pages of imports: upload, columns, what a check said, the result; the template and the refused rows as files."""

from __future__ import annotations

import io
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm
from foundation.backoffice.imports.kinds import ImportKind, import_kind
from foundation.backoffice.imports.reports import counts_of, importable, problem_of, rows_of
from foundation.backoffice.imports.steps import check, sheet_of, take, upload
from foundation.backoffice.lists.export import TYPES, write_xlsx
from foundation.backoffice.models import ImportFile
from foundation.backoffice.models.import_file import ImportState
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.records import find
from foundation.backoffice.views.base import EntityView
from foundation.backoffice.views.form_view import REFUSED
from foundation.errors import BusinessRuleError
from foundation.imports.columns import Column, unmistakable_headings
from foundation.imports.running import ImportMode

MODES = [
    (ImportMode.UPSERT.value, _("Create new records and change those that exist")),
    (ImportMode.CREATE.value, _("Only create; refuse what exists")),
    (ImportMode.UPDATE.value, _("Only change what exists; refuse the rest")),
]
DATE_ORDERS = [("", _("As they can be read in one way only")), ("dmy", _("Day before month")), ("mdy", _("Month before day"))]
SAMPLES = 3


class UploadForm(EntityForm):
    """The file."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, headings in the first row, at most 10 MB."))


class ColumnsForm(EntityForm):
    """What every heading stands for, and how the file is read; ``columns`` are what the import knows."""

    mode = forms.ChoiceField(label=_("Existing records"), choices=MODES)
    date_order = forms.ChoiceField(label=_("Dates such as 03/04/2026"), choices=DATE_ORDERS, required=False)

    def __init__(self, *args: Any, record: ImportFile, columns: list[Column], **options: Any) -> None:
        self.record = record
        self.columns = columns
        super().__init__(*args, **options)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return a choice per heading."""
        choices = [("", _("– not imported –")), *((column.name, column.label) for column in self.columns)]
        known = self.record.mapping
        return {
            f"column-{position}": forms.ChoiceField(choices=choices, required=False, label=heading, initial=known.get(heading, ""))
            for position, heading in enumerate(self.record.headings)
            if heading
        }

    def mapping(self) -> dict[str, str]:
        """Return the heading's columns as they were chosen."""
        headings = enumerate(self.record.headings)
        return {heading: self.cleaned_data[f"column-{position}"] for position, heading in headings if heading}


class RowsForm(EntityForm):
    """Which rows are imported."""

    chosen_rows = forms.CharField(
        label=_("Rows to import"), max_length=500, required=False, help_text=_("Blank for all that can be imported, or such as 2-40, 57.")
    )


class KindView(EntityView):
    """A page about one kind of import, for those who may import it."""

    permission_required: ClassVar[str] = MEMBER

    @property
    def key(self) -> str:
        """Return the key of the kind."""
        return str(self.kwargs["kind"])

    @cached_property
    def kind(self) -> ImportKind:
        """Return the kind; raises Http404 where there is none or the user may not."""
        try:
            kind = import_kind(self.key)
        except KeyError as error:
            raise Http404 from error
        if not self.may(kind.permission):
            raise Http404
        return kind

    @property
    def columns(self) -> list[Column]:
        """Return the columns that files may have, the required ones first."""
        columns = self.kind.make_importer(self.request.access).columns
        return sorted(columns, key=lambda column: not column.required)

    @property
    def list_url(self) -> str:
        """Return the list that the records stand in."""
        return self.url(self.kind.list_page)


class UploadPage(KindView):
    """Choose a file."""

    template_name = "backoffice/imports/upload.html"
    title = _("Import")

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.page({"form": UploadForm(entity=self.entity), "kind": self.kind, "earlier": self.earlier()})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Keep the file and go on to its columns."""
        kind, form = self.kind, UploadForm(request.POST, request.FILES, entity=self.entity)
        if form.is_valid():
            try:
                record = upload(self.request.access, kind, form.cleaned_data["file"])
                return self.go(self.url("backoffice:import", pk=record.pk))
            except BusinessRuleError as refusal:
                form.add_error("file", str(refusal))
        return self.page({"form": form, "kind": kind, "earlier": self.earlier()}, status=REFUSED)

    def earlier(self) -> list[ImportFile]:
        """Return the user's last imports of the kind."""
        return list(ImportFile.of(self.entity).for_user(self.request.user).filter(kind=self.key)[:10])


class TemplateFile(KindView):
    """An empty workbook with the headings of an import."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Answer with the workbook."""
        content = io.BytesIO()
        write_xlsx(content, unmistakable_headings(self.columns), [])
        response = HttpResponse(content.getvalue(), content_type=TYPES["xlsx"])
        response.headers["Content-Disposition"] = f'attachment; filename="{self.key.rpartition(".")[2]}.xlsx"'
        return response


class OneImport(KindView):
    """A page about one uploaded file of the user."""

    @cached_property
    def record(self) -> ImportFile:
        """Return the import; raises Http404 for somebody else's."""
        found: ImportFile = find(ImportFile.of(self.entity).for_user(self.request.user).select_related("user"), int(self.kwargs["pk"]))
        return found

    @property
    def key(self) -> str:
        """Return the key of the kind of file."""
        return self.record.kind


class ImportPage(OneImport):
    """One import: its columns until they are checked, then what would happen, then what happened."""

    title = _("Import")
    template_name = "backoffice/imports/page.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the step that comes next; ``?columns`` goes back to the columns."""
        return self.show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Check the file with the chosen columns."""
        form = self.columns_form(request.POST)
        if form.is_valid():
            try:
                check(self.record, form.mapping(), form.cleaned_data["mode"], form.cleaned_data["date_order"])
                return self.go(self.url("backoffice:import", pk=self.record.pk))
            except BusinessRuleError as refusal:
                form.refuse(refusal)
        return self.show(form, status=REFUSED)

    def show(self, form: ColumnsForm | None = None, rows_form: RowsForm | None = None, status: int = 200) -> HttpResponse:
        """Answer with the page."""
        record = self.record
        assigning = form is not None or record.state in (ImportState.UPLOADED, ImportState.FAILED) or "columns" in self.request.GET
        context: dict[str, Any] = {"record": record, "kind": self.kind, "assigning": assigning and record.state != ImportState.DONE}
        if context["assigning"]:
            context["form"] = form or self.columns_form()
            context["headings"] = self.headings(context["form"])
        context["rows_form"] = rows_form or RowsForm(entity=self.entity)
        return self.page(context | self.said(), status=status)

    def said(self) -> dict[str, Any]:
        """Return the report in the reader's words."""
        report = self.record.report
        return {
            "problem": problem_of(report),
            "counts": counts_of(report),
            "importable": importable(report),
            "refused": report.get("refused", 0),
            "errors": rows_of(report, "errors"),
            "warnings": rows_of(report, "warnings"),
        }

    def columns_form(self, data: Any = None) -> ColumnsForm:
        """Return the form of the columns."""
        initial = {"mode": self.record.mode, "date_order": self.record.date_order}
        return ColumnsForm(data, entity=self.entity, record=self.record, columns=self.columns, initial=initial)

    def headings(self, form: ColumnsForm) -> list[tuple[Any, list[str]]]:
        """Return the field of every heading with the first values below it."""
        rows = sheet_of(self.record).rows[:SAMPLES]
        return [
            (form[f"column-{position}"], [row.cells[position] for row in rows])
            for position, heading in enumerate(self.record.headings)
            if heading
        ]


class TakeRows(ImportPage):
    """Import what was checked: all rows, or the chosen ones."""

    http_method_names: list[str] = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Import and lead to the result."""
        kind, form = self.kind, RowsForm(request.POST, entity=self.entity)
        if form.is_valid():
            try:
                take(self.record, form.cleaned_data["chosen_rows"])
                if self.record.state == ImportState.DONE:
                    messages.success(request, _("%(file)s is imported: %(kind)s.") % {"file": self.record, "kind": kind.label})
                return self.go(self.url("backoffice:import", pk=self.record.pk))
            except BusinessRuleError as refusal:
                form.refuse(refusal)
        self.__dict__.pop("record", None)
        return self.show(rows_form=form, status=REFUSED)


class RefusedRows(OneImport):
    """The refused rows with their reasons, to mend and import again."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Answer with a CSV file; 404 where nothing was refused."""
        file = self.kind and self.record.report.get("error_file")
        if not file:
            raise Http404
        name = f"{self.record.name.rpartition('.')[0]}-refused.csv"
        return FileResponse(default_storage.open(file), as_attachment=True, filename=name, content_type=TYPES["csv"])
