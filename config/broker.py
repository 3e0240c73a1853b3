"""The Redis transport of our Celery worker: it outlives a broker that goes away while a task is in hand (reliability.md §6)."""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class Channel(redis.Channel):
    """A channel that says so when its connection is closed.

    The library asks a closed connection for its address, and the ``AttributeError`` ends the whole worker; a
    ``ConnectionError`` it takes for what it is. Nothing is lost: the message comes again, and finds its work done.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("The connection to the broker is closed.")
        return super()._connparams(asynchronous=asynchronous)


class Transport(redis.Transport):
    """Redis with channels that notice a closed connection."""

    Channel = Channel


def use_our_transport() -> None:
    """Let every address of a Redis broker be served by our transport."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:{Transport.__name__}"))
