"""What the back office does when something happens in the rooms below it."""

from foundation.backoffice.notifications import batch_ends

__all__ = ["batch_ends"]
