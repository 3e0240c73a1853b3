"""docs/events.md and docs/statuses.md say what the code says: every event with its subscribers, every life of a document."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from django.urls import get_resolver

from foundation import events
from foundation.events import Event
from foundation.statemachine import StateMachine, Transition
from tests.architecture.source_lint import ROOMS, ROOT, source_files

EVENTS, STATUSES = ROOT / "docs" / "events.md", ROOT / "docs" / "statuses.md"
EVENTS_HEAD = """# Events

How a lower app lets a higher one act or object: a typed event, published inside the transaction of what it tells, heard at once
(`foundation/events.py`). A subscriber that raises refuses. `…Planned` comes under the locks of a posting and for a preview, and its
subscribers only read; `…Posted` comes after the writes; what may only happen after the commit is a row of a queue. Subscribers stand in
the `subscribers.py` of their app.

| Event | Says | Published by | Subscribers |
|---|---|---|---|
"""
STATUSES_HEAD = """# Statuses

The life of each document whose status is set by actions: rule, button, API and this page read the same table
(`foundation/statemachine.py`). An action without a target leaves the status to be derived, or as it is. A refused action answers with
the code.
"""


def published_by(name: str) -> list[str]:
    """Return the modules that publish an event."""
    texts = ((path.relative_to(ROOT).as_posix(), path.read_text()) for path in source_files())
    return sorted(place for place, text in texts if re.search(rf"\b{name}\(", text) and "publish(" in text and f"class {name}(" not in text)


def event_rows() -> Iterator[str]:
    """Yield a row for every event, by module and name."""
    ours = [event for event in Event.__subclasses__() if event.__module__.split(".")[0] in ROOMS]
    for event in sorted(ours, key=lambda event: (event.__module__, event.__name__)):
        says = " ".join((event.__doc__ or "").split())
        homes = ", ".join(f"`{place}`" for place in published_by(event.__name__)) or "nobody yet"
        heard = ", ".join(f"`{subscription.name}`" for subscription in events._SUBSCRIPTIONS.get(event, ())) or "nobody yet"
        yield f"| `{event.__module__}.{event.__name__}` | {says} | {homes} | {heard} |"


def machines() -> dict[str, StateMachine]:
    """Return every table of transitions by its name in the code."""
    assert get_resolver().url_patterns  # every page is imported, and with it every table
    modules = [module for name, module in sorted(sys.modules.items()) if name.split(".")[0] in ROOMS]
    found = {
        id(value): (f"{module.__name__}.{name}", value)
        for module in modules
        for name, value in vars(module).items()
        if _is_home(value, name, module)
    }
    return dict(sorted(found.values(), key=lambda named: named[0]))


def _is_home(value: object, name: str, module: object) -> bool:
    text = (ROOT / getattr(module, "__file__", "")).read_text()
    return isinstance(value, StateMachine) and re.search(rf"^{name} = {type(value).__name__}\(", text, re.MULTILINE) is not None


def transition_row(machine: StateMachine, transition: Transition) -> str:
    """Return the row of one action."""
    sources = ", ".join(str(machine.statuses(source).label) for source in machine.statuses if source in transition.sources)
    target = str(machine.statuses(transition.target).label) if transition.target else "–"
    return f"| `{transition.action}` | {sources} | {target} | {transition.refusal.code} |"


def events_page() -> str:
    """Return docs/events.md as it should be."""
    return EVENTS_HEAD + "".join(f"{row}\n" for row in event_rows())


def statuses_page() -> str:
    """Return docs/statuses.md as it should be."""
    parts = [STATUSES_HEAD]
    for name, machine in machines().items():
        statuses = ", ".join(f"{label} (`{value}`)" for value, label in machine.statuses.choices)
        rows = "".join(f"{transition_row(machine, transition)}\n" for transition in machine.transitions)
        parts.append(f"\n## `{name}`\n\n{statuses}.\n\n| Action | From | To | Refusal |\n|---|---|---|---|\n{rows}")
    return "".join(parts)


def test_the_page_of_events_is_what_the_code_says() -> None:
    assert EVENTS.read_text() == events_page(), f"docs/events.md should be:\n{events_page()}"
    assert len(list(event_rows())) >= 10


def test_the_page_of_statuses_is_what_the_code_says() -> None:
    assert STATUSES.read_text() == statuses_page(), f"docs/statuses.md should be:\n{statuses_page()}"
    assert len(machines()) >= 5


def test_subscribers_have_one_kind_of_home() -> None:
    homes = {
        path.relative_to(ROOT).as_posix() for path in source_files() if re.search(r"^@subscribe\(|^\s+subscribe\(", path.read_text(), re.M)
    }

    assert len(homes) >= 6
    assert {home for home in homes if not home.endswith("/subscribers.py")} == set()
