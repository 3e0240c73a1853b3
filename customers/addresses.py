"""Which address of a party a document uses, for many parties at once (customers.md §1.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from customers.models import ElectronicAddress, PartyAddress
from foundation.database.together import read_together


@dataclass
class AddressBook:
    """Addresses and e-mail addresses of some parties in memory: one query, then look-ups only; ``on_date`` is the usual day."""

    on_date: date
    addresses: dict[int, list[PartyAddress]]
    emails: dict[int, list[ElectronicAddress]]

    @classmethod
    def load(cls, parties: Collection[int], on_date: date) -> AddressBook:
        """Read the addresses, to be asked for those in force on a day."""
        addresses: dict[int, list[PartyAddress]] = defaultdict(list)
        emails: dict[int, list[ElectronicAddress]] = defaultdict(list)
        all_addresses = PartyAddress.objects.filter(party__in=parties)
        all_emails = ElectronicAddress.objects.filter(party__in=parties, kind=ElectronicAddress.Kind.EMAIL, bounced=False)
        read_together(all_addresses, all_emails)
        for address in all_addresses:
            addresses[address.party_id].append(address)
        for email in all_emails:
            emails[email.party_id].append(email)
        return cls(on_date, dict(addresses), dict(emails))

    def address(self, party_id: int, purpose: str, on_date: date | None = None) -> PartyAddress | None:
        """Return the address for a purpose in force on the day, else the primary one, else any."""
        day = on_date or self.on_date
        found = [address for address in self.addresses.get(party_id, []) if address.is_valid_on(day)]
        for address in found:
            if purpose in address.purposes:
                return address
        return found[0] if found else None

    def email(self, party_id: int, purpose: str) -> str:
        """Return the e-mail address for a purpose, else the primary one; empty when there is none."""
        found = self.emails.get(party_id, [])
        for email in found:
            if purpose in email.purposes:
                return email.value
        return found[0].value if found else ""


def address_fields(address: PartyAddress | None) -> dict[str, str]:
    """Return the lines of an address as printed; empty ones without an address."""
    if address is None:
        return dict.fromkeys(("street", "extra_lines", "postal_code", "city", "country"), "")
    return {
        "street": f"{address.street} {address.house_number}".strip(),
        "extra_lines": address.extra_lines,
        "postal_code": address.postal_code,
        "city": address.city,
        "country": address.country,
    }
