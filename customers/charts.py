"""What the books of a company start with: accounts, numbers, posting rules and sales tax, and a ready set for an EU company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.errors import Text
from foundation.ledger.models import PostingType


class ChartChoice(models.TextChoices):
    """The charts that the product brings along."""

    DUTCH = "nl", _("Dutch, 21 % and 9 %")
    EU = "eu", _("Elsewhere in the EU")


@dataclass(frozen=True)
class TaxRow:
    """A sales tax code with its rate in percent; ``posting_group`` names the group of its account, blank where nothing is due."""

    name: Text
    rate: Decimal
    kind: str
    category: str
    exemption_text: Mapping[str, str] = field(default_factory=dict)
    posting_group: str = ""


@dataclass(frozen=True)
class Group:
    """A group of sales tax codes: of the parties or of the things that they apply to."""

    name: Text
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """Everything a company needs before its first posting; groups, codes and accounts name one another by their codes.

    ``manual`` are the references whose numbers people may type, ``dated`` those whose dates follow their numbers.
    """

    accounts: Mapping[str, Text]
    summary_accounts: frozenset[str]
    sequences: Mapping[str, str]
    manual: frozenset[str]
    dated: frozenset[str]
    posting_rules: Mapping[tuple[str, str], str]
    automatic_accounts: Mapping[str, str]
    profile: Mapping[str, str]
    posting_groups: Mapping[str, tuple[Text, str]]
    taxes: Mapping[str, TaxRow]
    tax_groups: Mapping[str, Group]
    item_tax_groups: Mapping[str, Group]
    tax_rules: Mapping[tuple[str, bool], str]
    taxed_since: date = date(2019, 1, 1)


ACCOUNTS: Mapping[str, Text] = {
    "1100": _("Bank"),
    "1300": _("Trade receivables domestic"),
    "1310": _("Trade receivables foreign"),
    "1320": _("Shipped not invoiced, revenue"),
    "1600": _("VAT payable, high rate"),
    "1601": _("VAT payable, low rate"),
    "1700": _("Prepayments from customers"),
    "3000": _("Inventory"),
    "3050": _("Shipped not invoiced, cost"),
    "4800": _("Realised exchange loss"),
    "4900": _("Invoice rounding"),
    "4910": _("Penny difference"),
    "4920": _("Over-/underpayment"),
    "4930": _("Bad debts"),
    "7000": _("Cost of goods sold"),
    "8000": _("Revenue goods"),
    "8010": _("Revenue services"),
    "8050": _("Discounts on sales"),
    "8060": _("Freight charged on"),
    "8090": _("Cash discount granted"),
    "8800": _("Realised exchange gain"),
}
SEQUENCES = {
    "prospect": "PR-######",
    "sales_quotation": "QU-######",
    "quotation_version": "QV-######",
    "sales_order": "SO-######",
    "order_confirmation": "OC-######",
    "picking_list": "PL-######",
    "packing_slip": "PS-######",
    "customer_invoice": "F{YYYY}-######",
    "customer_credit_note": "C{YYYY}-######",
    "invoice_voucher": "IV{YY}-######",
    "credit_note_voucher": "CV{YY}-######",
    "payment_voucher": "PV{YY}-######",
    "customer_account": "K-#####",
    "return_order": "RMA-#####",
    "quarantine_order": "QO-#####",
    "trade_agreement_journal": "TA-#####",
    "project": "P-#####",
    "purchase_order": "PO-######",
    "product_receipt": "PR-######",
    "sales_agreement": "SA-######",
    "agreement_confirmation": "AC-######",
}
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
NOTHING = Decimal(0)


def eu_chart(high: Decimal, low: Decimal) -> Chart:
    """Return the chart of a company in the EU with these two rates of VAT; a low rate of nought is a zero rate."""
    high_percent, low_percent = f"{high.normalize():f}", f"{low.normalize():f}"
    high_code, low_code = f"H{high_percent}", f"L{low_percent}"
    low_kind = ("reduced", "S") if low else ("zero", "Z")
    return Chart(
        accounts=ACCOUNTS,
        summary_accounts=frozenset({"1300", "1310"}),
        sequences=SEQUENCES,
        manual=frozenset(),
        dated=frozenset({"customer_invoice", "customer_credit_note"}),
        posting_rules={
            (PostingType.REVENUE, ""): "8000",
            (PostingType.REVENUE, "SERVICES"): "8010",
            (PostingType.COST_OF_GOODS, ""): "7000",
            (PostingType.INVENTORY, ""): "3000",
        },
        automatic_accounts={
            PostingType.INVOICE_DISCOUNT: "8050",
            PostingType.INVOICE_ROUNDING: "4900",
            PostingType.PENNY_DIFFERENCE: "4910",
            PostingType.ACCOUNTING_PENNY_DIFFERENCE: "4910",
        },
        profile={"": "1300", "EU": "1310", "EXPORT": "1310"},
        posting_groups={"HIGH": (_("VAT high rate"), "1600"), "LOW": (_("VAT low rate"), "1601")},
        taxes={
            high_code: TaxRow(f"VAT {high_percent} %", high, "standard", "S", posting_group="HIGH"),
            low_code: TaxRow(f"VAT {low_percent} %", low, *low_kind, posting_group="LOW"),
            "IC0": TaxRow(_("Intra-Community supply"), NOTHING, "eu_goods", "K", SUPPLY),
            "RC0": TaxRow(_("Services, reverse charge"), NOTHING, "reverse_charge", "AE", REVERSE),
            "EX0": TaxRow(_("Export"), NOTHING, "export", "G", EXPORT),
            "OS0": TaxRow(_("Services outside the EU"), NOTHING, "outside", "O", OUTSIDE),
        },
        tax_groups={
            "DOM": Group(_("Domestic"), (high_code, low_code)),
            "EU": Group(_("EU business"), ("IC0", "RC0")),
            "EXPORT": Group(_("Outside the EU"), ("EX0", "OS0")),
        },
        item_tax_groups={
            "HIGH": Group(_("Goods"), (high_code, "IC0", "EX0")),
            "LOW": Group(_("Food and books"), (low_code, "IC0", "EX0")),
            "SERVICE": Group(_("Services"), (high_code, "RC0", "OS0")),
        },
        tax_rules={
            ("domestic", True): "DOM",
            ("domestic", False): "DOM",
            ("eu", True): "EU",
            ("eu", False): "DOM",
            ("outside_eu", True): "EXPORT",
            ("outside_eu", False): "EXPORT",
        },
    )


DUTCH = eu_chart(Decimal(21), Decimal(9))
