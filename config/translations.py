"""Translations without the gettext programs: find the texts of the source, compare them with the catalogs, compile these."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locale"
DOMAIN = "django"
SKIPPED_FOLDERS = frozenset({"tests", "benchmarks", "migrations", "static", "staticfiles", "media", "locale", "docs", "__pycache__"})
TEMPLATE_SUFFIXES = frozenset({".html", ".txt"})
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
PAPER_SOURCES = (
    "*/paper.py",
    "templates/*/print/*",
    "templates/documents/*",
    "foundation/documents/templatetags/*",
    "foundation/documents/document_types.py",
    "foundation/documents/mail_kinds.py",
    "foundation/documents/services/deliver_documents.py",
    "foundation/documents/services/send_test_message.py",
    "sales/services/price_lists.py",
    "invoicing/services/print_invoices.py",
    "backorders/notice_text.py",
    "backorders/services/inform_customers.py",
)
"""What papers and e-mails to customers say stands here and nowhere else; these texts exist in every language a customer may have."""


def compile_catalogs(locales: Path = LOCALES) -> list[Path]:
    """Compile the catalogs that changed since they were compiled, and return the files written."""
    written = []
    for source in sorted(locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        content = io.BytesIO()
        write_mo(content, read_catalog(source))
        partial = target.with_suffix(f".mo.{os.getpid()}.part")
        partial.write_bytes(content.getvalue())
        partial.replace(target)
        written.append(target)
    return written


def catalog_file(language: str, locales: Path = LOCALES) -> Path:
    """Return where the catalog of a language stands."""
    return locales / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalog(file: Path) -> Catalog:
    """Read one catalog, empty when there is none yet; its language is the name of the folder above."""
    if not file.exists():
        return Catalog(locale=file.parent.parent.name, domain=DOMAIN)
    with file.open("rb") as content:
        return read_po(content, locale=file.parent.parent.name, domain=DOMAIN)


def source_catalog(root: Path = ROOT) -> Catalog:
    """Collect every text that code and templates hand to the translation functions."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8")
    for file in _source_files(root):
        place = file.relative_to(root).as_posix()
        for _line, text, comments, context in extract("python", _as_python(file), KEYWORDS, ["Translators:"]):
            catalog.add(text, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def paper_texts(source: Catalog) -> Catalog:
    """Return the texts of papers and of e-mails to customers among those of the source."""
    found = Catalog(domain=DOMAIN, charset="utf-8")
    for message in source:
        places = [place for place in message.locations if _is_paper(place[0])]
        if message.id and places:
            found.add(message.id, locations=places, auto_comments=message.auto_comments, context=message.context)
    return found


def faults(catalog: Catalog, source: Catalog) -> Iterator[str]:
    """Yield one line per text that is not translated, doubtful, broken, or no longer in the source."""
    for wanted in (message for message in source if message.id):
        found = catalog.get(wanted.id, wanted.context)
        if found is None or not _complete(found):
            yield f"not translated: {_label(wanted)}"
        elif found.fuzzy:
            yield f"marked as doubtful (fuzzy): {_label(wanted)}"
    for message, errors in catalog.check():
        yield from (f"{error}: {_label(message)}" for error in errors)
    for message in (message for message in catalog if message.id):
        if source.get(message.id, message.context) is None:
            yield f"no longer in the source: {_label(message)}"


def update_catalog(file: Path, source: Catalog) -> None:
    """Add the new texts of the source to a catalog, without a translation, and drop those that have gone."""
    catalog = read_catalog(file)
    catalog.update(source, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as content:
        write_po(content, catalog, width=120, sort_output=True, omit_header=False, ignore_obsolete=True, include_lineno=False)


def _complete(message: Message) -> bool:
    translations = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(translations)


def _label(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{text!r} ({', '.join(place for place, _line in message.locations) or 'catalog'})"


def _is_paper(place: str) -> bool:
    return "/views/" not in place and any(fnmatchcase(place, pattern) for pattern in PAPER_SOURCES)


def _source_files(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.name.startswith(".") or path.name in SKIPPED_FOLDERS:
            continue
        if path.is_dir():
            yield from _source_files(path)
        elif path.suffix == ".py" or path.suffix in TEMPLATE_SUFFIXES and _is_template(path):
            yield path


def _is_template(path: Path) -> bool:
    return "templates" in path.parts


def _as_python(file: Path) -> io.BytesIO:
    """Return Python source: a template is turned into the calls that its tags stand for."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())
    return io.BytesIO(text.encode())
