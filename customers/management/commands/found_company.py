"""Found the first company of an installation: everything after that can be done on screen."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.charts import ChartChoice
from customers.services.found_company import CompanyDraft, found_company
from foundation.errors import BusinessRuleError


class Command(BaseCommand):
    """Create a legal entity with its books."""

    help = "Create a legal entity with periods, number series, accounts, posting rules and sales tax; refuses a code that exists."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what cannot be guessed; address and bank account are entered on screen."""
        parser.add_argument("code", help="two to eight capitals and digits, such as NL01")
        parser.add_argument("name", help="the name that documents print")
        parser.add_argument("--country", default="NL", help="ISO 3166 code; NL unless given")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 code of the books; EUR unless given")
        parser.add_argument("--rates", nargs=2, metavar=("USUAL", "LOW"), help="rates of VAT in percent; needed outside the Netherlands")
        parser.add_argument("--year", type=int, help="the first fiscal year; this year unless given")

    def handle(self, *_args: Any, code: str, name: str, country: str, currency: str, **options: Any) -> None:
        """Found the company."""
        chart = ChartChoice.DUTCH if country.upper() == "NL" else ChartChoice.EU
        try:
            rates = tuple(Decimal(rate) for rate in options["rates"]) if options["rates"] else None
            draft = CompanyDraft(code, name, country, currency, chart, rates, options["year"])  # type: ignore[arg-type]
            entity = found_company(draft, user=None)
        except InvalidOperation as error:
            raise CommandError("--rates takes two numbers, such as 19 7.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except BusinessRuleError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{entity.code} {entity.name} is founded. Let its administrator in with create_administrator.")
