"""How hard properties are tried: a little with every run, deeply with ``pytest tests/properties --hypothesis-profile=deep``."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("deep", max_examples=60, stateful_step_count=30)
