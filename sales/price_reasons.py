"""Why a line has its price, in words: where it was found, and which trade agreements were used or passed over (sales.md §3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.errors import Text
from sales.agreement_search import Reason
from sales.models import TradeAgreement
from sales.models.terms import PricedLine

SOURCES: dict[str, Text] = {
    "agreement": gettext_lazy("Trade agreement"),
    "generic_currency": gettext_lazy("Trade agreement, converted"),
    "base": gettext_lazy("Base price of the item"),
    "manual": gettext_lazy("Typed by hand"),
    "sales_agreement": gettext_lazy("Sales agreement"),
    "none": gettext_lazy("No price found"),
}
REASONS: dict[str, Text] = {
    Reason.USED: gettext_lazy("used"),
    Reason.NOT_LOWEST: gettext_lazy("another price is lower"),
    Reason.NOT_HIGHEST: gettext_lazy("another discount is higher"),
    Reason.NOT_REACHED: gettext_lazy("a closer agreement settled it"),
    Reason.BRACKET: gettext_lazy("for other quantities"),
    Reason.SHARED_BOUND: gettext_lazy("the lower bracket has this quantity"),
    Reason.DATE: gettext_lazy("not in force on the day"),
    Reason.CURRENCY: gettext_lazy("in another currency"),
    Reason.UNIT: gettext_lazy("for another unit"),
    Reason.WAREHOUSE: gettext_lazy("for another warehouse"),
    Reason.VARIANT: gettext_lazy("the variant has an agreement of its own"),
}


@dataclass(frozen=True)
class PriceStep:
    """One agreement that was looked at."""

    agreement: TradeAgreement | None
    relation: str
    reason: str
    is_used: bool


@dataclass(frozen=True)
class PriceReason:
    """Why one line has its price."""

    line: PricedLine
    source: str
    steps: Sequence[PriceStep]


def agreement_keys(lines: Iterable[PricedLine]) -> set[int]:
    """Return the keys of all agreements that the lines' searches looked at."""
    return {int(step["agreement"]) for line in lines for step in _trail(line)}


def price_reasons(lines: Iterable[PricedLine], agreements: Mapping[int, TradeAgreement]) -> list[PriceReason]:
    """Return why each line has its price; agreements are given by key."""
    return [_reason(line, agreements) for line in lines]


def explained(line: PricedLine, *, with_agreements: bool) -> dict[str, Any]:
    """Return why a line has its price as codes: its source, and with agreements the id, relation and reason of each that was looked at."""
    steps = [{name: step[name] for name in ("agreement", "relation", "reason")} for step in _trail(line)] if with_agreements else []
    return {"source": _source(line), "agreements": steps}


def _source(line: PricedLine) -> str:
    return "manual" if line.price_manual else str((line.price_source or {}).get("price", ""))


def _trail(line: PricedLine) -> list[dict[str, Any]]:
    return list((line.price_source or {}).get("trail", ()))


def _reason(line: PricedLine, agreements: Mapping[int, TradeAgreement]) -> PriceReason:
    found = _source(line)
    steps = [_step(step, agreements) for step in _trail(line)]
    return PriceReason(line, str(SOURCES.get(found, _("Taken over"))), sorted(steps, key=lambda step: not step.is_used))


def _step(step: Mapping[str, Any], agreements: Mapping[int, TradeAgreement]) -> PriceStep:
    agreement = agreements.get(int(step["agreement"]))
    relation = agreement.get_relation_display() if agreement else str(step["relation"])
    reason = str(step["reason"])
    return PriceStep(agreement, str(relation), str(REASONS.get(reason, reason)), reason == Reason.USED)
