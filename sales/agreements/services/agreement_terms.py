"""The terms of sales agreements for order lines: found before a line is priced, kept when it is saved (sales.md §15.3, §15.4, §15.6).

The core asks for them by its registry (``sales.agreed_terms``). Orders without an agreement and without linked lines cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from foundation.organization.models import LegalEntity
from sales.agreed_terms import AgreedHeader, TermsOffer
from sales.agreements.errors import (
    AgreementNotEffective,
    LineMatchesNothing,
    LineOutsideReleaseRange,
    MaximumExceeded,
    OneAgreementPerReturn,
    OutsideReleaseRange,
    RemoveLinks,
    ShipDateOutside,
    TermsAreFixed,
)
from sales.agreements.models import AgreementLine, AgreementLink, OrderAgreement, SalesAgreement
from sales.agreements.services.agreed_header import header_of
from sales.agreements.services.commitment_book import CommitmentBook, remaining_of, taken
from sales.agreements.statuses import AgreementStatus
from sales.models import SalesOrder, SalesOrderLine
from sales.pricing import line_net
from sales.services.price_lines import LinePrices
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder
from sales.statuses import TRAITS

TYPED = ("unit_price", "price_unit", "discount_amount", "discount_percent")
Found = Mapping[int, LinePrices]


def link_of(line: SalesOrderLine) -> AgreementLink | None:
    """Return the link that was read with a line; never asks the database."""
    return cached(line, "agreement_link")


def choice_of(order: SalesOrder) -> OrderAgreement | None:
    """Return the agreement that was chosen for an order and read with it; never asks the database."""
    return cached(order, "agreement_choice")


def cached(record: Any, name: str) -> Any:
    """Return a related record that was read along, None where there is none or none was read."""
    return record._meta.get_field(name).get_cached_value(record, default=None)


class AgreementTerms:
    """What sales agreements settle for order lines."""

    order_relations: Sequence[str] = ("agreement_choice__agreement",)
    line_relations: Sequence[str] = ("agreement_link__commitment__agreement",)

    def settle(self, context: OrderContext, works: Sequence[WorkingOrder], found: Found) -> None:
        """Give linked lines the terms of their commitment, look for one for the others, and hold changes against the policies."""
        concerned = [Concerned.of(context, work, found) for work in works]
        concerned = [one for one in concerned if one.linked or one.seeking or one.following]
        if not concerned:
            return
        book = _load(context, concerned)
        for one in concerned:
            try:
                one.settle(book)
            except BusinessRuleError as refusal:
                one.work.refusal = one.work.refusal or refusal

    def keep(self, entity: LegalEntity, works: Iterable[WorkingOrder]) -> None:
        """Write choices and links of orders and lines that are saved; a commitment that ends at its maximum is locked and counted."""
        known = list(works)
        _write_choices(entity, known)
        lines = [working for work in known for working in work.lines]
        _end_links(entity, lines)
        _write_links(entity, lines)
        _hold_maximum(entity, lines)

    def check_confirmation(self, work: WorkingOrder) -> None:
        """Raise LineOutsideReleaseRange (AGR-17) for a linked line that is worth less or more than one order may take."""
        for working in work.live_lines:
            link = link_of(working.line)
            if link is not None and not in_range(link.commitment, working.line.net_amount):
                raise LineOutsideReleaseRange(l=working.line.line_number)

    def leave(self, work: WorkingOrder, confirmed: bool) -> None:
        """End the links of an order that becomes a draft; raises AGR-26 while nobody confirmed that."""
        for working in work.lines:
            link = link_of(working.line)
            if link is not None and not confirmed:
                raise RemoveLinks(l=working.line.line_number, a=link.commitment.agreement)
            working.terms_end = link is not None

    def offers(self, entity: LegalEntity, customer_id: int) -> list[TermsOffer]:
        """Return the agreements that a customer can order from, those that end first at the top."""
        rows = SalesAgreement.of(entity).effective().filter(customer=customer_id).order_by("expiration_date", "number")
        return [TermsOffer(row.pk, f"{row.number} {row.document_title}".strip()) for row in rows]

    def choose(self, entity: LegalEntity, customer_id: int, number: str) -> int | None:
        """Return an agreement of a customer by its number; raises AGR-04 unless it is Effective."""
        agreement = SalesAgreement.of(entity).filter(customer=customer_id, number=number).first()
        if agreement is None:
            return None
        _check_effective(agreement)
        return int(agreement.pk)

    def agreed_header(self, entity: LegalEntity, key: int) -> AgreedHeader | None:
        """Return the payment and delivery terms of an agreement."""
        agreement = SalesAgreement.of(entity).filter(pk=key).first()
        return None if agreement is None else AgreedHeader(agreement.number, header_of(agreement))

    def followed_by(self, order: SalesOrder) -> str | None:
        """Return the number of the agreement that was chosen for an order."""
        choice = choice_of(order)
        return None if choice is None else choice.agreement.number

    def line_follows(self, line: SalesOrderLine) -> tuple[str, int] | None:
        """Return the agreement and the line of it that a line is linked to."""
        link = link_of(line)
        return None if link is None else (link.commitment.agreement.number, link.commitment.line_number)


@dataclass
class Concerned:
    """An order with linked lines, or with lines that look for a commitment in ``agreements`` or among all of the customer."""

    context: OrderContext
    work: WorkingOrder
    found: Found
    linked: list[tuple[WorkingLine, AgreementLink]] = field(default_factory=list)
    seeking: list[WorkingLine] = field(default_factory=list)
    following: list[WorkingLine] = field(default_factory=list)

    @classmethod
    def of(cls, context: OrderContext, work: WorkingOrder, found: Found) -> Concerned:
        """Sort the lines of an order; asks nothing."""
        one = cls(context, work, found)
        may_seek = TRAITS[work.order.order_type].posts_documents and (one.agreement_id is not None or one.searches)
        for working in work.live_lines:
            link = link_of(working.line)
            if link is not None:
                one.linked.append((working, link))
            elif working.terms_like is not None:
                one.following.append(working)
            elif working.terms_key is not None or (may_seek and working.line.pk is None and not working.terms_end):
                one.seeking.append(working)
        return one

    @property
    def agreement_id(self) -> int | None:
        """The agreement that new lines look into."""
        choice, chosen = choice_of(self.work.order), self.work.agreement_id
        return chosen if choice is None or chosen is not None else choice.agreement_id

    @property
    def searches(self) -> bool:
        """Whether all agreements of the customer are looked into, as the parameters say of the order's source."""
        return self.work.agreement_search in self.context.parameters.agreement_searches

    def settle(self, book: CommitmentBook) -> None:
        """Settle linked lines, then those that look for a commitment."""
        before = {working.line.pk: working.line for working in self.work.before.lines} if self.work.before is not None else {}
        for working, link in self.linked:
            self._settle_linked(book, working, link, before.get(working.line.pk))
        for working in self.seeking:
            self._settle_seeking(book, working)
        for working in self.following:
            working.agreed = book.like.get(working.terms_like or 0)
        if TRAITS[self.work.order.order_type].returns_goods and len(self._agreements(book)) > 1:
            raise OneAgreementPerReturn()

    def _agreements(self, book: CommitmentBook) -> set[int]:
        keys = [working.agreed.key for working in self.work.live_lines if working.agreed is not None]
        return {book.rows[key].agreement_id for key in keys if key in book.rows}

    def _settle_linked(self, book: CommitmentBook, working: WorkingLine, link: AgreementLink, before: SalesOrderLine | None) -> None:
        row = link.commitment
        if working.terms_end:
            return
        working.agreed = book.agreed(row, working.line, working.item)
        if before is None or self.work.before is None:
            return
        if _still_fits(row, before, working) is False:
            self._end(working, search=True)
            self.work.notices.append(LineMatchesNothing(l=working.line.line_number, a=row.agreement))
            return
        _check_ship_date(row, before, working.line)
        old, new = self.work.before.order, self.work.order
        moved = (old.customer_id, old.currency_id) != (new.customer_id, new.currency_id)
        typed = row.price_and_discount_fixed and any(getattr(before, name) != getattr(working.line, name) for name in TYPED)
        if moved or typed:
            self._ask(working, TermsAreFixed(a=row.agreement, l=working.line.line_number))
            return
        grown = self._taken(row, working) - taken(row, before, before.net_amount, link.factor)
        if row.pk in book.left:
            if grown > 0 and grown > book.left[row.pk]:
                left = book.left[row.pk] + taken(row, before, before.net_amount, link.factor)
                self._ask(working, _exceeded(row, working, left))
                return
            book.left[row.pk] -= grown
        self._tell_range(row, working)

    def _settle_seeking(self, book: CommitmentBook, working: WorkingLine) -> None:
        """Give a line the first commitment that it fits and that has room for it."""
        order, line = self.work.order, working.line
        rows = book.fitting(order, line, working.item)
        if working.terms_key is not None:
            rows = [row for row in rows if row.pk == working.terms_key]
        elif self.agreement_id is not None:
            rows = [row for row in rows if row.agreement_id == self.agreement_id]
        for row in rows:
            working.agreed = book.agreed(row, line, working.item)
            wanted = self._taken(row, working)
            if row.pk not in book.left or wanted <= book.left[row.pk]:
                self._take(book, working, row, wanted)
                return
        working.agreed = None
        self._tell(book, working)

    def _take(self, book: CommitmentBook, working: WorkingLine, row: AgreementLine, wanted: Decimal) -> None:
        if row.price_and_discount_fixed and (working.line.price_manual or working.line.discount_manual) and not working.search_price:
            self._ask(working, TermsAreFixed(a=row.agreement, l=working.line.line_number))
            return
        if row.pk in book.left:
            book.left[row.pk] -= wanted
        self._tell_range(row, working)

    def _tell_range(self, row: AgreementLine, working: WorkingLine) -> None:
        """Warn of a new or changed line that is worth less or more than one order may take (AGR-16)."""
        net = self._net(working)
        if working.is_changed and not in_range(row, net):
            low, high = (f"{bound.normalize():f}" if bound else "–" for bound in (row.min_release_amount, row.max_release_amount))
            self.work.notices.append(OutsideReleaseRange(x=f"{net:.2f}", min=low, max=high, l=working.line.line_number))

    def _tell(self, book: CommitmentBook, working: WorkingLine) -> None:
        """Say that a line of an order from an agreement is an ordinary one; refuse it when its commitment was chosen by hand."""
        chosen = next((row.agreement for row in book.rows.values() if row.pk == working.terms_key), None)
        if chosen is not None:
            _check_effective(chosen)
            raise LineMatchesNothing(l=working.line.line_number, a=chosen)
        if self.agreement_id is not None:
            agreement = next((row.agreement for row in book.rows.values() if row.agreement_id == self.agreement_id), None)
            if agreement is not None:
                _check_effective(agreement)
                self.work.notices.append(LineMatchesNothing(l=working.line.line_number, a=agreement))

    def _ask(self, working: WorkingLine, question: BusinessRuleError) -> None:
        """Raise a question, or do what was answered: end the link and price anew, or keep what the line has."""
        if self.work.end_terms is None:
            raise question
        self._end(working, search=self.work.end_terms)

    def _end(self, working: WorkingLine, *, search: bool) -> None:
        working.agreed, working.terms_end = None, True
        working.is_changed = True
        working.search_price = working.search_discount = search
        if not search:
            working.line.price_manual = working.line.discount_manual = True

    def _taken(self, row: AgreementLine, working: WorkingLine) -> Decimal:
        """Return what a line takes of a commitment as it would be priced now."""
        assert working.agreed is not None
        return taken(row, working.line, self._net(working), working.agreed.factor)

    def _net(self, working: WorkingLine) -> Decimal:
        """Return the net amount of a line as it would be priced now, with the terms that it would get."""
        line, agreed, found = working.line, working.agreed, self.found[id(working)]
        assert agreed is not None
        price, price_unit = line.unit_price, line.price_unit
        if working.search_price:
            price, price_unit = found.price.amount, found.price.price_unit
            if agreed.unit_price is not None:
                price, price_unit = agreed.unit_price, agreed.price_unit
        amount, percent = line.discount_amount, line.discount_percent
        if working.search_discount:
            amount, percent = agreed.discount_amount, agreed.discount_percent
        step = self.context.precision(self.work.order.currency_id)
        return line_net(line.ordered_quantity, price, price_unit, amount, discount_percent=percent, step=step)


