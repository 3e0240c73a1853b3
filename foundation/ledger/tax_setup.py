"""The tax set-up of a legal entity, read once and asked for many lines (invoicing.md 7.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from foundation.database.together import read_together
from foundation.ledger.errors import (
    NoTaxAccount,
    NoTaxCodeFits,
    NoTaxRate,
    TaxGroupMissing,
    TaxOnTaxOnTax,
    TwoGrossTaxes,
    ZeroTaxWithoutReason,
)
from foundation.ledger.models import (
    ItemSalesTaxGroup,
    LedgerParameters,
    SalesTaxCode,
    SalesTaxCodeValue,
    SalesTaxGroup,
    SalesTaxGroupCode,
    SalesTaxGroupRule,
)
from foundation.ledger.tax import TaxCodeRule
from foundation.organization.models import LegalEntity

EU_COUNTRIES = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


@dataclass
class TaxSetup:
    """Groups, codes and rates of one legal entity; loading takes the same number of queries for any size of document."""

    parameters: LedgerParameters
    party_codes: dict[str, list[SalesTaxGroupCode]]
    item_codes: dict[str, set[int]]
    values: dict[int, list[SalesTaxCodeValue]]
    _cache: dict[tuple[str, str, date], list[TaxCodeRule]]

    @classmethod
    def load(cls, legal_entity: LegalEntity) -> TaxSetup:
        """Read the set-up of a legal entity: one query."""
        queries = cls.queries(legal_entity)
        read_together(*queries)
        return cls.made_of(legal_entity, *queries)

    @classmethod
    def queries(cls, legal_entity: LegalEntity) -> tuple[Any, ...]:
        """Return what has to be read, for ``made_of``."""
        codes = SalesTaxGroupCode.of(legal_entity).select_related("group", "tax_code__posting_group", "tax_code__base_code")
        return (
            LedgerParameters.objects.filter(legal_entity=legal_entity),
            codes.order_by("tax_code__code"),
            ItemSalesTaxGroup.of(legal_entity).values_list("code", "tax_codes"),
            SalesTaxCodeValue.of(legal_entity).order_by("-valid_from"),
        )

    @classmethod
    def made_of(
        cls,
        legal_entity: LegalEntity,
        parameters: Iterable[LedgerParameters],
        codes: Iterable[SalesTaxGroupCode],
        codes_of_items: Iterable[tuple[str, int]],
        rates: Iterable[SalesTaxCodeValue],
    ) -> TaxSetup:
        """Return the set-up made of what was read."""
        party_codes: dict[str, list[SalesTaxGroupCode]] = defaultdict(list)
        for known in codes:
            party_codes[known.group.code].append(known)
        item_codes: dict[str, set[int]] = defaultdict(set)
        for code, tax_code in codes_of_items:
            item_codes[code].add(tax_code)
        values: dict[int, list[SalesTaxCodeValue]] = defaultdict(list)
        for value in rates:
            values[value.tax_code_id].append(value)
        found = next(iter(parameters), None) or LedgerParameters(legal_entity=legal_entity)
        return cls(found, dict(party_codes), dict(item_codes), dict(values), {})

    def group_code(self, key: int | None) -> str:
        """Return the code of a sales tax group; blank for none and for one without codes."""
        return self._codes_of_groups.get(key or 0, "")

    @cached_property
    def _codes_of_groups(self) -> dict[int, str]:
        return {known.group_id: code for code, rows in self.party_codes.items() for known in rows}

    def rules_for(self, party_group: str, item_group: str, on_date: date, line: object = "") -> list[TaxCodeRule]:
        """Return the codes that both groups hold, with their rates on a date.

        Raises TaxGroupMissing (INV-151), NoTaxCodeFits (INV-150), NoTaxRate (INV-152), TwoGrossTaxes (INV-153), TaxOnTaxOnTax
        (INV-154), ZeroTaxWithoutReason (INV-156) and NoTaxAccount (INV-159).
        """
        if not party_group:
            raise TaxGroupMissing(line=line, group=SalesTaxGroup._meta.verbose_name)
        if not item_group:
            raise TaxGroupMissing(line=line, group=ItemSalesTaxGroup._meta.verbose_name)
        key = (party_group, item_group, on_date)
        if key not in self._cache:
            fitting = [
                known for known in self.party_codes.get(party_group, []) if known.tax_code_id in self.item_codes.get(item_group, set())
            ]
            if not fitting:
                raise NoTaxCodeFits(group=party_group, item_group=item_group, line=line)
            check_combination([known.tax_code for known in fitting])
            self._cache[key] = [self._rule(known, on_date) for known in fitting]
        return self._cache[key]

    def _rule(self, known: SalesTaxGroupCode, on_date: date) -> TaxCodeRule:
        tax_code = known.tax_code
        rate = self._rate(tax_code, on_date)
        account_id = tax_code.posting_group.payable_id if tax_code.posting_group else None
        charged = rate and not known.exempt and not known.reverse_charge
        if charged and account_id is None:
            raise NoTaxAccount(code=tax_code, direction=tax_code.get_kind_display())
        if not charged and tax_code.category != SalesTaxCode.Category.ZERO and not tax_code.exemption_text:
            raise ZeroTaxWithoutReason(code=tax_code)
        return rule_of(tax_code, rate=rate, category=tax_code.category, exempt=known.exempt, reverse_charge=known.reverse_charge)

    def _rate(self, tax_code: SalesTaxCode, on_date: date) -> Decimal:
        """Return the rate in force on a date; raises NoTaxRate (INV-152)."""
        for value in self.values.get(tax_code.pk, []):
            if value.valid_from <= on_date and (value.valid_to is None or value.valid_to >= on_date):
                return value.rate
        raise NoTaxRate(code=tax_code, date=on_date)


def check_combination(codes: Sequence[SalesTaxCode]) -> None:
    """Raise TwoGrossTaxes or TaxOnTaxOnTax when the taxes of one line would be based on each other (invoicing.md 7.3)."""
    on_gross = [code.code for code in codes if code.origin == SalesTaxCode.Origin.PERCENT_OF_GROSS]
    if len(on_gross) > 1:
        raise TwoGrossTaxes(codes=", ".join(on_gross))
    for code in codes:
        check_base(code)


def check_base(code: SalesTaxCode) -> None:
    """Raise TaxOnTaxOnTax when a tax on a tax is based on one that is itself based on a tax: one level only."""
    of_tax = SalesTaxCode.Origin.PERCENT_OF_TAX
    if code.origin == of_tax and code.base_code is not None and code.base_code.origin == of_tax:
        raise TaxOnTaxOnTax(code=code, code2=code.base_code)


def destination_of(legal_entity: LegalEntity, country: str) -> str:
    """Return whether a country is domestic, another member state or outside the EU, seen from the legal entity."""
    if not country or country == legal_entity.country:
        return SalesTaxGroupRule.Destination.DOMESTIC
    if country in EU_COUNTRIES and legal_entity.country in EU_COUNTRIES:
        return SalesTaxGroupRule.Destination.EU
    return SalesTaxGroupRule.Destination.OUTSIDE_EU


def party_groups_by_destination(legal_entity: LegalEntity) -> dict[tuple[str, bool], SalesTaxGroup]:
    """Return the sales tax group per destination and whether the buyer has a VAT number; empty without rules."""
    rules = SalesTaxGroupRule.of(legal_entity).select_related("group")
    return {(rule.destination, rule.buyer_has_vat_number): rule.group for rule in rules}


def rule_of(code: SalesTaxCode, *, rate: Decimal, category: str, exempt: bool, reverse_charge: bool) -> TaxCodeRule:
    """Return the rule by which a code taxes at a rate: of a day, or of an invoice on which it stood."""
    return TaxCodeRule(
        code=code.code,
        rate=rate,
        origin=code.origin,
        category=category,
        exempt=exempt,
        reverse_charge=reverse_charge,
        base_code=code.base_code.code if code.base_code else "",
        before_other_taxes=code.before_other_taxes,
        tax_code_id=code.pk,
        account_id=code.posting_group.payable_id if code.posting_group else None,
        exemption_code=code.exemption_code,
        exemption_texts=tuple(sorted((code.exemption_text or {}).items())),
    )
