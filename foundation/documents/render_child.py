"""The program that lays out PDFs in a process of its own: knows no database, reads no file but shipped assets.

It speaks frames over its standard streams: four bytes of length, then JSON in, a PDF out; see ``renderer.py`` for the
other end. It imports nothing of Django, so that it starts fast and holds nothing worth stealing. A document that cannot
be laid out ends the process; the next one gets a fresh process.
"""

from __future__ import annotations

import base64
import gc
import json
import logging
import resource
import select
import struct
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

MEMORY_LIMIT = 1024**3
IDLE_SECONDS = 300
BASE = "asset:"
DOCUMENTS_PER_COLLECTION = 10
ALLOCATIONS_PER_COLLECTION = 200_000
PROJECT = Path(__file__).resolve().parents[2]
SHIPPED: dict[str, Path] = {
    "print.css": Path(__file__).parent / "assets" / "print.css",
    "elements.css": Path(__file__).parent / "assets" / "elements.css",
    "Inter-Regular.woff2": PROJECT / "static" / "vendor" / "inter" / "Inter-Regular.woff2",
    "Inter-SemiBold.woff2": PROJECT / "static" / "vendor" / "inter" / "Inter-SemiBold.woff2",
    "Inter-Bold.woff2": PROJECT / "static" / "vendor" / "inter" / "Inter-Bold.woff2",
}


class ForbiddenAddress(FatalURLFetchingError):
    """A document asked for something that is not one of the assets it may use."""


class AssetFetcher(URLFetcher):
    """Fetches ``asset:<name>``: a shipped file or an image that came with the document; refuses everything else."""

    def __init__(self, images: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.images = images

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the bytes of an asset; raises ForbiddenAddress for any other address."""
        scheme, _, name = url.partition(":")
        if scheme != "asset":
            raise ForbiddenAddress("Documents use shipped assets only")
        if name in self.images:
            return URLFetcherResponse(url, self.images[name])
        if name in SHIPPED:
            return URLFetcherResponse(url, SHIPPED[name].read_bytes())
        raise ForbiddenAddress("Unknown asset")


class Page(HTML):
    """A document of our templates: they are well-formed, so the parser of XML reads them, and need few elements of HTML.

    Anything else is read as HTML. Nothing may declare an entity of its own.
    """

    def __init__(self, markup: str, fetcher: AssetFetcher, elements: CSS) -> None:
        self.elements = elements
        try:
            if "<!ENTITY" in markup:
                raise ElementTree.ParseError
            root = ElementTree.fromstring(markup.encode())  # noqa: S314 -- no entities; of a str with a DOCTYPE, memory stays behind
        except ElementTree.ParseError:
            super().__init__(string=markup, url_fetcher=fetcher, base_url=BASE)
            return
        self.base_url, self.url_fetcher, self.media_type = BASE, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """Return the sheet that says what elements are by themselves."""
        return [self.elements]


class Layout:
    """The renderer with what is loaded once per process: fonts and the style sheets."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.elements = self._sheet("elements.css")
        self.stylesheet = self._sheet("print.css")

    def _sheet(self, name: str) -> CSS:
        return CSS(string=SHIPPED[name].read_text("utf-8"), url_fetcher=AssetFetcher({}), font_config=self.fonts)

    def pdf(self, request: dict[str, Any]) -> bytes:
        """Return the PDF of one request: html, images, attachments, variant, moment."""
        images = {name: base64.b64decode(content) for name, content in request["images"].items()}
        moment = datetime.fromisoformat(request["moment"])
        attachments = [
            Attachment(
                string=base64.b64decode(part["content"]),
                name=part["name"],
                description=part["description"],
                relationship=part["relationship"],
                created=moment,
                modified=moment,
            )
            for part in request["attachments"]
        ]
        document = Page(request["html"], AssetFetcher(images), self.elements)
        return document.write_pdf(
            font_config=self.fonts,
            stylesheets=[self.stylesheet],
            attachments=attachments or None,
            pdf_variant=request["variant"] or None,
            pdf_identifier=request["identifier"].encode(),
            presentational_hints=False,
        )


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, or None when the other end is gone."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return stream.read(struct.unpack(">I", head)[0])


def write_frame(stream: BinaryIO, payload: bytes) -> None:
    """Write one frame."""
    stream.write(struct.pack(">I", len(payload)) + payload)
    stream.flush()


def limit_memory() -> None:
    """Limit the address space where the system allows it."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    except (OSError, ValueError):
        logging.getLogger(__name__).info("This system sets no memory limit")


def serve(source: BinaryIO, target: BinaryIO, layout: Layout) -> None:
    """Answer documents; the collector runs between them, when nobody waits: inside an invoice it takes a fifth of the time."""
    gc.set_threshold(ALLOCATIONS_PER_COLLECTION)
    served = 0
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        frame = read_frame(source)
        if frame is None:
            return
        write_frame(target, layout.pdf(json.loads(frame)))
        served += 1
        if served % DOCUMENTS_PER_COLLECTION == 1:
            gc.collect()
        if served == 1:
            gc.freeze()  # what the first document loaded stays for good and is never looked at again


def main() -> None:
    """Serve documents until the parent goes away or nothing came for a while."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer, Layout())


if __name__ == "__main__":
    main()
