"""How hard properties are tried: a little with every run, deeply with ``pytest tests/properties --hypothesis-profile=deep``."""

from __future__ import annotations

from hypothesis import settings

from tests.faults.size import weekly_sizes_take_their_time  # noqa: F401 -- for every test here

settings.register_profile("deep", max_examples=60, stateful_step_count=30)
