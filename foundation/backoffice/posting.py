"""What a posting dialog shows before and after: the documents to be made, what is refused and why, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, Self

from foundation.backoffice.documents import Total
from foundation.errors import Refusal, Text

PROPOSED = "_proposed_"
TYPED = "typed"
"""Before the name of a cell: what was proposed in it when it was shown, or that what it shows was typed."""


@dataclass(frozen=True)
class Money:
    """A cell with an amount in its currency."""

    amount: Decimal | None
    currency: str = ""


@dataclass(frozen=True)
class Price:
    """A cell with a price per unit, with all the decimals it has."""

    amount: Decimal


@dataclass(frozen=True)
class InputCell:
    """A cell in which a value is typed over the suggested one; ``name`` is a field from the form's ``extra_fields``.

    The suggestion stands in the cell. Left as it is it follows the plan; a number that is emptied becomes 0, so that nothing is done
    with its row. A field with an initial value of its own decides itself what empty means.
    """

    name: str
    suggestion: Decimal | str = ""


@dataclass(frozen=True)
class PreviewTable:
    """Rows of a document to be: its lines, its taxes, its ledger entries.

    A cell is a text, a date, a Decimal (shown as a quantity), ``Money``, ``Price`` or an ``InputCell``.
    """

    headings: Sequence[Text]
    rows: Sequence[Sequence[Any]]
    title: Text = ""


@dataclass(frozen=True)
class PreviewDocument:
    """One document to be: lines at once, ``details`` (taxes, ledger entries) folded away."""

    title: Text
    party: Text = ""
    url: str = ""
    lines: PreviewTable | None = None
    totals: Sequence[Total] = ()
    details: Sequence[PreviewTable] = ()
    warnings: Sequence[Refusal] = ()


class Refused(NamedTuple):
    """A document that is left out: its number, its page, and why."""

    label: str
    url: str
    refusal: Refusal


class OtherChoice(NamedTuple):
    """Parameters that people may have meant instead: what they are called, their values by field name, and the key that chooses them."""

    label: Text
    parameters: Mapping[str, str]
    key: str


@dataclass(frozen=True)
class Preview:
    """The plan as people read it; ``totals`` are those over all documents, ``notices`` what is worth knowing of the whole.

    ``other`` is offered beside the notices, one key away.
    """

    documents: Sequence[PreviewDocument] = ()
    refusals: Sequence[Refused | tuple[str, str, Refusal]] = ()
    totals: Sequence[Total] = ()
    notices: Sequence[Refusal | Text] = ()
    other: OtherChoice | None = None


@dataclass(frozen=True)
class ResultLink:
    """A document that was made; ``detail`` says of what or for whom."""

    label: str
    url: str = ""
    pdf_url: str = ""
    detail: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a posting: the documents that were made and those that were refused."""

    links: Sequence[ResultLink] = ()
    refusals: Sequence[Refused | tuple[str, str, Refusal]] = ()
    warnings: Sequence[Refused | tuple[str, str, Refusal]] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as data that is kept under the one-time key."""
        return {
            "links": [asdict(link) | {"amount": None if link.amount is None else str(link.amount)} for link in self.links],
            "refusals": [_refused_as_json(refused) for refused in self.refusals],
            "warnings": [_refused_as_json(refused) for refused in self.warnings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the outcome that ``as_json`` stored."""
        links = [ResultLink(**link | {"amount": None if link["amount"] is None else Decimal(link["amount"])}) for link in data["links"]]
        return cls(links, *([_refused_from_json(stored) for stored in data[name]] for name in ("refusals", "warnings")))


def _refused_as_json(refused: Refused | tuple[str, str, Refusal]) -> dict[str, Any]:
    label, url, refusal = refused
    return {"label": str(label), "url": url, "refusal": asdict(refusal) | {"params": dict(refusal.params)}}


def _refused_from_json(stored: Mapping[str, Any]) -> Refused:
    return Refused(stored["label"], stored["url"], Refusal(**stored["refusal"]))
