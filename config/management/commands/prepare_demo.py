"""Brings the database of the demo up to date, fills it when it is empty, and tells who can sign in."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from config.translations import compile_catalogs
from foundation.organization.models import LegalEntity

LOADER = "load_demo"


class Command(BaseCommand):
    """Runs in the environment of the demo's servers; writes progress to stderr and the demo's logins to stdout."""

    help = "Migrate the demo's database, load the demo company into it when it is empty, and list the demo logins."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compile translations, migrate, load, list."""
        compile_catalogs()
        call_command("migrate", verbosity=0, interactive=False)
        if LOADER not in get_commands():
            return
        if not LegalEntity.objects.exists():
            self.stderr.write("Loading the demo company")
            call_command(LOADER, stdout=self.stderr)
        call_command(LOADER, logins=True, stdout=self.stdout)
