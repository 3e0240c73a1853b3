"""What order lines hold an agreement to when it is changed, and taking new terms over to them (sales.md §15.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreements.commitments import TRAITS
from sales.agreements.errors import (
    AgreementCustomerFixed,
    AgreementHasOrders,
    CommitmentExceeded,
    CommitmentFixed,
    CommitmentTooLow,
    UpdateLinkedLines,
)
from sales.agreements.models import AgreementLine, AgreementLink, Released, SalesAgreement
from sales.agreements.services.agreement_lines import PRICE_TERMS, LineEntry
from sales.agreements.services.agreement_terms import link_of
from sales.agreements.services.commitment_book import committed
from sales.models import SalesOrder
from sales.services.calculate_orders import calculate
from sales.services.line_changes import LineWatch, action_of
from sales.services.load_orders import load_orders
from sales.services.save_changes import save_calculated, snapshot
from sales.services.working_orders import remembered

SUBJECT = ("commitment", "item_id", "category_id", "unit_id")


@dataclass(frozen=True)
class LinkedTerms:
    """The commitments of an agreement that order lines count on, with what was ordered of each."""

    entity: LegalEntity
    agreement: SalesAgreement
    released: Mapping[int, tuple[Released, Released]] = field(default_factory=dict)
    linked: Collection[int] = ()

    @classmethod
    def load(cls, entity: LegalEntity, agreement: SalesAgreement) -> LinkedTerms:
        """Read what was ordered: two statements."""
        links = AgreementLink.of(entity).filter(commitment__agreement=agreement)
        linked = set(links.values_list("commitment", flat=True))
        return cls(entity, agreement, AgreementLink.of(entity).released(linked) if linked else {}, linked)

    def check_header(self, before: Mapping[str, str], after: Mapping[str, str], removed: Collection[int]) -> None:
        """Raise AGR-05 for a linked line that would go, AGR-22 for another customer or currency."""
        if any(key in self.linked for key in removed):
            raise AgreementHasOrders(a=self.agreement)
        if self.linked and any(before[name] != after[name] for name in ("customer", "currency")):
            raise AgreementCustomerFixed(a=self.agreement)

    def check_lines(
        self, stored: Mapping[int, AgreementLine], touched: Sequence[AgreementLine], entries: Sequence[LineEntry]
    ) -> list[BusinessRuleError]:
        """Raise AGR-24 and AGR-07 in the row of the line, and return warnings where more was ordered than is committed."""
        notices: list[BusinessRuleError] = []
        for row, (line, _entry) in enumerate(zip(touched, entries, strict=True)):
            if line.pk not in self.linked:
                continue
            old = stored[line.pk]
            if any(getattr(old, name) != getattr(line, name) for name in SUBJECT):
                raise CommitmentFixed(field="commitment").at(row)
            if committed(line) >= committed(old):
                continue
            counted = TRAITS[line.commitment].counts_quantity
            ordered = self.released[line.pk][0 if counted else 1].total if line.pk in self.released else ZERO
            if committed(line) < ordered and line.max_is_enforced:
                raise CommitmentTooLow(r=f"{ordered.normalize():f}", field="quantity" if counted else "net_amount").at(row)
            if committed(line) < ordered:
                notices.append(CommitmentExceeded(r=f"{ordered.normalize():f}"))
        return notices

    def with_new_terms(self, stored: Mapping[int, AgreementLine], touched: Sequence[AgreementLine]) -> set[int]:
        """Return the linked commitments whose price terms changed."""
        known = [line for line in touched if line.pk in self.linked]
        return {line.pk for line in known if any(getattr(stored[line.pk], name) != getattr(line, name) for name in PRICE_TERMS)}

    def lock_orders(self, commitments: Collection[int], update: bool | None) -> list[int]:
        """Return the orders with untouched lines of some commitments, locked where they are to be updated; raises AGR-06 unanswered."""
        if not commitments or update is False:
            return []
        links = AgreementLink.of(self.entity).open_ones().untouched().filter(commitment__in=list(commitments))
        orders = list(links.order_by().values_list("line__order", flat=True))
        if orders and update is None:
            raise UpdateLinkedLines(n=len(orders))
        return list(SalesOrder.of(self.entity).filter(pk__in=orders).locked().values_list("pk", flat=True)) if orders else []


def update_orders(entity: LegalEntity, order_ids: Sequence[int], commitments: Collection[int], user: User) -> None:
    """Price the linked lines of some locked orders by the terms of now: those of which nothing left and whose price nobody typed.

    The number of statements does not depend on how many orders there are.
    """
    loaded = load_orders(entity, order_ids)
    works = list(loaded.works.values())
    before = {work.order.pk: snapshot(work) for work in works}
    watches = {work.order.pk: LineWatch(work) for work in works}
    for work in works:
        work.before = remembered(work)
        for working in work.live_lines:
            line, link = working.line, link_of(working.line)
            if link is None or link.commitment_id not in commitments or line.delivered_quantity or line.invoiced_quantity:
                continue
            working.search_price, working.search_discount = not line.price_manual, not line.discount_manual
            working.is_changed = True
        work.order.changed_since_confirmation = work.order.changed_since_confirmation or bool(work.order.confirmed_version)
    calculate(loaded.context, works)
    for work in works:
        if work.refusal is not None:
            raise work.refusal
    save_calculated(entity, works, before)
    changes = {work.order.pk: watches[work.order.pk].changes(entity, work) for work in works}
    for action in {action_of(found) for found in changes.values()}:
        told = [work.order for work in works if action_of(changes[work.order.pk]) == action]
        audit.record(entity, user, action, told, changes=changes)
