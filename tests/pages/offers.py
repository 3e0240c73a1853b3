"""What is wrong with what a page offers to a role: dead links, buttons without effect, things that would be refused."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from tests.pages.markup import Attributes, Button, Shown
from tests.pages.scripts import listened_to
from tests.pages.walk import ANSWERED, Visitor

LISTENED_TO = listened_to()


def faults(visitor: Visitor, address: str, page: Shown) -> Iterator[str]:
    """Yield what is wrong with the offers of one page."""
    for href, attributes in page.links:
        wrong = _link_fault(visitor, address, page, href, attributes)
        if wrong:
            yield f"link {href!r} {wrong}"
    for button in page.buttons:
        wrong = _button_fault(visitor, address, button)
        if wrong:
            yield f"button {button.text!r} {wrong}"
    for asked, method in page.asked:
        wrong = visitor.judge(address, asked, method)
        if wrong:
            yield f"part {asked!r} {wrong}"


def _link_fault(visitor: Visitor, address: str, page: Shown, href: str, attributes: Attributes) -> str:
    if href.startswith("#"):
        return "" if href[1:] in page.ids else "leads to no place of the page"
    if not href:
        return "" if attributes.get("aria-disabled") == "true" or "data-key" in attributes else "leads nowhere"
    if href.startswith("/static/"):
        return ""
    wrong = visitor.judge(address, href, "get")
    if wrong or not href.startswith(("/", "?", ".")):
        return wrong
    target = urlsplit(urljoin(address, href)).path
    if visitor.is_known(target):
        return ""
    answer = visitor.open(target)
    if answer not in ANSWERED:
        return f"is answered with {answer}"
    return visitor.judge(target, visitor.moved[target], "get") if target in visitor.moved else ""


def _button_fault(visitor: Visitor, address: str, button: Button) -> str:
    attributes = button.attributes
    if button.action is not None:
        return visitor.judge(address, button.action or address, button.method)
    if "hx-get" in attributes or "hx-post" in attributes or LISTENED_TO & set(attributes):
        return ""
    return "has no effect"
