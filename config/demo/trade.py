"""What a demo company trades by: terms of payment and delivery, groups, warehouses, charges, holds, reasons, parameters."""

from __future__ import annotations

from decimal import Decimal

from config.demo.companies import Company
from customers.models import (
    CustomerDiscountGroup,
    CustomerGroup,
    CustomerParameters,
    DeliveryMode,
    DeliveryTerms,
    MethodOfPayment,
)
from foundation.documents.services.print_management import set_up_defaults
from foundation.inventory.models import Site, Warehouse
from foundation.ledger.models import CashDiscount, TermsOfPayment
from invoicing.models import InvoicingParameters
from sales.models import AutoCharge, ChargeCode, HoldCode, ReasonCode, SalesParameters
from sales.models.hold import BlockedDocument

TERMS = (
    ("PRE", 0, "net", {"en": "Payment in advance", "nl": "Vooruitbetaling", "de": "Vorkasse"}),
    ("D14", 14, "net", {"en": "14 days net", "nl": "14 dagen netto", "de": "14 Tage netto"}),
    ("N30", 30, "net", {"en": "30 days net", "nl": "30 dagen netto", "de": "30 Tage netto"}),
    ("N60", 60, "net", {"en": "60 days net", "nl": "60 dagen netto", "de": "60 Tage netto"}),
    ("EOM", 15, "current_month", {"en": "End of month + 15 days", "nl": "Einde maand + 15 dagen", "de": "Monatsende + 15 Tage"}),
)
MODES = (
    ("TRUCK", 1, {"en": "Own truck", "nl": "Eigen vrachtwagen", "de": "Eigener Lkw"}),
    ("PARCEL", 2, {"en": "Parcel service", "nl": "Pakketdienst", "de": "Paketdienst"}),
    ("PICKUP", 0, {"en": "Collected", "nl": "Afgehaald", "de": "Abholung"}),
)
DELIVERY_TERMS = (
    ("DAP", {"en": "Delivered at place", "nl": "Franco", "de": "Geliefert benannter Ort"}),
    ("EXW", {"en": "Ex works", "nl": "Af fabriek", "de": "Ab Werk"}),
)
GROUPS = (("DOMESTIC", "Domestic", "DOM"), ("EU", "European Union", "EU"), ("EXPORT", "Outside the EU", "EXPORT"))
PRICE_GROUPS = (("RETAIL", "Shops"), ("HORECA", "Hotels and restaurants"))
REASONS = (
    ("NOSTOCK", {"en": "Not available any more", "nl": "Niet meer leverbaar", "de": "Nicht mehr lieferbar"}),
    ("CUSTOMER", {"en": "Cancelled by the customer", "nl": "Geannuleerd door de klant", "de": "Vom Kunden storniert"}),
)
CREDIT_REASONS = (
    ("DAMAGED", {"en": "Arrived damaged", "nl": "Beschadigd aangekomen", "de": "Beschädigt angekommen"}),
    ("PRICE", {"en": "Price was not as agreed", "nl": "Prijs was niet zoals afgesproken", "de": "Preis nicht wie vereinbart"}),
)
DELIVERY_REASONS = (
    ("SAMPLE", {"en": "Sample", "nl": "Monster", "de": "Muster"}),
    ("RUSH", {"en": "Rush delivery", "nl": "Spoedlevering", "de": "Eillieferung"}),
)
REASONS_BY_KIND = {
    ReasonCode.Kind.CANCELLATION: REASONS,
    ReasonCode.Kind.CREDIT_NOTE: CREDIT_REASONS,
    ReasonCode.Kind.DELIVERY: DELIVERY_REASONS,
}
FREE_FREIGHT_FROM = Decimal(350)


def set_up_trade(company: Company) -> None:
    """Give a company everything its customers, items and orders refer to."""
    _add_terms(company)
    _add_groups(company)
    _add_warehouses(company)
    _add_charges(company)
    _add_holds_and_reasons(company)
    _set_parameters(company)
    set_up_defaults(company.entity, user=company.person("AD"))


