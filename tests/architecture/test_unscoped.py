"""Every look over all legal entities is named in docs/unscoped.md, with its reason (reliability.md §10.2)."""

from __future__ import annotations

import ast
import re

from tests.architecture.source_lint import ROOT, source_files

LISTED = ROOT / "docs" / "unscoped.md"
DOORS = {"unscoped", "system_scope"}
_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$", re.MULTILINE)


def constants_of(text: str) -> dict[str, str]:
    """Return the texts that a module gives names to."""
    return {
        target.id: node.value.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def uses_in(text: str, imported: dict[str, str]) -> list[tuple[str, str]]:
    """Return door and reason of every look over all entities in a module; ``_all_entities`` gives no reason."""
    constants = imported | constants_of(text)
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in DOORS and node.args:
            reason = node.args[0]
            words = str(reason.value) if isinstance(reason, ast.Constant) else constants.get(ast.unparse(reason), "")
            found.append((ast.unparse(node.func).rpartition(".")[2], words))
        elif isinstance(node, ast.Attribute) and node.attr == "_all_entities":
            found.append(("_all_entities", "by way of a relation"))
    return found


def uses() -> set[tuple[str, str, str]]:
    """Return which modules look over all entities, by which door and for which reason."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text() for path in (*source_files(), ROOT / "manage.py")}
    texts = {path: text for path, text in texts.items() if any(door in text for door in (*DOORS, "_all_entities"))}
    named = {name: words for text in texts.values() for name, words in constants_of(text).items()}
    return {(path, door, reason) for path, text in texts.items() for door, reason in uses_in(text, named)}


def table() -> str:
    """Return the rows of docs/unscoped.md as they should be."""
    return "\n".join(f"| `{path}` | `{door}` | {reason} |" for path, door, reason in sorted(uses()))


def test_every_look_over_all_entities_is_listed_with_its_reason() -> None:
    assert set(_ROW.findall(LISTED.read_text())) == uses(), f"The table of docs/unscoped.md should be:\n{table()}"
    assert all(reason for _path, _door, reason in uses())


def test_the_search_finds_a_use_and_its_reason() -> None:
    assert uses_in('WHY = "a job"\nOrder.unscoped(WHY)\nwith system_scope("the tick"): pass\nOrder._all_entities.all()', {}) == [
        ("unscoped", "a job"),
        ("system_scope", "the tick"),
        ("_all_entities", "by way of a relation"),
    ]
