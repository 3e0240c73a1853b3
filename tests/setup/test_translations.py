"""Finding, checking and compiling translations."""

import gettext
from pathlib import Path

import pytest

from config.translations import catalog_file, compile_catalogs, faults, paper_texts, read_catalog, source_catalog, update_catalog


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "models.py").write_text('name = _("order")\nmany = ngettext("%(n)s line", "%(n)s lines", 2)\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}<p>\n  {% if x %}<b>{% translate 'Post' %}</b>{% endif %}\n"
        "  {% blocktranslate trimmed with n=number %}\n    Order {{ n }}\n    is posted.\n  {% endblocktranslate %}</p>"
    )
    return tmp_path


def test_texts_of_code_and_templates_are_found(project: Path) -> None:
    texts = {message.id for message in source_catalog(project) if message.id}
    assert texts == {"order", ("%(n)s line", "%(n)s lines"), "Post", "Order %(n)s is posted."}


def test_a_missing_language_has_every_text_to_translate(project: Path) -> None:
    found = list(faults(read_catalog(catalog_file("nl", project / "locale")), source_catalog(project)))
    assert len(found) == 4
    assert all(fault.startswith("not translated") for fault in found)


def test_a_translation_that_loses_a_placeholder_is_a_fault(project: Path) -> None:
    file = catalog_file("nl", project / "locale")
    update_catalog(file, source_catalog(project))
    file.write_text(
        file.read_text().replace('msgid "Order %(n)s is posted."\nmsgstr ""', 'msgid "Order %(n)s is posted."\nmsgstr "Order geboekt %s."')
    )
    found = list(faults(read_catalog(file), source_catalog(project)))
    assert any("placeholder" in fault.lower() or "format" in fault.lower() for fault in found)


def test_a_text_that_has_gone_is_a_fault_until_the_catalog_is_updated(project: Path) -> None:
    file = catalog_file("nl", project / "locale")
    update_catalog(file, source_catalog(project))
    (project / "app" / "models.py").write_text("")
    source = source_catalog(project)
    assert "no longer in the source: 'order' (app/models.py)" in list(faults(read_catalog(file), source))
    update_catalog(file, source)
    assert not [fault for fault in faults(read_catalog(file), source) if fault.startswith("no longer")]


def test_a_catalog_is_compiled_once_per_change(project: Path) -> None:
    file = catalog_file("nl", project / "locale")
    update_catalog(file, source_catalog(project))
    file.write_text(file.read_text().replace('msgid "Post"\nmsgstr ""', 'msgid "Post"\nmsgstr "Boeken"'))
    assert compile_catalogs(project / "locale") == [file.with_suffix(".mo")]
    assert compile_catalogs(project / "locale") == []
    with file.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Post") == "Boeken"


def test_of_the_languages_of_customers_only_texts_of_papers_are_wanted_and_these_all(project: Path) -> None:
    (project / "app" / "paper.py").write_text('title = _("Invoice")\nlabel = _("order")\n')
    (project / "app" / "views").mkdir()
    (project / "app" / "views" / "paper.py").write_text('title = _("Print this paper")\n')
    file, papers = catalog_file("de", project / "locale"), paper_texts(source_catalog(project))
    update_catalog(file, papers)
    file.write_text(file.read_text().replace('msgid "Invoice"\nmsgstr ""', 'msgid "Invoice"\nmsgstr "Rechnung"'))

    assert list(faults(read_catalog(file), papers)) == ["not translated: 'order' (app/paper.py)"]
