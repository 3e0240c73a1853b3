"""Give a user or integration client an API token, and print it once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.errors import BusinessRuleError
from foundation.organization.models import User
from foundation.organization.services.api_tokens import create_token


class Command(BaseCommand):
    """Create a token; its text is printed once and stored nowhere."""

    help = "Create an API token for a user; prints its text, which is stored nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user, the token's name, and what narrows it."""
        parser.add_argument("email")
        parser.add_argument("--name", default="API")
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--scope", action="append", default=[], help="a permission, such as sales.view_salesorder; repeatable")
        parser.add_argument("--entity", action="append", default=[], help="the code of a legal entity; repeatable")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token's text alone, so that a script can take it."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        try:
            _token, text = create_token(user, options["name"], scopes=options["scope"], entities=options["entity"], days=options["days"])
        except BusinessRuleError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(text)
