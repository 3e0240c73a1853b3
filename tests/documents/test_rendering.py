"""Paper: what is on it, what is never on it, and what the layout may not reach (reliability.md §13)."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import woff2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat
from pypdf import PdfReader

from foundation.documents.cleaning import clean_text
from foundation.documents.errors import NotAnImage, RenderingFailed, RenderingTooSlow
from foundation.documents.formatting import format_money
from foundation.documents.render_child import AssetFetcher, ForbiddenAddress
from foundation.documents.renderer import Renderer, renderer
from foundation.documents.rendering import Attachment, PrintJob
from tests.documents.samples import sample_lines, sample_pdf, seller

REPOSITORY = Path(__file__).resolve().parents[2]
LONG = 593
SCALE = 6
BLUR = ImageFilter.GaussianBlur(2)
PAYLOADS = [
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<object data="file:///etc/passwd"></object>',
    '<embed src="file:///etc/passwd">',
    '<svg><image href="file:///etc/passwd"/></svg>',
    "<style>@import url(file:///etc/passwd)</style>",
    "<style>body{background:url(file:///etc/passwd)}</style>",
    "<style>@font-face{font-family:x;src:url(file:///etc/passwd)}p{font-family:x}</style><p>x</p>",
    '<p style="background:url(http://127.0.0.1:9/)">x</p>',
    '<img src="asset:../errors.py">',
    '<img src="asset:logo-of-another">',
    '<img src="ftp://127.0.0.1/x">',
]


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def long_document() -> list[str]:
    """Return the pages of a document with 593 lines."""
    from copy import deepcopy

    from django.conf import settings
    from django.test import override_settings

    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    with override_settings(TEMPLATES=templates):
        return pages(sample_pdf(LONG))


def test_a_document_shows_its_number_facts_lines_and_totals() -> None:
    text = pages(sample_pdf(3))[0]

    assert "F2026-000421" in text
    assert "PO 4711" in text
    assert "D0003" in text
    assert format_money(sample_lines(3)[-1].running, "EUR") in text


def test_every_page_says_which_of_how_many_it_is(long_document: list[str]) -> None:
    for number, text in enumerate(long_document, 1):
        assert f"Page {number} of {len(long_document)}" in text


def test_every_page_carries_exactly_the_sum_of_the_lines_above(long_document: list[str]) -> None:
    lines = sample_lines(LONG)
    carried = Decimal(0)
    for number, text in enumerate(long_document, 1):
        last = max((line.position for line in lines if f"{line.item} " in text or f"{line.item}\n" in text), default=0)
        if number > 1:
            assert f"Brought forward {format_money(carried, 'EUR')}" in " ".join(text.split())
        if number == len(long_document):
            assert "Carried forward" not in text
            assert last == LONG
            break
        carried = lines[last - 1].running
        assert f"Carried forward {format_money(carried, 'EUR')}" in " ".join(text.split())


def test_a_document_of_one_page_carries_nothing() -> None:
    text = pages(sample_pdf(5))[0]

    assert "Carried forward" not in text
    assert "Brought forward" not in text


@pytest.mark.parametrize("count", [1, 4, 8])
def test_a_short_invoice_with_its_payment_block_stays_on_one_page(count: int) -> None:
    texts = pages(sample_pdf(count))

    assert len(texts) == 1
    assert "RF91" in texts[0]


@pytest.mark.parametrize("count", range(14, 20))
def test_totals_that_move_to_the_next_page_still_agree_with_what_was_carried(count: int) -> None:
    texts = [" ".join(text.split()) for text in pages(sample_pdf(count))]

    for before, after in zip(texts, texts[1:], strict=False):
        assert ("Carried forward" in before) == ("Brought forward" in after)
    assert "Carried forward" not in texts[-1]


def test_the_words_of_a_document_follow_its_language() -> None:
    assert "Page 1 of 1" in pages(sample_pdf(1, language="en"))[0]


def test_a_mark_stands_on_every_page() -> None:
    texts = pages(sample_pdf(60, mark="PRO FORMA"))

    assert len(texts) > 1
    assert all("PRO FORMA" in " ".join(text.split()) or "PROFORMA" in "".join(text.split()) for text in texts)


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = sample_pdf(7), sample_pdf(7)

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def test_the_archive_variant_carries_its_attachment() -> None:
    pdf = PdfReader(BytesIO(sample_pdf(1, attachments=[Attachment("factur-x.xml", b"<invoice/>", "Invoice data")])))

    assert pdf.attachments["factur-x.xml"] == [b"<invoice/>"]
    assert b"pdfaid:part>3<" in pdf.trailer["/Root"]["/Metadata"].get_data().replace(b'pdfaid:part="3"', b"pdfaid:part>3<")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_typed_by_a_user_is_printed_and_never_followed(payload: str) -> None:
    text = "".join(pages(sample_pdf(1, texts=[payload]))[0].split())

    assert "".join(payload.split())[:20] in text
    assert "root:" not in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_even_unescaped_markup_reaches_no_file_and_no_address(payload: str) -> None:
    own = Renderer()
    try:
        pdf = own.render(PrintJob(f"<html><body>{payload}<p>still here</p></body></html>").encoded())
    except RenderingFailed:
        return
    finally:
        own.close()
    assert b"root:" not in pdf
    assert not PdfReader(BytesIO(pdf)).attachments


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://example.test/",
        "https://example.test/",
        "data:text/plain,x",
        "asset:",
        "asset:../x",
        "asset:/etc/passwd",
    ],
)
def test_the_fetcher_knows_assets_only(address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        AssetFetcher({"logo": b"x"}).fetch(address)


def test_the_fetcher_hands_out_the_images_of_the_document() -> None:
    assert AssetFetcher({"logo": b"bytes"}).fetch("asset:logo").read() == b"bytes"


def test_a_logo_that_is_not_an_image_is_refused() -> None:
    with pytest.raises(NotAnImage):
        sample_pdf(1, entity=seller(logo=b"<svg xmlns='http://www.w3.org/2000/svg'/>"))


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\ufeff"])
def test_control_characters_and_direction_overrides_are_not_printed(sign: str) -> None:
    assert clean_text(f"a{sign}b\nc\td") == "ab\nc\td"


def test_long_text_is_printed_whole() -> None:
    text = " ".join(pages(sample_pdf(1, texts=["word " * 3000 + "last"]))[-1].split())

    assert "last" in text


def test_a_layout_that_takes_too_long_is_killed_and_the_next_one_works() -> None:
    own = Renderer()
    heavy = PrintJob("<html><body>" + "<table><tr><td>" * 400 + "x" + "</body></html>").encoded()
    try:
        with pytest.raises(RenderingTooSlow):
            own.render(heavy, 0.001)
        assert own.render(PrintJob("<p>well</p>").encoded()).startswith(b"%PDF")
    finally:
        own.close()


def test_an_interrupted_layout_never_hands_its_file_to_the_next_document(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Renderer()

    def interrupt(_deadline: float) -> bytes:
        raise KeyboardInterrupt

    try:
        with monkeypatch.context() as patch:
            patch.setattr(own, "_receive", interrupt)
            with pytest.raises(KeyboardInterrupt):
                own.render(PrintJob("<p>secret of one</p>").encoded())
        text = pages(own.render(PrintJob("<p>text of two</p>").encoded()))[0]
    finally:
        own.close()

    assert "text of two" in text


def test_a_layout_process_that_dies_fails_its_document_only() -> None:
    own = Renderer()
    try:
        own.render(PrintJob("<p>one</p>").encoded())
        assert own._child is not None
        own._child.kill()
        own._child.wait()
        assert own.render(PrintJob("<p>two</p>").encoded()).startswith(b"%PDF")
    finally:
        own.close()


@pytest.mark.parametrize("name", ["Łódź Święta Żółć", "Škoda Plzeň řeka", "Αθήνα Ελλάς", "София България"])
def test_names_of_other_scripts_are_drawn_with_the_right_letters(name: str) -> None:
    """Text extraction cannot see wrong letters, so the page is compared with the shipped font drawn by another library."""
    page = _letters_on_page(sample_pdf(1, recipient=[name]))
    expected = _letters_of_font(name)

    assert _difference(page, expected) < 0.06
    assert _difference(page, _letters_of_font(name[::-1])) > 0.1


def test_all_letters_come_from_the_shipped_fonts() -> None:
    pdf = PdfReader(BytesIO(sample_pdf(1, recipient=["Łódź Škoda Αθήνα София"])))

    fonts = {str(font.get_object()["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].values()}

    assert fonts
    assert all("Print" in font or "Inter" in font for font in fonts), fonts


def test_templates_of_documents_never_switch_escaping_off() -> None:
    for template in [*REPOSITORY.glob("templates/documents/**/*.html"), *REPOSITORY.glob("templates/*/print/**/*.html")]:
        text = template.read_text("utf-8")
        assert "|safe" not in text, template
        assert "autoescape off" not in text, template


def test_the_shared_layout_process_serves_many_documents() -> None:
    sample_pdf(1)
    child = renderer._child
    sample_pdf(2)

    assert renderer._child is child


def _letters_on_page(pdf: bytes) -> Image.Image:
    """Return the first line of the address window as it is drawn on the page."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil().convert("L")
    millimetre = image.width / 210
    return _trimmed(image.crop((int(20 * millimetre), int(49 * millimetre), int(108 * millimetre), int(56 * millimetre))))


def _letters_of_font(text: str) -> Image.Image:
    """Return a text drawn with the shipped font at the size of an address line."""
    plain = BytesIO()
    woff2.decompress(BytesIO((REPOSITORY / "static/vendor/inter/Inter-Regular.woff2").read_bytes()), plain)
    image = Image.new("L", (1200, 160), 255)
    font = ImageFont.truetype(BytesIO(plain.getvalue()), 9.5 * SCALE)
    ImageDraw.Draw(image).text((20, 20), text, font=font, fill=0)
    return _trimmed(image)


def _trimmed(image: Image.Image) -> Image.Image:
    box = ImageChops.invert(image).getbbox()
    assert box is not None
    return image.crop(box).resize((600, 60))


def _difference(first: Image.Image, second: Image.Image) -> float:
    """Return how far two pictures differ, 0 for the same and 1 for black against white."""
    return ImageStat.Stat(ImageChops.difference(first.filter(BLUR), second.filter(BLUR))).mean[0] / 255