def in_range(row: AgreementLine, net: Decimal) -> bool:
    """Tell whether the amount of an order line lies within the release bounds of its commitment; 0 is no bound."""
    low, high = row.min_release_amount, row.max_release_amount
    return abs(net) >= low and (not high or abs(net) <= high)


def _load(context: OrderContext, concerned: Sequence[Concerned]) -> CommitmentBook:
    """Read the commitments that matter; those of untouched links were read with their lines."""
    keys = {working.terms_key for one in concerned for working in one.seeking if working.terms_key is not None}
    changed = {link.commitment_id for one in concerned if one.work.before is not None for _working, link in one.linked}
    seeking = [one for one in concerned if one.seeking]
    agreements = {one.agreement_id for one in seeking if one.agreement_id is not None}
    customers = {one.work.order.customer_id for one in seeking if one.agreement_id is None and one.searches}
    items = {working.item.pk for one in concerned for working in one.work.live_lines}
    like = {working.terms_like for one in concerned for working in one.following if working.terms_like is not None}
    shared = CommitmentBook.like_lines(context.entity, like) if like else CommitmentBook()
    if not (keys or changed or agreements or customers):
        return shared
    book = CommitmentBook.load(context.entity, items, agreements=agreements, keys=keys | changed, customers=customers)
    return replace(book, rows=shared.rows | book.rows, like=shared.like)


