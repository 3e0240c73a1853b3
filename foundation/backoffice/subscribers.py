"""What the back office does when something happens in the rooms below it."""

from foundation.backoffice.notifications import archive_damage, audit_trail, batch_ends, webhook_off

__all__ = ["archive_damage", "audit_trail", "batch_ends", "webhook_off"]
