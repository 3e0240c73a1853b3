"""The books of a demo company: periods, numbers, accounts, exchange rates and sales tax."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from config.demo.companies import Company
from customers.models import CustomerPostingProfile, CustomerPostingProfileLine
from foundation.ledger.models import (
    AutomaticAccount,
    ItemSalesTaxGroup,
    LedgerPostingGroup,
    MainAccount,
    PostingRule,
    PostingType,
    Relation,
    SalesTaxCode,
    SalesTaxCodeValue,
    SalesTaxGroup,
    SalesTaxGroupCode,
    SalesTaxGroupRule,
)
from foundation.organization.models import Currency, ExchangeRate, FiscalPeriod, NumberSequence, PeriodStatus

ACCOUNTS = {
    "1100": "Bank",
    "1300": "Trade receivables domestic",
    "1310": "Trade receivables foreign",
    "1320": "Shipped not invoiced, revenue",
    "1600": "VAT payable, high rate",
    "1601": "VAT payable, low rate",
    "1700": "Prepayments from customers",
    "3000": "Inventory",
    "3050": "Shipped not invoiced, cost",
    "4800": "Realised exchange loss",
    "4900": "Invoice rounding",
    "4910": "Penny difference",
    "4920": "Over-/underpayment",
    "4930": "Bad debts",
    "7000": "Cost of goods sold",
    "8000": "Revenue goods",
    "8010": "Revenue services",
    "8020": "Revenue food",
    "8050": "Discounts on sales",
    "8060": "Freight charged on",
    "8090": "Cash discount granted",
    "8800": "Realised exchange gain",
}
SUMMARY = ("1300", "1310")
SEQUENCES = {
    "sales_order": "SO-######",
    "order_confirmation": "OC-######",
    "packing_slip": "PS-######",
    "customer_invoice": "F{YYYY}-######",
    "customer_credit_note": "C{YYYY}-######",
    "invoice_voucher": "IV{YY}-######",
    "credit_note_voucher": "CV{YY}-######",
    "payment_voucher": "PV{YY}-######",
    "customer_account": "K-#####",
    "trade_agreement_journal": "TA-#####",
}
EURO_RATES = {"USD": Decimal("0.9200"), "GBP": Decimal("1.1650"), "CHF": Decimal("1.0400")}
REVERSE = {"en": "Reverse charge", "nl": "Btw verlegd", "de": "Steuerschuldnerschaft des Leistungsempfängers"}
SUPPLY = {
    "en": "Intra-Community supply, Article 138 Directive 2006/112/EC",
    "nl": "Intracommunautaire levering, artikel 138 Richtlijn 2006/112/EG",
    "de": "Steuerfreie innergemeinschaftliche Lieferung, Artikel 138 Richtlinie 2006/112/EG",
}
EXPORT = {
    "en": "Export outside the EU, Article 146 Directive 2006/112/EC",
    "nl": "Uitvoer buiten de EU, artikel 146 Richtlijn 2006/112/EG",
    "de": "Steuerfreie Ausfuhrlieferung, Artikel 146 Richtlinie 2006/112/EG",
}
OUTSIDE = {"en": "Outside the scope of VAT", "nl": "Buiten de heffing van btw", "de": "Nicht steuerbar"}


def add_currencies(first: date, last: date) -> None:
    """Create the currencies of the group with a rate on the first day of every month."""
    Currency.objects.bulk_create([Currency(code=code) for code in ("EUR", *EURO_RATES)], ignore_conflicts=True)
    rates = []
    for number, month in enumerate(_months(first, last)):
        for position, (code, rate) in enumerate(EURO_RATES.items()):
            moved = (rate * (1 + Decimal((number * 7 + position * 5) % 11 - 5) / 1000)).quantize(Decimal("0.0001"))
            rates.append(_rate(code, "EUR", month, moved))
            if code == "GBP":
                rates.append(_rate("EUR", "GBP", month, (1 / moved).quantize(Decimal("0.000001"))))
    ExchangeRate.objects.bulk_create(rates, ignore_conflicts=True)


def _rate(from_currency: str, to_currency: str, day: date, rate: Decimal) -> ExchangeRate:
    return ExchangeRate(from_currency_id=from_currency, to_currency_id=to_currency, valid_from=day, rate=rate)


def _months(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while months[-1] < last.replace(day=1):
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return months


def set_up_books(company: Company, first: date, last: date) -> None:
    """Give a company its periods, numbers, accounts, posting rules and sales tax."""
    entity = company.entity
    end = last.replace(year=last.year + 1, month=12, day=1)
    FiscalPeriod.of(entity).bulk_create(
        FiscalPeriod(
            legal_entity=entity,
            year=month.year,
            number=month.month,
            start_date=month,
            end_date=(month + timedelta(days=31)).replace(day=1) - timedelta(days=1),
        )
        for month in _months(first.replace(month=1), end)
    )
    NumberSequence.of(entity).bulk_create(
        NumberSequence(
            legal_entity=entity,
            reference=reference,
            name=reference.replace("_", " ").capitalize(),
            format=number_format,
            scope="year" if "{Y" in number_format else "entity",
            chronological=reference in ("customer_invoice", "customer_credit_note"),
        )
        for reference, number_format in SEQUENCES.items()
    )
    accounts = MainAccount.of(entity).bulk_create(
        MainAccount(
            legal_entity=entity, number=number, name=name, kind="balance" if number < "4000" else "result", is_summary=number in SUMMARY
        )
        for number, name in ACCOUNTS.items()
    )
    company.accounts = {account.number: account for account in accounts}
    _add_posting_rules(company)
    _add_taxes(company)


def _add_posting_rules(company: Company) -> None:
    entity, accounts = company.entity, company.accounts

    def rule(kind: str, number: str, group: str = "") -> PostingRule:
        relation = Relation.GROUP if group else Relation.ALL
        return PostingRule(legal_entity=entity, posting_type=kind, item_relation=relation, item_key=group, main_account=accounts[number])

    PostingRule.of(entity).bulk_create(
        [
            rule(PostingType.REVENUE, "8000"),
            rule(PostingType.REVENUE, "8010", "SERVICES"),
            rule(PostingType.REVENUE, "8020", "FOOD"),
            rule(PostingType.COST_OF_GOODS, "7000"),
            rule(PostingType.INVENTORY, "3000"),
        ]
    )
    automatic = {
        PostingType.INVOICE_DISCOUNT: "8050",
        PostingType.INVOICE_ROUNDING: "4900",
        PostingType.PENNY_DIFFERENCE: "4910",
        PostingType.ACCOUNTING_PENNY_DIFFERENCE: "4910",
    }
    AutomaticAccount.of(entity).bulk_create(
        AutomaticAccount(legal_entity=entity, posting_type=kind, main_account=accounts[number]) for kind, number in automatic.items()
    )
    profile = CustomerPostingProfile.of(entity).create(legal_entity=entity, code="GEN", name="General", is_default=True)
    foreign = [("EU", "1310"), ("EXPORT", "1310")]
    CustomerPostingProfileLine.of(entity).bulk_create(
        CustomerPostingProfileLine(
            legal_entity=entity,
            profile=profile,
            relation=Relation.GROUP if group else Relation.ALL,
            key=group,
            summary_account=accounts[number],
        )
        for group, number in [("", "1300"), *foreign]
    )


def _add_taxes(company: Company) -> None:
    entity = company.entity
    high, low = (
        LedgerPostingGroup.of(entity).create(legal_entity=entity, code=code, name=name, payable=company.accounts[number])
        for code, name, number in (("HIGH", "VAT high rate", "1600"), ("LOW", "VAT low rate", "1601"))
    )
    high_rate, low_rate = company.plan.rates
    low_kind = ("reduced", "S") if low_rate else ("zero", "Z")
    rows: list[tuple[str, str, Decimal, str, str, dict[str, str], LedgerPostingGroup | None]] = [
        (f"H{high_rate}", f"VAT {high_rate} %", high_rate, "standard", "S", {}, high),
        (f"L{low_rate}", f"VAT {low_rate} %", low_rate, *low_kind, {}, low),
        ("IC0", "Intra-Community supply", Decimal(0), "eu_goods", "K", SUPPLY, None),
        ("RC0", "Services, reverse charge", Decimal(0), "reverse_charge", "AE", REVERSE, None),
        ("EX0", "Export", Decimal(0), "export", "G", EXPORT, None),
        ("OS0", "Services outside the EU", Decimal(0), "outside", "O", OUTSIDE, None),
    ]
    codes = SalesTaxCode.of(entity).bulk_create(
        SalesTaxCode(
            legal_entity=entity,
            code=code,
            name=name,
            country=entity.country,
            kind=kind,
            category=category,
            exemption_text=text,
            posting_group=group,
        )
        for code, name, _rate_, kind, category, text, group in rows
    )
    SalesTaxCodeValue.of(entity).bulk_create(
        SalesTaxCodeValue(legal_entity=entity, tax_code=code, valid_from=date(2019, 1, 1), rate=row[2])
        for code, row in zip(codes, rows, strict=True)
    )
    _add_tax_groups(company, {name: code for name, code in zip(("HIGH", "LOW", "IC", "RC", "EX", "OS"), codes, strict=True)})


def _add_tax_groups(company: Company, codes: dict[str, SalesTaxCode]) -> None:
    entity = company.entity
    parties = {"DOM": ("Domestic", "HIGH LOW"), "EU": ("EU business", "IC RC"), "EXPORT": ("Outside the EU", "EX OS")}
    for code, (name, members) in parties.items():
        group = SalesTaxGroup.of(entity).create(legal_entity=entity, code=code, name=name)
        SalesTaxGroupCode.of(entity).bulk_create(
            SalesTaxGroupCode(legal_entity=entity, group=group, tax_code=codes[member]) for member in members.split()
        )
        company.tax_groups[code] = group
    things = {"HIGH": ("Goods", "HIGH IC EX"), "LOW": ("Food and books", "LOW IC EX"), "SERVICE": ("Services", "HIGH RC OS")}
    for code, (name, members) in things.items():
        item_group = ItemSalesTaxGroup.of(entity).create(legal_entity=entity, code=code, name=name)
        item_group.tax_codes.set([codes[member] for member in members.split()])
        company.item_tax_groups[code] = item_group
    choices = [
        ("domestic", True, "DOM"),
        ("domestic", False, "DOM"),
        ("eu", True, "EU"),
        ("eu", False, "DOM"),
        ("outside_eu", True, "EXPORT"),
        ("outside_eu", False, "EXPORT"),
    ]
    SalesTaxGroupRule.of(entity).bulk_create(
        SalesTaxGroupRule(legal_entity=entity, destination=destination, buyer_has_vat_number=known, group=company.tax_groups[group])
        for destination, known, group in choices
    )


def close_old_periods(company: Company, today: date) -> None:
    """Close what lies more than two months back, and hold the month before the last for everything but payments."""
    months = FiscalPeriod.of(company.entity)
    this_month = today.replace(day=1)
    before = (this_month - timedelta(days=1)).replace(day=1)
    months.filter(end_date__lt=before).update(status=PeriodStatus.CLOSED)
