"""Pytest plugin that provides the servers: those of the environment, else embedded ones; loaded before the settings."""

import os

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("USE_REDIS_CACHE", "0")
