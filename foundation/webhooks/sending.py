"""One call to a receiver: pinned to one address, ten seconds in all, no redirects and no proxies."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from threading import Timer
from typing import Any

from foundation.webhooks.targets import Target, resolve

SECONDS = 10.0


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, not to what the name says a moment later."""

    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.target = target
        self.over = False
        self.default_port = 443 if target.secure else 80

    def connect(self) -> None:
        """Connect to the address and check the certificate against the name."""
        self.sock: Any = socket.create_connection((self.target.address, self.target.port), self.timeout)
        if self.target.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host, do_handshake_on_connect=False)
            self.sock.do_handshake()
        if self.over:
            raise TimeoutError

    def cut(self) -> None:
        """End a call that takes too long, whatever it is waiting for."""
        self.over = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def send(url: str, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS) -> int:
    """Post a body and return the status of the answer, which is not followed and not read.

    Raises AddressRefused for an address that may not be called, OSError or HTTPException when there is no answer in time.
    """
    connection = _Pinned(resolve(url), seconds)
    alarm = Timer(seconds, connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        kinds = {"Content-Type": "application/json", "User-Agent": "order-to-invoice-webhooks", "Connection": "close"}
        connection.request("POST", connection.target.path, body, {**kinds, **headers})
        return connection.getresponse().status
    finally:
        alarm.cancel()
        connection.close()
