"""Delete what the web interface no longer needs: keys of forms sent long ago."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from foundation.backoffice.models import OneTimeKey

KEPT_DAYS = 7


def delete_old_one_time_keys() -> None:
    """Delete keys of forms that were sent more than a week ago."""
    OneTimeKey.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
