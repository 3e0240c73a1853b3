"""Open the books of a legal entity: periods, numbers, accounts, posting rules and sales tax, as a chart has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import override

from customers.charts import Chart
from customers.models import CustomerPostingProfile, CustomerPostingProfileLine
from foundation.ledger.models import (
    AutomaticAccount,
    ItemSalesTaxGroup,
    LedgerPostingGroup,
    MainAccount,
    PostingRule,
    Relation,
    SalesTaxCode,
    SalesTaxCodeValue,
    SalesTaxGroup,
    SalesTaxGroupCode,
    SalesTaxGroupRule,
)
from foundation.organization.models import FiscalPeriod, LegalEntity, NumberSequence
from foundation.organization.services.fiscal_periods import calendar_months

FIRST_RESULT_ACCOUNT = "4000"
"""Accounts from here on are of the profit and loss statement."""


@dataclass
class Books:
    """What was opened, by number and code."""

    entity: LegalEntity
    accounts: dict[str, MainAccount] = field(default_factory=dict)
    taxes: dict[str, SalesTaxCode] = field(default_factory=dict)
    tax_groups: dict[str, SalesTaxGroup] = field(default_factory=dict)
    item_tax_groups: dict[str, ItemSalesTaxGroup] = field(default_factory=dict)


@transaction.atomic
def open_books(entity: LegalEntity, chart: Chart, *, years: Iterable[int]) -> Books:
    """Give a new legal entity everything that a chart holds, and open calendar months for the years.

    Names are written in the language of the legal entity. A fixed number of statements, besides two for every group.
    """
    with override(entity.language):
        books = Books(entity)
        add_periods(entity, years)
        _add_numbers(entity, chart)
        _add_accounts(books, chart)
        _add_posting_rules(books, chart)
        _add_taxes(books, chart)
        _add_tax_groups(books, chart)
    return books


def add_periods(entity: LegalEntity, years: Iterable[int]) -> None:
    """Open the calendar months of years that have none yet."""
    known = set(FiscalPeriod.of(entity).values_list("year", flat=True))
    FiscalPeriod.of(entity).bulk_create(
        FiscalPeriod(legal_entity=entity, year=year, number=first.month, start_date=first, end_date=last)
        for year in years
        if year not in known
        for first, last in calendar_months(year)
    )


def _add_numbers(entity: LegalEntity, chart: Chart) -> None:
    NumberSequence.of(entity).bulk_create(
        NumberSequence(
            legal_entity=entity,
            reference=reference,
            name=reference.replace("_", " ").capitalize(),
            format=number_format,
            scope="year" if "{Y" in number_format else "entity",
            chronological=reference in chart.dated,
            manual=reference in chart.manual,
        )
        for reference, number_format in chart.sequences.items()
    )


def _add_accounts(books: Books, chart: Chart) -> None:
    rows = MainAccount.of(books.entity).bulk_create(
        MainAccount(
            legal_entity=books.entity,
            number=number,
            name=str(name),
            kind=MainAccount.Kind.BALANCE if number < FIRST_RESULT_ACCOUNT else MainAccount.Kind.RESULT,
            is_summary=number in chart.summary_accounts,
        )
        for number, name in chart.accounts.items()
    )
    books.accounts = {row.number: row for row in rows}


def _add_posting_rules(books: Books, chart: Chart) -> None:
    entity, accounts = books.entity, books.accounts
    PostingRule.of(entity).bulk_create(
        PostingRule(legal_entity=entity, posting_type=kind, item_relation=_relation(group), item_key=group, main_account=accounts[number])
        for (kind, group), number in chart.posting_rules.items()
    )
    AutomaticAccount.of(entity).bulk_create(
        AutomaticAccount(legal_entity=entity, posting_type=kind, main_account=accounts[number])
        for kind, number in chart.automatic_accounts.items()
    )
    profile = CustomerPostingProfile.of(entity).create(legal_entity=entity, code="GEN", name="General", is_default=True)
    CustomerPostingProfileLine.of(entity).bulk_create(
        CustomerPostingProfileLine(
            legal_entity=entity, profile=profile, relation=_relation(group), key=group, summary_account=accounts[number]
        )
        for group, number in chart.profile.items()
    )


def _relation(group: str) -> Relation:
    return Relation.GROUP if group else Relation.ALL


def _add_taxes(books: Books, chart: Chart) -> None:
    entity = books.entity
    groups = {
        code: LedgerPostingGroup(legal_entity=entity, code=code, name=str(name), payable=books.accounts[number])
        for code, (name, number) in chart.posting_groups.items()
    }
    LedgerPostingGroup.of(entity).bulk_create(groups.values())
    rows = SalesTaxCode.of(entity).bulk_create(
        SalesTaxCode(
            legal_entity=entity,
            code=code,
            name=str(row.name),
            country=entity.country,
            kind=row.kind,
            category=row.category,
            exemption_text=dict(row.exemption_text),
            posting_group=groups.get(row.posting_group),
        )
        for code, row in chart.taxes.items()
    )
    books.taxes = {row.code: row for row in rows}
    SalesTaxCodeValue.of(entity).bulk_create(
        SalesTaxCodeValue(legal_entity=entity, tax_code=books.taxes[code], valid_from=chart.taxed_since, rate=row.rate)
        for code, row in chart.taxes.items()
    )


def _add_tax_groups(books: Books, chart: Chart) -> None:
    entity = books.entity
    for code, group in chart.tax_groups.items():
        books.tax_groups[code] = SalesTaxGroup.of(entity).create(legal_entity=entity, code=code, name=str(group.name))
        SalesTaxGroupCode.of(entity).bulk_create(
            SalesTaxGroupCode(legal_entity=entity, group=books.tax_groups[code], tax_code=books.taxes[tax]) for tax in group.codes
        )
    for code, group in chart.item_tax_groups.items():
        books.item_tax_groups[code] = ItemSalesTaxGroup.of(entity).create(legal_entity=entity, code=code, name=str(group.name))
        books.item_tax_groups[code].tax_codes.set([books.taxes[tax] for tax in group.codes])
    SalesTaxGroupRule.of(entity).bulk_create(
        SalesTaxGroupRule(legal_entity=entity, destination=destination, buyer_has_vat_number=known, group=books.tax_groups[group])
        for (destination, known), group in chart.tax_rules.items()
    )
