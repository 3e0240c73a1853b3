"""Markup, files and addresses typed by a user: two walls, each of which holds alone, and proof that without both there is a breach.

The walls of reliability.md §13 are the escaping templates and the fetcher that knows shipped assets only. The companions
take both away and must then see the layout ask for what it may not have; a payload list that no longer bites fails here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from weasyprint.urls import URLFetcherResponse

from foundation.documents import render_child
from foundation.documents.document_types import DocumentType
from foundation.documents.mail_kinds import PLACEHOLDERS
from foundation.documents.models import MailTemplate
from foundation.documents.render_child import AssetFetcher, ForbiddenAddress, Layout
from foundation.documents.rendering import PrintJob, render_html
from foundation.documents.services.mail_text import fill, write
from foundation.organization.models import LegalEntity
from tests.documents.samples import SAMPLE, sample_context, sample_lines, seller

FILE, SITE = "file:///etc/passwd", "http://127.0.0.1:9/secret"
REACHING = [
    f'<img src="{FILE}">',
    f'<img src="{SITE}">',
    '<img src="//127.0.0.1/x.png">',
    '<img src="ftp://127.0.0.1/x">',
    '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    '<img src="../errors.py">',
    '<img src="asset:../errors.py">',
    '<img src="asset:logo-of-another">',
    f'<link rel="stylesheet" href="{FILE}">',
    f'<link rel="stylesheet" href="{SITE}">',
    f'<link rel="attachment" href="{FILE}">',
    f'<a rel="attachment" href="{FILE}">x</a>',
    f'<object data="{FILE}" type="image/png"></object>',
    f'<embed src="{FILE}" type="image/png">',
    f"<style>@import url({FILE});</style>",
    f"<style>@import '{SITE}';</style>",
    f"<style>body{{background:url({FILE})}}</style>",
    f"<style>li{{list-style-image:url({SITE})}}</style><li>x</li>",
    f"<style>p::before{{content:url({FILE})}}</style><p>x</p>",
    f"<style>@font-face{{font-family:x;src:url({FILE})}}p{{font-family:x}}</style><p>x</p>",
    f'<p style="background:url({SITE})">x</p>',
    f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{FILE}" width="9" height="9"/></svg>',
]
HARMLESS = [
    "<script>document.location='http://127.0.0.1:9/'</script>",
    f'<iframe src="{FILE}"></iframe>',
    '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
    f'<form action="{SITE}"><input name="x"></form>',
    "<!--<img src=x>-->",
    "</td></tr></table><h1>Pay to another account</h1>",
    '" data-carry="Carried forward 0.00',
    "{{ seller.iban }}{% load i18n %}{% include 'documents/_legal.html' %}",
    "{% debug %}{{ settings.SECRET_KEY }}",
    "%(number)s {0} {number.__class__}",
]


class Recorder(AssetFetcher):
    """A wall with a gate: notes what was asked for and hands out nothing of it."""

    asked: list[str]

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Hand out assets as always; note every other address."""
        try:
            return super().fetch(url, headers)
        except ForbiddenAddress:
            self.asked.append(url)
            return URLFetcherResponse(url, b"")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Replace the closed fetcher; return the addresses that it would have refused."""
    Recorder.asked = []
    monkeypatch.setattr(render_child, "AssetFetcher", Recorder)
    yield Recorder.asked


@pytest.fixture(scope="module")
def layout() -> Layout:
    """Return the renderer of the layout process, in this process."""
    return Layout()


def lay_out(layout: Layout, html: str) -> bytes:
    """Return the PDF of some HTML."""
    return layout.pdf(json.loads(PrintJob(html, moment=datetime(2026, 1, 1, tzinfo=UTC)).encoded()))


def document_with(payload: str) -> str:
    """Return the HTML of a document in which a user typed the payload everywhere it is possible."""
    context = sample_context(sample_lines(1, payload), recipient=[payload, payload], texts=[payload], number=payload, title="Invoice")
    context |= {"with_qr": False, "facts": [("Your reference", payload)], "subtitle": payload}
    return render_html(SAMPLE, context, entity=seller(name=payload, legal_footer=payload), language="en")


@pytest.mark.parametrize("payload", REACHING + HARMLESS)
def test_escaping_alone_holds_every_payload(layout: Layout, payload: str, asked: list[str]) -> None:
    html = document_with(payload)

    assert lay_out(layout, html).startswith(b"%PDF")
    assert asked == []
    if "<" in payload:
        assert payload not in html


@pytest.mark.parametrize("payload", REACHING)
def test_the_closed_fetcher_alone_holds_every_payload(layout: Layout, payload: str) -> None:
    try:
        pdf = lay_out(layout, f"<html><body>{payload}</body></html>")
    except ForbiddenAddress:
        return
    assert b"root:" not in pdf
    assert b"/EmbeddedFile" not in pdf


@pytest.mark.parametrize("payload", REACHING)
def test_without_both_walls_the_layout_asks_for_what_it_may_not_have(layout: Layout, payload: str, asked: list[str]) -> None:
    try:
        lay_out(layout, f"<html><body>{payload}</body></html>")
    finally:
        assert asked, "This payload no longer shows whether a wall stands"


@pytest.mark.parametrize("payload", ["{{ settings.SECRET_KEY }}", "{% debug %}", "{number.__class__}", "{0}", "%(number)s", "{seller}"])
def test_no_template_engine_runs_over_text_from_the_database(payload: str) -> None:
    assert fill(payload, {"number": "F-1"}) == payload
    assert document_with(payload).count("SECRET_KEY") == payload.count("SECRET_KEY") * document_with("unique-word").count("unique-word")


def test_only_placeholders_of_the_list_are_replaced() -> None:
    values = dict.fromkeys([*PLACEHOLDERS, "password"], "x")
    own = MailTemplate(subject="{number} {password}", body="{customer} {password}")

    assert write(LegalEntity(name="Demo"), DocumentType.CUSTOMER_INVOICE, "en", values, own) == ("x {password}", "x {password}")
    assert fill("{number}", {"number": "{customer}", "customer": "y"}) == "{customer}"
