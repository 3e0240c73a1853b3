"""Found a company: the legal entity with its books, and the few records that a first order refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from babel.core import get_global
from babel.numbers import get_currency_precision, is_currency
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from customers.charts import DUTCH, Chart, ChartChoice, eu_chart
from customers.contact_data import check_country
from customers.errors import CompanyCodeNotValid, CompanyExists, CurrencyNotKnown, RatesMissing
from customers.models import CustomerGroup, MethodOfPayment
from customers.services.open_books import Books, open_books
from foundation.documents.services.print_management import set_up_defaults
from foundation.errors import Text
from foundation.inventory.models import ItemGroup, Site, Unit, Warehouse
from foundation.ledger.models import TermsOfPayment
from foundation.organization.models import Currency, LegalEntity, Membership, Role, User
from foundation.organization.roles import ShippedRole
from foundation.organization.scope import entity_scope
from foundation.organization.services import audit

TERMS = {"N14": 14, "N30": 30}
USUAL_TERMS = "N30"
HIGHEST_RATE = 100
CUSTOMER_GROUPS: Mapping[str, tuple[Text, str]] = {
    "DOMESTIC": (_("Domestic"), "DOM"),
    "EU": (_("European Union"), "EU"),
    "EXPORT": (_("Outside the EU"), "EXPORT"),
}
UNITS = {"pcs": ({"en": "pieces", "nl": "stuks", "de": "Stück"}, 0, "C62"), "kg": ({"en": "kg", "nl": "kg", "de": "kg"}, 3, "KGM")}


@dataclass(frozen=True)
class CompanyDraft:
    """A company to found: ``currency`` is that of its books, ``first_year`` the first of two fiscal years that are opened.

    ``rates`` are the usual and the low rate of VAT in percent; the Dutch chart has its own. The first year is this one when left out.
    """

    code: str
    name: str
    country: str
    currency: str
    chart: str = ChartChoice.DUTCH
    rates: tuple[Decimal, Decimal] | None = None
    first_year: int | None = None


@transaction.atomic
def found_company(draft: CompanyDraft, *, user: User | None) -> LegalEntity:
    """Create a legal entity that can post; the user becomes its first administrator.

    Raises CompanyExists (ENT-01), CompanyCodeNotValid (ENT-02), CurrencyNotKnown (ENT-03), RatesMissing (ENT-04),
    CountryNotKnown (CU-021). Address, VAT number and bank account are entered on the page of the legal entity.
    """
    chart = _chart(draft)
    entity = _entity(replace(draft, country=check_country(draft.country)))
    if LegalEntity.objects.filter(code=entity.code).exists():
        raise CompanyExists(n=entity.code)
    try:
        entity.clean_fields(exclude=["currency"])
    except ValidationError as error:
        if "code" in error.message_dict:
            raise CompanyCodeNotValid(n=draft.code) from error
        raise
    _add_currency(entity.currency_id)
    entity.save()
    with entity_scope(entity), override(entity.language):
        first = draft.first_year or entity.today().year
        _add_basics(open_books(entity, chart, years=(first, first + 1)))
        set_up_defaults(entity, user=user)
        if user is not None:
            Membership.objects.create(user=user, legal_entity=entity, role=Role.objects.get(code=ShippedRole.ADMINISTRATOR))
        audit.record(entity, user, "created", [entity])
    return entity


def _chart(draft: CompanyDraft) -> Chart:
    if draft.chart == ChartChoice.DUTCH:
        return DUTCH
    if draft.rates is None or not all(0 <= rate <= HIGHEST_RATE for rate in draft.rates):
        raise RatesMissing
    return eu_chart(*draft.rates)


def _entity(draft: CompanyDraft) -> LegalEntity:
    """Return the unsaved legal entity, with the language and the clock of its country where these are known."""
    spoken = draft.country.lower()
    return LegalEntity(
        code=draft.code.strip().upper(),
        name=draft.name.strip(),
        currency_id=draft.currency.strip().upper(),
        country=draft.country,
        language=spoken if spoken in dict(settings.LANGUAGES) else "en",
        time_zone=get_global("territory_zones").get(draft.country, ["UTC"])[0],
    )


def _add_currency(code: str) -> None:
    """Let there be the currency of the books; raises CurrencyNotKnown (ENT-03)."""
    if not is_currency(code):
        raise CurrencyNotKnown(n=code)
    Currency.objects.get_or_create(code=code, defaults={"decimals": get_currency_precision(code)})


def _add_basics(books: Books) -> None:
    """Give the company terms, groups, units and a warehouse, so that customers and items can be entered at once."""
    entity = books.entity
    terms = TermsOfPayment.of(entity).bulk_create(
        TermsOfPayment(legal_entity=entity, code=code, days=days, names={"en": f"{days} days net", "nl": f"{days} dagen netto"})
        for code, days in TERMS.items()
    )
    usual = next(row for row in terms if row.code == USUAL_TERMS)
    CustomerGroup.of(entity).bulk_create(
        CustomerGroup(legal_entity=entity, code=code, name=str(name), payment_terms=usual, sales_tax_group=books.tax_groups[tax])
        for code, (name, tax) in CUSTOMER_GROUPS.items()
    )
    MethodOfPayment.of(entity).create(
        legal_entity=entity, code="BANK", name=str(_("Bank transfer")), payment_account=books.accounts["1100"]
    )
    ItemGroup.of(entity).bulk_create(
        ItemGroup(legal_entity=entity, code=code, name=str(name)) for code, name in (("GOODS", _("Goods")), ("SERVICES", _("Services")))
    )
    Unit.objects.bulk_create(
        [Unit(code=code, names=names, decimals=decimals, unece_code=unece) for code, (names, decimals, unece) in UNITS.items()],
        ignore_conflicts=True,
    )
    site = Site.of(entity).create(legal_entity=entity, code="MAIN", name=str(_("Main site")), time_zone=entity.time_zone)
    Warehouse.of(entity).create(legal_entity=entity, code="MAIN", name=str(_("Main warehouse")), site=site)