def _still_fits(row: AgreementLine, before: SalesOrderLine, working: WorkingLine) -> bool:
    """Tell whether a linked line is still about what was committed: its item is the one that it was linked with."""
    return before.item_id == working.line.item_id


def _check_ship_date(row: AgreementLine, before: SalesOrderLine, line: SalesOrderLine) -> None:
    """Raise ShipDateOutside (AGR-13) for a ship date that was moved out of the commitment's days."""
    day, first, last = line.requested_ship_date, row.starts_on, row.ends_on
    if day != before.requested_ship_date and first is not None and last is not None and not first <= day <= last:
        raise ShipDateOutside(d=day, first=first, last=last, l=line.line_number)


def _check_effective(agreement: SalesAgreement) -> None:
    """Raise AgreementNotEffective (AGR-04) for an agreement that nobody may order from now."""
    if agreement.status != AgreementStatus.EFFECTIVE:
        raise AgreementNotEffective(document=agreement, status=agreement.get_status_display())


def _exceeded(row: AgreementLine, working: WorkingLine, left: Decimal) -> MaximumExceeded:
    quantity = f"{working.line.ordered_quantity.normalize():f}"
    return MaximumExceeded(q=quantity, a=row.agreement, r=f"{left.normalize():f}", l=working.line.line_number)


