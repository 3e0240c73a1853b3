"""Brings the database of the demo up to date, fills it when it is empty, and tells who can sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.demo.load import State, state
from config.translations import compile_catalogs


class Command(BaseCommand):
    """Runs in the environment of the demo's servers; writes progress to stderr and the demo's logins to stdout."""

    help = "Migrate the demo's database, load the demo company into it when it is empty, and list the demo logins."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a small history."""
        parser.add_argument("--small", action="store_true", help="load six weeks of history instead of a year")

    def handle(self, *_args: Any, small: bool, **_options: Any) -> None:
        """Compile translations, migrate, load, list."""
        compile_catalogs()
        call_command("migrate", verbosity=0, interactive=False)
        if state() != State.LOADED:
            self.stderr.write("Loading the demo companies and their history (once, about a minute)")
            call_command("load_demo", small=small, stdout=self.stderr)
        call_command("load_demo", logins=True, stdout=self.stdout)
