"""What can go wrong with a backup, in words for the person who asked for it."""


class BackupError(Exception):
    """A backup cannot be made or restored; the message is one sentence that says what to do."""
