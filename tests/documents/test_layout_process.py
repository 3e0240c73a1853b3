"""The layout process: what it reads, and that a document leaves nothing behind in it (reliability.md §13)."""

from __future__ import annotations

import ctypes
import gc
import json
import re
from pathlib import Path

import pytest

from foundation.documents import render_child
from foundation.documents.render_child import AssetFetcher, Layout, Page
from foundation.documents.rendering import PrintJob, render_html
from tests.documents.samples import SAMPLE, sample_context, sample_lines, seller

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAPER = sorted([*TEMPLATES.glob("documents/*.html"), *TEMPLATES.glob("*/print/*.html")])
PARTS = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
FIGURES = "font-variant-numeric: tabular-nums"
WARM, COUNTED, MOST_BYTES = 8, 24, 3_000


class Allocated(ctypes.Structure):
    """What the C library says of its memory."""

    _fields_ = [(name, ctypes.c_size_t) for name in PARTS]


def in_use() -> int:
    """Return the bytes that the C library has handed out."""
    gc.collect()
    found = LIBRARY.mallinfo2()
    return int(found.uordblks + found.hblkhd)


LIBRARY = ctypes.CDLL(None)
if hasattr(LIBRARY, "mallinfo2"):
    LIBRARY.mallinfo2.restype = Allocated


def left_behind(layout: Layout) -> float:
    """Return the bytes that stay with each document, no two of which are alike."""
    context = {"with_qr": False}
    jobs = [
        json.loads(
            PrintJob(
                render_html(SAMPLE, sample_context(sample_lines(5), number=f"F-{n}", **context), entity=seller(), language="en")
            ).encoded()
        )
        for n in range(WARM + COUNTED)
    ]
    for job in jobs[:WARM]:
        layout.pdf(job)
    before = in_use()
    for job in jobs[WARM:]:
        layout.pdf(job)
    return (in_use() - before) / COUNTED


@pytest.mark.skipif(not hasattr(LIBRARY, "mallinfo2"), reason="this C library does not count its memory")
def test_a_document_leaves_no_memory_behind() -> None:
    assert left_behind(Layout()) < MOST_BYTES


@pytest.mark.skipif(not hasattr(LIBRARY, "mallinfo2"), reason="this C library does not count its memory")
def test_the_measure_sees_what_stays_when_figures_are_asked_of_each_element(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sheet = tmp_path / "print.css"
    sheet.write_text(render_child.SHIPPED["print.css"].read_text() + f".number {{ {FIGURES} }}")
    monkeypatch.setitem(render_child.SHIPPED, "print.css", sheet)

    assert left_behind(Layout()) > MOST_BYTES


@pytest.mark.parametrize("template", PAPER, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_every_template_of_paper_is_well_formed(template: Path) -> None:
    source = template.read_text()

    assert not re.findall(r"<(?:img|meta|br|hr|col|link)\b(?:[^>\"]|\"[^\"]*\")*(?<!/)>", source), "an element without an end"
    assert not re.findall(r"&(?!amp;|lt;|gt;|quot;|#)\w*;?", source), "a sign that only HTML knows"


def test_elements_are_what_our_own_sheet_says() -> None:
    layout = Layout()
    page = Page("<!DOCTYPE html><html><body><p>a</p></body></html>", AssetFetcher({}), layout.elements)

    assert page._ua_stylesheets() == [layout.elements]
    assert page.etree_element.tag == "html"


@pytest.mark.parametrize("markup", ["<p>one<p>two", "<table><tr><td>open", "a & b &nbsp; c"])
def test_what_is_not_well_formed_is_read_as_html(markup: str) -> None:
    page = Page(markup, AssetFetcher({}), Layout().elements)

    assert page.etree_element.tag == "html"


def test_nothing_declares_an_entity_of_its_own() -> None:
    markup = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "typed">]><html><body><p>&x; &y;</p></body></html>'
    page = Page(markup, AssetFetcher({}), Layout().elements)

    text = "".join(page.etree_element.itertext())

    assert "root:" not in text
    assert "typed" not in text.replace('"typed"', "")
