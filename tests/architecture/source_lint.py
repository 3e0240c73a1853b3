"""What the code of the product may not say about money and time, found in its syntax (reliability.md §8, §9, §11)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "foundation", "customers", "sales", "purchasing", "projects", "backorders", "invoicing", "returns")

ALLOWED = {
    ("config/demo/load.py", "round()"): "a number of orders",
    ("foundation/backoffice/middleware.py", "round()"): "milliseconds",
    ("foundation/backoffice/views/home.py", "round()"): "the length of a bar",
    ("foundation/batch/services/give_back.py", "round()"): "seconds",
    ("config/backups/archive.py", "json without parse_float"): "counts and checksums",
    ("foundation/backoffice/lists/paging.py", "json without parse_float"): "amounts are texts in it",
    ("foundation/documents/render_child.py", "json without parse_float"): "a rendered page without amounts as numbers",
    ("static/js/entry.js", "arithmetic on amounts"): "a sum that a person types into a field, read as text by the server",
    ("static/js/lines.js", "arithmetic on amounts"): "the count of lines",
}
"""Where a rule does not mean what it found, and why."""

_SCRIPT = re.compile(r"\bNumber\(|\bparseFloat\(|\.toFixed\(")


def source_files() -> Iterator[Path]:
    """Yield the modules of the product, migrations aside."""
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def findings_in_product() -> list[str]:
    """Return what the product's modules and scripts say that they may not, with the place."""
    found: list[str] = []
    for path in (*source_files(), *sorted((ROOT / "static" / "js").glob("*.js"))):
        place = path.relative_to(ROOT).as_posix()
        read = script_findings if path.suffix == ".js" else findings
        found += [f"{place}:{line} {rule}" for line, rule in read(path.read_text()) if (place, rule) not in ALLOWED]
    return found


def script_findings(text: str) -> list[tuple[int, str]]:
    """Return line and rule of what a script breaks: it never calculates with amounts."""
    return [(number, "arithmetic on amounts") for number, line in enumerate(text.splitlines(), 1) if _SCRIPT.search(line)]


def findings(text: str) -> list[tuple[int, str]]:
    """Return line and rule of everything that a module breaks."""
    return [(node.lineno, rule) for node in ast.walk(ast.parse(text)) for rule in _broken(node)]


def _broken(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield from _broken_by_call(node)
    elif isinstance(node, ast.BinOp) and any(_is_float(side) for side in (node.left, node.right)):
        if isinstance(node.op, ast.Mult | ast.Div | ast.Add | ast.Sub) and _speaks_of_money(node):
            yield "arithmetic with a binary fraction"
    elif isinstance(node, ast.Assign) and _names(node.targets) == ["fields"] and _is_text(node.value, "__all__"):
        yield "fields = '__all__'"
    elif isinstance(node, ast.ClassDef) and node.name.endswith("Serializer"):
        metas = [inner for inner in node.body if isinstance(inner, ast.ClassDef) and inner.name == "Meta"]
        if any(isinstance(inner, ast.Assign) and _names(inner.targets) == ["exclude"] for meta in metas for inner in meta.body):
            yield "exclude in a serializer"


def _broken_by_call(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    options = {keyword.arg for keyword in node.keywords}
    if called in {"float", "round"}:
        yield f"{called}()"
    elif called.endswith("FloatField"):
        yield "FloatField"
    elif called in {"json.loads", "json.load"} and "parse_float" not in options:
        yield "json without parse_float"
    elif (
        called.endswith(("date.today", "datetime.today", "datetime.utcnow"))
        or called.endswith("datetime.now")
        and not node.args
        and "tz" not in options
    ):
        yield "a day or time of the server's clock"


def _is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _speaks_of_money(node: ast.AST) -> bool:
    return bool(re.search(r"amount|price|total|net|gross|tax|balance|discount|quantity|cost|rate", ast.unparse(node)))


def _names(targets: list[ast.expr]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _is_text(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text
