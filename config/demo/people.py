"""Who works in the demo: one person per role, with a password that everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from knox.crypto import hash_token
from knox.settings import CONSTANTS

from foundation.organization.models import ApiToken, LegalEntity, Membership, Role, User

PASSWORD = "kranenburg-demo"  # noqa: S105 -- the demo's password is printed for everybody
TOKEN = "kranenburg-demo-webshop-token"  # noqa: S105 -- the same


@dataclass(frozen=True)
class Person:
    """A demo login: who it is, which role, in which companies, in which language."""

    role: str
    email: str
    name: str
    companies: tuple[str, ...] = ("NL01",)
    language: str = "en"
    kind: str = User.Kind.PERSON
    posting_limit: Decimal | None = None


PEOPLE = (
    Person("OC", "olivia@kranenburg.example", "Olivia Claassen"),
    Person("OM", "oscar@kranenburg.example", "Oscar Molenaar", ("NL01", "DE01")),
    Person("WH", "wouter@kranenburg.example", "Wouter Hagen", language="nl"),
    Person("BC", "bianca@kranenburg.example", "Bianca Cornelissen"),
    Person("AR", "arthur@kranenburg.example", "Arthur Reinders", ("NL01", "DE01", "UK01")),
    Person("MK", "mila@kranenburg.example", "Mila Koster"),
    Person("AU", "auke@kranenburg.example", "Auke Uiterwijk", ("NL01", "DE01", "UK01")),
    Person("IN", "webshop@kranenburg.example", "Webshop", kind=User.Kind.INTEGRATION),
    Person("AD", "ada@kranenburg.example", "Ada Dekker", ("NL01", "DE01", "UK01")),
)


def create_people() -> dict[str, User]:
    """Create the users that are not there yet and return them by role; hashing one password once keeps this quick."""
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        [User(email=person.email, name=person.name, language=person.language, kind=person.kind, password=password) for person in PEOPLE],
        ignore_conflicts=True,
    )
    users = User.objects.in_bulk([person.email for person in PEOPLE], field_name="email")
    by_role = {person.role: users[person.email] for person in PEOPLE}
    key = TOKEN[: CONSTANTS.TOKEN_KEY_LENGTH]
    ApiToken.objects.get_or_create(token_key=key, defaults={"user": by_role["IN"], "name": "Webshop", "digest": hash_token(TOKEN)})
    return by_role


def add_members(entity: LegalEntity, users: dict[str, User]) -> dict[str, User]:
    """Make the people of a company its members and return them by role; the first company of each is where their day begins."""
    roles = {role.code: role for role in Role.objects.all()}
    members = [person for person in PEOPLE if entity.code in person.companies]
    Membership.objects.bulk_create(
        Membership(user=users[person.role], legal_entity=entity, role=roles[person.role], posting_limit=person.posting_limit)
        for person in members
    )
    starting = [users[person.role].pk for person in members if person.companies[0] == entity.code]
    User.objects.filter(pk__in=starting).update(default_entity=entity)
    return {person.role: users[person.role] for person in members}


def login_table() -> str:
    """Return the logins as the demo prints them."""
    names = {role.code: str(role) for role in Role.objects.all()}
    width = max(len(person.email) for person in PEOPLE)
    people = [person for person in PEOPLE if person.kind == User.Kind.PERSON]
    lines = [f"  {person.email:<{width}}  {names[person.role]} ({', '.join(person.companies)})" for person in people]
    client = next(person for person in PEOPLE if person.kind == User.Kind.INTEGRATION)
    return "\n".join(
        [
            f"Sign in with one of these addresses and the password {PASSWORD}",
            *lines,
            f"The API of {client.companies[0]} takes the header Authorization: Bearer {TOKEN} ({names[client.role]})",
        ]
    )
