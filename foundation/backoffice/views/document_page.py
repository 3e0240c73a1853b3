"""Document pages: header, status track, actions, lines, totals, related documents, timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import registry
from foundation.backoffice.around.desk import RecordDesk
from foundation.backoffice.documents import Action, Notice, Panel, Related, Section, ShownAction, Step, Total
from foundation.backoffice.lists.rows import ShownRow, shown_rows
from foundation.backoffice.lists.table import ListTable
from foundation.backoffice.records import find
from foundation.backoffice.requests import wants_part
from foundation.backoffice.services.recent_records import remember_record
from foundation.backoffice.timeline import timeline_of
from foundation.backoffice.views.base import EntityView
from foundation.errors import Text
from foundation.statemachine import StateMachine

BUTTONS = 3
CARD_ID = "bo-card"
FIELDS_ON_CARD = 5


@dataclass(frozen=True)
class ShownTable:
    """Rows of a document with their headings, each a label and a class."""

    title: Text
    headings: list[tuple[str, str]]
    rows: list[ShownRow]


def _plain(_record: Any) -> str:
    return ""


class DocumentPage(EntityView):
    """One record as docs/pages.md describes it; subclasses declare and fill the parts."""

    template_name = "backoffice/document/page.html"
    list_page: ClassVar[str] = ""
    states: ClassVar[StateMachine | None] = None
    status_tones: ClassVar[dict[str, str]] = {}
    edit_page: ClassVar[str] = ""
    edit_permission: ClassVar[str] = ""
    actions: ClassVar[Sequence[Action]] = ()
    lines_table_class: ClassVar[type[ListTable] | None] = None
    lines_title: ClassVar[Text] = _("Lines")
    with_notes: ClassVar[bool] = True
    has_card: ClassVar[bool] = True
    object: Any = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the record and remember that the user saw it."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        if wants_part(request, CARD_ID):
            return self.card()
        if "attachment" in request.GET:
            return self.desk.file(request.GET["attachment"])
        remember_record(self.entity, self.request.user, address=request.path, kind=self.source_title, label=self.heading)
        return self.page({"object": self.object, **self.parts(), **self.context(self.object)})

    @property
    def source_title(self) -> str:
        """Return the title as the sources have it, which is read in any language later."""
        with translation.override("en"):
            return str(self.title)

    def card(self) -> HttpResponseBase:
        """Answer with the record at a glance, for a link that the pointer or the focus rests on."""
        document = self.object
        fields = [field for section in self.sections(document) for field in section.fields if field.value not in (None, "")]
        shown = {"object": document, "party": self.party(document), "notices": self.notices(document), "totals": self.totals(document)}
        return self.page(shown | {"fields": fields[:FIELDS_ON_CARD]}, "backoffice/document/_card.html")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Change what stands around the record; raises PermissionDenied for those who only read."""
        self.object = find(self.get_rows(), int(kwargs["pk"]))
        part = self.desk.change()
        return self.go(f"{request.get_full_path()}{part}")

    @cached_property
    def desk(self) -> RecordDesk:
        """Return notes, activities and files of the record."""
        return RecordDesk(self)

    def parts(self) -> dict[str, Any]:
        """Return the declared parts of the page."""
        document = self.object
        return {
            "party": self.party(document),
            "track": self.track(document),
            "notices": self.notices(document),
            "sections": self.sections(document),
            "totals": self.totals(document),
            "related": self.known_related,
            "timeline": timeline_of(self.request.access, document),
        }

    def context(self, _document: Any) -> dict[str, Any]:
        """Return what a template of the page's own needs beside the parts."""
        return {}

    def party(self, _document: Any) -> tuple[str, str] | None:
        """Return name and address of the party, or None."""
        return None

    def track(self, _document: Any) -> list[Step]:
        """Return the steps from the first to the last."""
        return []

    def sections(self, _document: Any) -> list[Section]:
        """Return the header fields."""
        return []

    def lines(self, _document: Any) -> Iterable[Any]:
        """Return the rows of ``lines_table_class``."""
        return ()

    def tables(self, _document: Any) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return what stands below the totals: title, table and rows of each."""
        return []

    def totals(self, _document: Any) -> list[Total]:
        """Return what stands below the lines."""
        return []

    def notices(self, _document: Any) -> list[Notice]:
        """Return sentences that the reader must see before acting."""
        return []

    def related(self, _document: Any) -> list[Related]:
        """Return related documents that the page itself knows of."""
        return []

    @cached_property
    def known_related(self) -> list[Related]:
        """Return all related documents, those of other apps too."""
        return [*self.related(self.object), *registry.related_for(self.label, self.object, self.request.access)]

    @property
    def label(self) -> str:
        """Return the model's label, under which apps register what they add."""
        return str(self.object._meta.label_lower)

    @property
    def heading(self) -> str:
        """Return the record's number or name."""
        return str(self.object)

    @property
    def status(self) -> tuple[str, str] | None:
        """Return the status as word and tone, or None for a record without."""
        display = getattr(self.object, "get_status_display", None)
        return (str(display()), self.status_tones.get(str(self.object.status), "grey")) if display else None

    @property
    def status_url(self) -> str:
        """Return where the status is explained, blank where it is not."""
        return ""

    @property
    def list_url(self) -> str:
        """Return the list that the record stands in."""
        return self.url(self.list_page) if self.list_page else ""

    @property
    def edit_url(self) -> str:
        """Return where the record is changed, blank without the permission."""
        return self.url(self.edit_page, pk=self.object.pk) if self.edit_page and self.may(self.edit_permission) else ""

    @property
    def edit_reason(self) -> str:
        """Return why the record cannot be changed now; blank when it can."""
        return self._refused("edit")

    @cached_property
    def shown_actions(self) -> list[ShownAction]:
        """Return the actions that the user's roles allow, the first possible one marked as primary."""
        known = [*self.actions, *registry.actions_for(self.label)]
        allowed = [action for action in sorted(known, key=lambda action: action.order) if self.is_offered(action)]
        reasons = {action.name: self.reason_against(action) for action in allowed}
        first = next((action for action in allowed if not reasons[action.name] and self.comes_next(action)), None)
        return [ShownAction(action, self.address_of(action), str(reasons[action.name]), action is first) for action in allowed]

    def is_offered(self, action: Action) -> bool:
        """Tell whether the reader may take an action, and documents of this kind know it."""
        return self.may(action.permission) and (action.offered is None or action.offered(self.object, self.request.access))

    def comes_next(self, action: Action) -> bool:
        """Tell whether an action is a step that comes next, rather than one of the menu."""
        return not action.menu and not (action.settled and action.settled(self.object, self.request.access))

    def address_of(self, action: Action) -> str:
        """Return where an action leads."""
        return action.address(self.object, self.request.access) if action.address else self.url(action.page, pk=self.object.pk)

    @property
    def buttons(self) -> list[ShownAction]:
        """Return the few actions that come next."""
        shown = [action for action in self.shown_actions if self.comes_next(action.action)]
        return sorted(shown, key=lambda action: bool(action.reason))[:BUTTONS]

    @property
    def menu(self) -> list[ShownAction]:
        """Return all other actions."""
        buttons = self.buttons
        return [action for action in self.shown_actions if action not in buttons]

    @property
    def menu_groups(self) -> list[tuple[Text, list[ShownAction]]]:
        """Return the menu under its headings; what has none comes first."""
        menu = self.menu
        groups = sorted({shown.action.group for shown in menu if shown.action.group is not None})
        found = [(group.title, [shown for shown in menu if shown.action.group == group]) for group in groups]
        above = [shown for shown in menu if shown.action.group is None]
        return [("", above), *found] if above else found

    def reason_against(self, action: Action) -> Text:
        """Return why an action is not possible now; blank when it is."""
        blocked = action.blocked(self.object, self.request.access) if action.blocked else ""
        return blocked or self._refused(action.name)

    def _refused(self, name: str) -> str:
        if self.states is None or name not in {transition.action for transition in self.states.transitions}:
            return ""
        return self.states.reason(name, self.object)

    def shown_lines(self) -> ShownTable | None:
        """Return the lines as they are shown."""
        table = self.lines_table_class
        return self.shown_table(self.lines_title, table, self.lines(self.object), self.line_tone) if table else None

    def shown_tables(self) -> list[ShownTable]:
        """Return what stands below the totals; tables without a row are left out."""
        shown = [self.shown_table(title, table, rows) for title, table, rows in self.tables(self.object)]
        return [table for table in shown if table.rows]

    def shown_table(self, title: Text, table: type[ListTable], rows: Iterable[Any], tone: Callable[[Any], str] = _plain) -> ShownTable:
        """Return rows under the headings of their table."""
        columns = [table.base_columns[name] for name in table.default_columns()]
        headings = [(str(column.verbose_name or ""), column.css) for column in columns]
        return ShownTable(title, headings, list(shown_rows(table(rows, request=self.request), tone)))

    def line_tone(self, _line: Any) -> str:
        """Return danger, warning or nothing to mark a line."""
        return ""

    def side_panels(self) -> list[tuple[Panel, dict[str, Any]]]:
        """Return what other apps add beside the page."""
        return self._panels("side")

    def top_panels(self) -> list[tuple[Panel, dict[str, Any]]]:
        """Return what other apps add above the lines."""
        return self._panels("top")

    def main_panels(self) -> list[tuple[Panel, dict[str, Any]]]:
        """Return what other apps add below the lines."""
        return self._panels("main")

    def _panels(self, place: str) -> list[tuple[Panel, dict[str, Any]]]:
        access = self.request.access
        panels = [panel for panel in registry.panels_for(self.label, access) if panel.place == place]
        filled = [(panel, panel.context(self.object, access) if panel.context else {}) for panel in panels]
        return [(panel, dict(context)) for panel, context in filled if context is not None]
