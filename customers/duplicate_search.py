"""Parties of the address book that a new customer may be already (customers.md §6), for many customers in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from customers.duplicates import Identity, Likeness, likeness, normalised_name
from customers.errors import DuplicateCustomer, PossibleDuplicate
from customers.models import ElectronicAddress, Party, PartyIdentifier
from customers.records import CustomerRecord
from foundation.errors import BusinessRuleError
from foundation.organization.access import Access

_NUMBERS = (PartyIdentifier.Kind.VAT, PartyIdentifier.Kind.REGISTRATION)
_NAMED_AT_ONCE = 20
MOST_SHOWN = 10


@dataclass(frozen=True)
class Candidate:
    """A party that may be the same, with how alike it is."""

    party: Party
    likeness: Likeness

    @property
    def city(self) -> str:
        """Return the city of the primary address."""
        return next((address.city for address in self.party.addresses.all() if address.is_primary), "")


def find_duplicates(records: Sequence[CustomerRecord]) -> list[list[Candidate]]:
    """Return for each new customer the parties that are alike, most alike first; a few queries for any number.

    Similar names are looked for when few customers are entered; in large files a name counts beside another signal.
    """
    identities = [identity_of(record) for record in records]
    index = _Index.of(_candidates(identities), by_name=len(records) <= _NAMED_AT_ONCE)
    return [_alike(record, identity, index.near(identity)) for record, identity in zip(records, identities, strict=True)]


def refuse_duplicates(candidates: Sequence[Candidate], access: Access, *, confirmed: bool, reason: str) -> None:
    """Raise DuplicateCustomer (CU-043) for one beyond doubt unless the user may create it and says why, PossibleDuplicate
    (CU-042) for one that nobody confirmed.
    """
    if not candidates:
        return
    first = candidates[0]
    allowed = access.may("customers.create_duplicate") and reason.strip() if first.likeness.is_duplicate else confirmed
    if not allowed:
        raise duplicate_refusal(first)


def duplicate_refusal(candidate: Candidate) -> BusinessRuleError:
    """Return what is said about the party that is most alike."""
    kind = DuplicateCustomer if candidate.likeness.is_duplicate else PossibleDuplicate
    return kind(party=candidate.party, points=candidate.likeness.points)


def identity_of(record: CustomerRecord) -> Identity:
    """Return what a customer in the making can be recognised by."""
    numbers = {record.customer.vat_number, record.registration.value if record.registration else ""}
    address = record.address
    places = {(address.postal_code, address.house_number.casefold())} if address and address.postal_code and address.house_number else ()
    return Identity(
        name=record.party.name or f"{record.party.first_name} {record.party.last_name}",
        numbers=frozenset(numbers - {""}),
        emails=frozenset({record.email.value.casefold()} if record.email and record.email.value else ()),
        phones=frozenset({record.phone.value} if record.phone and record.phone.value else ()),
        places=frozenset(places),
    )


def _candidates(identities: Sequence[Identity]) -> Collection[Party]:
    """Return parties that share anything with one of the identities."""
    names = [identity.name for identity in identities] if len(identities) <= _NAMED_AT_ONCE else []
    return Party.objects.alike(
        numbers={number for identity in identities for number in identity.numbers},
        reached_at={value for identity in identities for value in identity.emails | identity.phones},
        postal_codes={code for identity in identities for code, _house in identity.places},
        words={word for name in names for word in normalised_name(name).split() if len(word) > 2},
    )


@dataclass(frozen=True)
class _Index:
    """Known parties by what they can be recognised by; of few records every party is near, whatever it shares."""

    identities: dict[Party, Identity]
    by_signal: dict[object, set[Party]]
    by_name: bool

    @classmethod
    def of(cls, parties: Iterable[Party], *, by_name: bool) -> _Index:
        index = cls({party: _stored_identity(party) for party in parties}, defaultdict(set), by_name)
        for party, identity in index.identities.items():
            for signal in _signals_of(identity):
                index.by_signal[signal].add(party)
        return index

    def near(self, identity: Identity) -> Iterable[tuple[Party, Identity]]:
        if self.by_name:
            return self.identities.items()
        found = {party for signal in _signals_of(identity) for party in self.by_signal.get(signal, ())}
        return [(party, self.identities[party]) for party in found]


def _signals_of(identity: Identity) -> Iterable[object]:
    return identity.numbers | identity.emails | identity.phones | identity.places


def _stored_identity(party: Party) -> Identity:
    reached = party.electronic_addresses.all()
    return Identity(
        name=party.name,
        numbers=frozenset(row.value for row in party.identifiers.all() if row.kind in _NUMBERS),
        emails=frozenset(row.value.casefold() for row in reached if row.kind == ElectronicAddress.Kind.EMAIL),
        phones=frozenset(row.value for row in reached if row.kind in (ElectronicAddress.Kind.PHONE, ElectronicAddress.Kind.MOBILE)),
        places=frozenset(
            (row.postal_code, row.house_number.casefold()) for row in party.addresses.all() if row.postal_code and row.house_number
        ),
    )


def _alike(record: CustomerRecord, identity: Identity, known: Iterable[tuple[Party, Identity]]) -> list[Candidate]:
    scored = [Candidate(party, likeness(identity, stored)) for party, stored in known if party.pk != record.party.pk]
    possible = [candidate for candidate in scored if candidate.likeness.is_possible]
    return sorted(possible, key=lambda candidate: (-candidate.likeness.points, candidate.party.name))[:MOST_SHOWN]
