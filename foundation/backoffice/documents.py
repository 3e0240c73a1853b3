"""The parts that a document page is declared with: actions, status track, sections, totals, panels, related documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from foundation.backoffice.permissions import MEMBER
from foundation.errors import Text
from foundation.organization.access import Access

StepState = Literal["done", "partial", "current", "todo", "stopped"]


@dataclass(frozen=True, order=True)
class MenuGroup:
    """A heading under which actions of a document's menu stand together; headings stand in their order."""

    order: int
    title: Text = field(compare=False)


@dataclass(frozen=True)
class Action:
    """What can be done with a document next: a link to its page, or with ``method="post"`` done at once.

    ``page`` is a route name that takes the document's key as ``pk``. An action whose name stands in the page's state
    machine is disabled with the reason of its transition; ``blocked`` may give another reason. ``address`` makes another
    address than the page with the key, such as a form that starts with the document. ``settled`` tells that the action is
    possible but no step that comes next any more: it stands in the menu then. What is no page, such as a PDF, opens in a
    ``new_tab``. ``group`` is its heading in the menu; without one it stands above all headings. An action that makes no sense
    for a document of its kind is not ``offered`` there at all.
    """

    name: str
    label: Text
    page: str
    permission: str
    icon: str = "arrow-right"
    method: Literal["get", "post"] = "get"
    blocked: Callable[[Any, Access], Text] | None = None
    address: Callable[[Any, Access], str] | None = None
    settled: Callable[[Any, Access], bool] | None = None
    confirm: Text = ""
    menu: bool = False
    key: str = ""
    order: int = 100
    new_tab: bool = False
    group: MenuGroup | None = None
    offered: Callable[[Any, Access], bool] | None = None


@dataclass(frozen=True)
class ShownAction:
    """An action as it stands on one document's page."""

    action: Action
    url: str
    reason: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the status track; ``note`` says how far a partial one is, such as 2/5."""

    label: Text
    state: StepState = "todo"
    note: str = ""


@dataclass(frozen=True)
class Field:
    """A labelled value of the header; dates and numbers are shown in the reader's notation."""

    label: Text
    value: Any
    url: str = ""
    note: str = ""
    wide: bool = False
    currency: str = ""


@dataclass(frozen=True)
class Section:
    """Fields that belong together."""

    title: Text
    fields: list[Field]


@dataclass(frozen=True)
class Total:
    """One row below the lines; ``strong`` marks the sum."""

    label: Text
    amount: Decimal | None
    currency: str = ""
    strong: bool = False
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Notice:
    """A sentence that the reader must see before acting: tone is blue, amber, red or green; ``link`` says where ``url`` leads."""

    tone: str
    text: Text
    url: str = ""
    link: Text = ""


@dataclass(frozen=True)
class Related:
    """A document that belongs to this one."""

    kind: Text
    label: str
    url: str
    date: date | None = None
    status: Text = ""
    tone: str = "grey"
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Panel:
    """A part that an app adds to another app's document page.

    ``context`` gets the document and the access; the part is left out where it returns None.
    """

    key: str
    label: Text
    template: str
    context: Callable[[Any, Access], Mapping[str, Any] | None] | None = None
    permission: str = MEMBER
    place: Literal["side", "top", "main"] = "side"
    order: int = 100


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened to the document."""

    at: Any
    who: str
    title: str
    text: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    icon: str = "circle-check"
    about: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class StoryPart:
    """Records whose events belong to another record's timeline too: their model's label, keys and page.

    ``papers`` names the kinds of printed documents (DocumentType) whose deliveries belong to the timeline.
    """

    model_label: str
    keys: Sequence[int]
    page: str = ""
    papers: tuple[str, ...] = ()