def _write_choices(entity: LegalEntity, works: Iterable[WorkingOrder]) -> None:
    """Write the agreements that were chosen for orders; one that was chosen before gives way."""
    choices = [
        OrderAgreement(legal_entity=entity, order=work.order, agreement_id=work.agreement_id)
        for work in works
        if work.agreement_id is not None and not _is_chosen(work)
    ]
    if choices:
        OrderAgreement.of(entity).filter(order__in=[choice.order_id for choice in choices]).delete()
        OrderAgreement.of(entity).bulk_create(choices)


def _is_chosen(work: WorkingOrder) -> bool:
    choice = choice_of(work.order)
    return choice is not None and choice.agreement_id == work.agreement_id


def _end_links(entity: LegalEntity, lines: Iterable[WorkingLine]) -> None:
    ended = [working.line.pk for working in lines if working.terms_end and link_of(working.line) is not None]
    if ended:
        AgreementLink.of(entity).filter(line__in=ended).delete()


def _write_links(entity: LegalEntity, lines: Iterable[WorkingLine]) -> None:
    new, changed = [], []
    for working, link in _settled(lines):
        if working.agreed is None:
            continue
        if link is None:
            new.append(
                AgreementLink(legal_entity=entity, line=working.line, commitment_id=working.agreed.key, factor=working.agreed.factor)
            )
        elif link.factor != working.agreed.factor:
            link.factor = working.agreed.factor
            changed.append(link)
    if new:
        AgreementLink.of(entity).bulk_create(new)
    if changed:
        AgreementLink.of(entity).bulk_update(changed, ["factor"])


def _settled(lines: Iterable[WorkingLine]) -> Iterator[tuple[WorkingLine, AgreementLink | None]]:
    """Yield the lines with agreed terms that stay, and the link that each had when it was read."""
    for working in lines:
        if working.agreed is not None and not working.terms_end:
            yield working, link_of(working.line)


def _hold_maximum(entity: LegalEntity, lines: Iterable[WorkingLine]) -> None:
    """Lock the commitments that end at their maximum, and raise MaximumExceeded (AGR-15) when somebody else took the rest meanwhile."""
    bounded = {working.agreed.key: working for working, _link in _settled(lines) if working.agreed is not None and working.agreed.bounded}
    grown = {key: working for key, working in bounded.items() if working.is_changed}
    if not grown:
        return
    rows = {row.pk: row for row in AgreementLine.of(entity).filter(pk__in=list(grown)).select_related("agreement").locked()}
    for key, left in remaining_of(entity, rows, rows).items():
        if left < ZERO:
            raise _exceeded(rows[key], grown[key], left)
