"""Which addresses may be called: https, no credentials, a host that resolves to public addresses only (reliability.md §14)."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings

from foundation.webhooks.errors import AddressRefused

_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """Where a message goes: the host by name, for certificate and header, and the one address that is connected to."""

    secure: bool
    host: str
    port: int
    path: str
    address: str


def check_url(url: str) -> None:
    """Raise AddressRefused (WHK-01) for what can be seen without asking a name server."""
    _parts(url)


def resolve(url: str) -> Target:
    """Resolve the host once and return what to connect to; raises AddressRefused (WHK-01), or OSError for an unknown host.

    One address that is not public refuses the whole host: nobody outside may make this machine call its neighbours.
    """
    secure, host, port, path = _parts(url)
    found = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not (settings.WEBHOOKS_ALLOW_PRIVATE or all(is_public(address) for address in found)):
        raise AddressRefused(host=host)
    return Target(secure, host, port, path, found[0])


def is_public(address: str) -> bool:
    """Tell whether an address lies in the public internet, also when it is written inside of an IPv6 address."""
    known = ip_address(address.partition("%")[0])
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is not None:
            return is_public(str(known.ipv4_mapped))
        if known.sixtofour is not None or known.teredo is not None or known in _TRANSLATED:
            return False
    return known.is_global and not known.is_multicast


def _parts(url: str) -> tuple[bool, str, int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise AddressRefused(host=url[:100]) from error
    schemes = {"https", "http"} if settings.WEBHOOKS_ALLOW_PRIVATE else {"https"}
    written = any(not " " < letter < "\x7f" for letter in parts.path + parts.query)
    if parts.scheme not in schemes or not host or "@" in parts.netloc or written or port == 0:
        raise AddressRefused(host=host or url[:100])
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return secure, host, port or (443 if secure else 80), path
