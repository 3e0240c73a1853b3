"""Let the first administrator of a legal entity in: everybody after that is invited on screen."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, Membership, Role, User
from foundation.organization.services.save_user import save_user


class Command(BaseCommand):
    """Make a person an administrator; asks for a password unless the person has one already."""

    help = "Make a person the administrator of a legal entity; asks for the password on the terminal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, and where."""
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("entity", help="the code of a legal entity, such as NL01")

    def handle(self, *_args: Any, email: str, name: str, entity: str, **_options: Any) -> None:
        """Save the person with the role."""
        legal_entity = LegalEntity.objects.filter(code=entity).first()
        if legal_entity is None:
            raise CommandError(f"There is no legal entity {entity}.")
        person = User.objects.filter(email__iexact=email).first() or User(email=email.lower(), name=name)
        password = "" if person.pk else self._password(person)
        role = Membership(legal_entity=legal_entity, role=Role.objects.get(code="AD"))
        try:
            with transaction.atomic():
                saved = save_user(legal_entity, person, [role], [], password=password, user=None)
        except BusinessRuleError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{saved.email} is administrator of {legal_entity.code}.")

    def _password(self, person: User) -> str:
        password = getpass("Password: ")
        if password != getpass("Once more: "):
            raise CommandError("The two passwords differ.")
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
