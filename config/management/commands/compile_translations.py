"""Compiles the translations that changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.translations import compile_catalogs


class Command(BaseCommand):
    """Writes the compiled catalogs that the running product reads; needs no gettext programs."""

    help = "Compile the translations."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compile, and name the files written."""
        for file in compile_catalogs():
            self.stdout.write(f"Compiled {file}")
