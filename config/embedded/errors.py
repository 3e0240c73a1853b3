"""What can go wrong with an embedded server, in words for the person who started it."""


class EmbeddedServerError(Exception):
    """An embedded server cannot start or stop; the message is one sentence that says what to do."""
