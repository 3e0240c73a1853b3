"""Load the demo's trading group with a year of history, or list who can sign in to it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.load import SMALL, WHOLE, State, load_group, state
from config.demo.people import login_table


class Command(BaseCommand):
    """Works only in the demo and while developing, and never adds anything to a database that holds a company."""

    help = "Load the demo companies into an empty database (only with DEMO or DEBUG switched on)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a small history, and the list of logins alone."""
        parser.add_argument("--small", action="store_true", help="six weeks of history instead of a year")
        parser.add_argument("--logins", action="store_true", help="load nothing, print the demo's logins")

    def handle(self, *_args: Any, small: bool, logins: bool, **_options: Any) -> None:
        """Load what is missing: everything, or nothing."""
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demo's data has known passwords; set DEMO=1 to load it into a database that holds nothing else.")
        if logins:
            self.stdout.write(login_table())
            return
        found = state()
        if found == State.PARTLY:
            raise CommandError("The demo's data was loaded only in part, because loading was interrupted; start with --reset.")
        if found == State.EMPTY:
            load_group(SMALL if small else WHOLE, self.stdout.write)
            self.stdout.write("The demo is loaded.")
        else:
            self.stdout.write("There are companies in this database already; nothing was changed.")