def _add_terms(company: Company) -> None:
    entity = company.entity
    TermsOfPayment.of(entity).bulk_create(
        TermsOfPayment(legal_entity=entity, code=code, days=days, method=method, names=names) for code, days, method, names in TERMS
    )
    CashDiscount.of(entity).create(legal_entity=entity, code="D8-2", name="2 % within 8 days", percent=Decimal(2), days=8)
    MethodOfPayment.of(entity).bulk_create(
        MethodOfPayment(legal_entity=entity, code=code, name=name, means_code=means, payment_account=company.accounts["1100"])
        for code, name, means in (("BANK", "Bank transfer", "30"), ("DD", "Direct debit", "59"))
    )
    DeliveryMode.of(entity).bulk_create(
        DeliveryMode(legal_entity=entity, code=code, transport_days=days, names=names) for code, days, names in MODES
    )
    DeliveryTerms.of(entity).bulk_create(DeliveryTerms(legal_entity=entity, code=code, names=names) for code, names in DELIVERY_TERMS)


def _add_groups(company: Company) -> None:
    entity = company.entity
    usual = TermsOfPayment.of(entity).get(code="N30")
    CustomerGroup.of(entity).bulk_create(
        CustomerGroup(legal_entity=entity, code=code, name=name, payment_terms=usual, sales_tax_group=company.tax_groups[tax])
        for code, name, tax in GROUPS
    )
    kinds = (CustomerDiscountGroup.Kind.PRICE, CustomerDiscountGroup.Kind.LINE, CustomerDiscountGroup.Kind.TOTAL)
    CustomerDiscountGroup.of(entity).bulk_create(
        CustomerDiscountGroup(legal_entity=entity, kind=kind, code=code, name=name) for kind in kinds for code, name in PRICE_GROUPS
    )


def _add_warehouses(company: Company) -> None:
    entity = company.entity
    for code, name in company.plan.warehouses:
        site = Site.of(entity).create(legal_entity=entity, code=code, name=name.partition(",")[0], time_zone=entity.time_zone)
        company.warehouses.append(Warehouse.of(entity).create(legal_entity=entity, code=code, name=name, site=site))


def _add_charges(company: Company) -> None:
    entity = company.entity
    texts = {
        "FREIGHT": {"en": "Freight", "nl": "Vrachtkosten", "de": "Frachtkosten"},
        "PARCEL": {"en": "Parcel service", "nl": "Pakketkosten", "de": "Paketversand"},
    }
    codes = {
        code: ChargeCode.of(entity).create(
            legal_entity=entity,
            code=code,
            names=names,
            untdid_code="FC",
            item_sales_tax_group=company.item_tax_groups["HIGH"],
            credit_account=company.accounts["8060"],
        )
        for code, names in texts.items()
    }
    modes = {mode.code: mode for mode in DeliveryMode.of(entity)}
    AutoCharge.of(entity).bulk_create(
        AutoCharge(
            legal_entity=entity,
            level=AutoCharge.Level.HEADER,
            code=codes[code],
            delivery_mode=modes[mode],
            value=Decimal(value),
            currency=entity.currency,
            to_amount=FREE_FREIGHT_FROM,
        )
        for code, mode, value in (("FREIGHT", "TRUCK", "17.50"), ("PARCEL", "PARCEL", "6.95"))
    )


def _add_holds_and_reasons(company: Company) -> None:
    entity = company.entity
    everything = [document.value for document in BlockedDocument]
    shipping = [BlockedDocument.PICKING_LIST.value, BlockedDocument.PACKING_SLIP.value, BlockedDocument.INVOICE.value]
    HoldCode.of(entity).bulk_create(
        [
            HoldCode(legal_entity=entity, code="ADDRESS", name="Delivery address to be checked", blocks=shipping, is_default=True),
            HoldCode(legal_entity=entity, code="PRICE", name="Price to be agreed", blocks=everything, role="OM", colour="blue"),
            HoldCode(
                legal_entity=entity,
                code="CREDIT",
                name="Credit to be approved",
                blocks=shipping,
                role="AR",
                remove_reservations=True,
                colour="red",
            ),
        ]
    )
    ReasonCode.of(entity).bulk_create(
        ReasonCode(legal_entity=entity, kind=kind, code=code, names=names)
        for kind, reasons in REASONS_BY_KIND.items()
        for code, names in reasons
    )


def _set_parameters(company: Company) -> None:
    entity = company.entity
    SalesParameters.objects.create(legal_entity=entity, default_warehouse=company.warehouses[0], reservation="automatic")
    CustomerParameters.objects.create(legal_entity=entity, credit_limit_type="balance_all")
    InvoicingParameters.objects.create(legal_entity=entity, post_inventory_cost=True)
