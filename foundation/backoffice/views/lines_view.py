"""Form pages with lines: a grid that calculates while people type."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms.forms import LineForm
from foundation.backoffice.forms.line_set import LineSet, line_set_class
from foundation.backoffice.lines import Calculation
from foundation.backoffice.records import check_unchanged, find, fingerprint
from foundation.backoffice.views.form_view import REFUSED, SHOWN_AS, EntityFormView
from foundation.errors import BusinessRuleError, RecordChanged, Text

CALCULATE = "_calculate"


class LinesFormView(EntityFormView):
    """A record with its lines; ``calculate`` answers while people type, ``perform`` gets the cleaned lines.

    A refusal of row 2 is shown in the third of the lines that ``perform`` got.
    """

    template_name = "backoffice/lines/page.html"
    line_form_class: ClassVar[type[LineForm]]
    lines_title: ClassVar[Text] = _("Lines")
    spare_lines: ClassVar[int] = 3

    def initial_lines(self, _record: Any) -> Sequence[dict[str, Any]]:
        """Return the lines of a record: initial values by field name, and the texts of outputs by theirs."""
        return ()

    def new_lines(self) -> Sequence[dict[str, Any]]:
        """Return lines that are offered filled in but do not stand anywhere yet: initial values by field name."""
        return ()

    def calculate(self, _form: Any, _lines: Sequence[dict[str, Any] | None]) -> Calculation:
        """Return what follows from what was typed; reads at most, writes nothing."""
        return Calculation()

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Call the service and return the saved record."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the form with its lines."""
        self.object = find(self.get_rows(), self.pk) if self.pk else None
        return self.show(self.make_form(), lines=self.make_lines())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Calculate, or save."""
        if CALCULATE in request.POST or CALCULATE in request.GET:
            return self.answer()
        self.line_set: LineSet | None = None
        return super().post(request, **kwargs)

    def save(self, form: Any) -> Any:
        """Check and perform; None when the form or a line is not valid."""
        lines = self.line_set = self.make_lines(self.request.POST)
        if self.object is not None:
            self.check_unchanged()
        return self.perform(form, lines.lines()) if form.is_valid() & lines.is_valid() else None

    def check_unchanged(self) -> None:
        """Raise RecordChanged (GEN-01) when record or lines are not what the form showed."""
        shown, _dot, lines = self.sent_as.partition(".")
        check_unchanged(self.entity, self.object, shown)
        if lines and lines != self.lines_fingerprint:
            raise RecordChanged(object=self.object, user="–")

    @cached_property
    def starting_lines(self) -> list[dict[str, Any]]:
        """Return the lines that stand there before anything is typed."""
        return list(self.initial_lines(self.object)) if self.object is not None else []

    @property
    def lines_fingerprint(self) -> str:
        """Return a short text that changes whenever a line changes."""
        values = [sorted((name, str(value)) for name, value in line.items()) for line in self.starting_lines]
        return hashlib.sha256(repr(values).encode()).hexdigest()[:16]

    @cached_property
    def shown_as(self) -> str:
        """Return the fingerprint of record and lines as the form shows them."""
        if self.request.POST.get(SHOWN_AS):
            return str(self.request.POST[SHOWN_AS])
        return self.stored_as

    @property
    def stored_as(self) -> str:
        """Return the fingerprint of record and lines as they are stored."""
        return f"{fingerprint(self.object)}.{self.lines_fingerprint}" if self.object is not None else ""

    @property
    def calculate_url(self) -> str:
        """Return where the script sends what was typed."""
        return f"{self.request.path}?{CALCULATE}=1"

    @property
    def line_options(self) -> dict[str, Any]:
        """Return what every form of a line is made with."""
        return {"access": self.request.access}

    def make_lines(self, data: Any = None) -> LineSet:
        """Return the lines, bound to what was sent where something was."""
        new = self.new_lines() if data is None else ()
        made = line_set_class(self.line_form_class, self.spare_lines + len(new))
        lines = made(data, entity=self.entity, new=new, initial=self.starting_lines, form_kwargs=self.line_options)
        if not self.may_change:
            for form in lines.forms:
                form.show_only()
        return lines

    def refuse(self, form: Any, refusal: BusinessRuleError) -> None:
        """Put a refusal into its line, else on its field, else on top."""
        row, lines = refusal.row, self.line_set
        if row is not None and lines is not None and lines.refuse(row, refusal.field, str(refusal)):
            return
        form.refuse(refusal)

    def answer(self) -> HttpResponseBase:
        """Answer what was typed: as data to the script, as the page to a browser without."""
        self.object = find(self.get_rows(), self.pk) if self.pk else None
        form, lines = self.make_form(self.request.POST), self.make_lines(self.request.POST)
        form.is_valid()
        calculation = lines.calculation = self.calculate(form, lines.typed())
        if "application/json" not in self.request.headers.get("Accept", ""):
            return self.show(form, lines=lines)
        return JsonResponse({"rows": self.row_data(lines), "totals_html": self.totals_text(calculation)})

    def row_data(self, lines: LineSet) -> list[dict[str, Any]]:
        """Return the rows' results as plain data."""
        return [
            {
                "index": index,
                "labels": form.labels(),
                "values": {name: str(value) for name, value in result.values.items()},
                "outputs": {name: str(value) for name, value in result.outputs.items()},
                "errors": lines.errors_of(form, result),
                "notices": [str(notice) for notice in result.notices],
            }
            for index, (form, result) in enumerate(lines.results())
        ]

    def totals_text(self, calculation: Calculation) -> str:
        """Return the totals as markup."""
        return render_to_string("backoffice/document/_totals.html", {"totals": calculation.totals}) if calculation.totals else ""

    def show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with form and lines; after a refusal the lines are calculated: their columns stay filled and each says what it needs."""
        lines = context.pop("lines", None) or getattr(self, "line_set", None) or self.make_lines()
        if status == REFUSED and lines.is_bound:
            lines.calculation = self.calculate(form, lines.typed())
        lines.mark()
        return super().show(form, status, lines=lines, **context)
