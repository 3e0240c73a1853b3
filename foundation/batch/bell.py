"""The bell that tells workers that a run has work; the tick rings again."""

from __future__ import annotations

from django.conf import settings

from foundation.sending import Bell

BELL = Bell("foundation.batch.tasks.work", expires=4 * settings.BATCH_TICK_SECONDS)
