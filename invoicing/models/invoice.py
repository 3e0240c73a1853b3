"""Posted customer invoices and everything they print; nothing of it ever changes (invoicing.md 1.1, 4.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Concat, TruncWeek
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerPostingProfile, OpenTransaction
from foundation.database.constraints import in_order, not_negative, not_zero, percentage, positive, rounded, same_sign
from foundation.database.matching import among, begins, by_folded, first_keys, folded, in_scope, matching_any, same
from foundation.database.triggers import immutable
from foundation.fields import AmountField, PercentField, PriceField, QuantityField, RateField
from foundation.inventory.models import Item
from foundation.ledger.models import SalesTaxCode, Voucher
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, current_entity_id, scoped_manager
from sales.models import PackingSlipLine, SalesOrder, SalesOrderLine

API_NEEDS = ("id", "legal_entity", "order", "order_account", "invoice_account", "voucher", "currency")
GENERATED = ("number_folded", "your_reference_folded")
"""Columns that the database derives from others."""
OUTER_INVOICES = "an outer query names the invoices"


class DocumentType(models.TextChoices):
    """What kind of document was posted; each has its own number series and title."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


def _open_parts() -> Any:
    return in_scope(OpenTransaction.unscoped(OUTER_INVOICES))


def _sources() -> Any:
    return in_scope(CustomerInvoiceSource.unscoped(OUTER_INVOICES))


class CustomerInvoiceQuerySet(ScopedQuerySet):
    """Finds posted invoices."""

    def open(self) -> Self:
        """Invoices of which something is still to be paid."""
        return self.filter(open_due_date__isnull=False)

    def overdue(self, today: date) -> Self:
        """Invoices of which a part is open past its due date."""
        return self.filter(open_due_date__isnull=False, open_due_date__lt=today)

    def with_open_balance(self) -> Self:
        """Annotate ``open_balance`` in the invoice's currency; None when nothing is open."""
        parts = _open_parts().filter(voucher=OuterRef("voucher")).order_by()
        balance = parts.values("voucher").annotate(balance=models.Sum("balance")).values("balance")
        return self.annotate(open_balance=models.Subquery(balance, output_field=AmountField()))

    def for_display(self) -> Self:
        """What lists and pages show."""
        return self.select_related("order_account__party", "invoice_account__party", "currency", "voucher", "order")

    def overdue_now(self) -> Self:
        """Open invoices past their due date, today where the legal entity in scope is."""
        entity = LegalEntity.objects.get(pk=current_entity_id() or 0)
        return self.overdue(entity.today())

    def amounts_per_week(self, first: date, last: date) -> dict[date, Any]:
        """Return what was invoiced per week in accounting currency, credit notes subtracted, by the week's Monday."""
        week = TruncWeek("invoice_date")
        rows = self.filter(invoice_date__range=(first, last)).order_by().values(week=week).annotate(amount=models.Sum("accounting_amount"))
        return {row["week"]: row["amount"] for row in rows}

    def matching(self, term: str) -> Self:
        """Invoices whose number, reference or order begins with a text, or whose customer has that account or words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_INVOICES)).found_by(term)
        orders = in_scope(SalesOrder.unscoped(OUTER_INVOICES)).filter(begins("number", term)).values("pk")
        found: Self = matching_any(
            self,
            begins("number", term),
            begins("your_reference", term),
            Q(order__in=orders),
            among("invoice_account", customers),
        )
        return found

    def credit_notes(self) -> Self:
        """Credit notes only."""
        return self.filter(document_type=DocumentType.CREDIT_NOTE)

    def of_voucher(self, voucher_id: int) -> Self:
        """The invoice that a voucher was posted with."""
        return self.for_list().filter(voucher=voucher_id)

    def corrected_by(self, invoice_id: int) -> Self:
        """The invoices that an invoice credits lines of, the oldest first."""
        lines = in_scope(CustomerInvoiceLine.unscoped(OUTER_INVOICES)).filter(invoice=invoice_id, corrects__isnull=False)
        return self.filter(pk__in=lines.values("corrects__invoice")).order_by("pk")

    def correcting(self, invoice_id: int) -> Self:
        """The credit notes of lines of an invoice, the oldest first."""
        lines = in_scope(CustomerInvoiceLine.unscoped(OUTER_INVOICES)).filter(corrects__invoice=invoice_id)
        return self.filter(pk__in=lines.values("invoice")).order_by("pk")

    def of_order(self, order_id: int) -> Self:
        """Invoices with lines of an order, the newest first, with their open balance."""
        sources = _sources().filter(order_line__order=order_id)
        return self.filter(Exists(sources.filter(invoice=OuterRef("pk")))).with_open_balance().order_by("-pk")

    def keys_of_order(self, order_id: int) -> list[int]:
        """The keys of the invoices with lines of an order."""
        sources = _sources().filter(order_line__order=order_id)
        return list(self.filter(Exists(sources.filter(invoice=OuterRef("pk")))).values_list("pk", flat=True))

    def keys_of_slip(self, slip_id: int) -> list[int]:
        """The keys of the invoices that cover lines of a packing slip."""
        sources = _sources().filter(packing_slip_line__packing_slip=slip_id)
        return list(self.filter(Exists(sources.filter(invoice=OuterRef("pk")))).values_list("pk", flat=True))

    def for_list(self) -> Self:
        """What lists show: the party, the leading order or how many orders, the open balance.

        The order stands in a subquery, so that sorting and counting keys reads no orders.
        """
        many = Concat(Value("× "), "order_count", output_field=models.CharField())
        leading = in_scope(SalesOrder.unscoped(OUTER_INVOICES)).filter(pk=OuterRef("order")).values("number")
        return (
            self.select_related("invoice_account__party", "voucher")
            .with_open_balance()
            .annotate(order_text=Case(When(order_count__gt=1, then=many), default=models.Subquery(leading)))
        )

    def for_page(self) -> Self:
        """What the page of an invoice shows."""
        return (
            self.with_open_balance()
            .select_related("order_account", "invoice_account", "voucher", "posted_by")
            .prefetch_related("lines__order", "charges", "taxes", "sources__order_line__order", "sources__packing_slip_line__packing_slip")
        )

    def chosen_for_print(self, chosen: models.QuerySet[Any]) -> Self:
        """Return the invoices of a selection with everything that paper shows, by number."""
        return self.filter(pk__in=chosen.order_by().values("pk")).for_print().order_by("number")

    def for_print(self) -> Self:
        """Everything that paper shows: a fixed number of queries for any number of lines."""
        return self.select_related("legal_entity", "invoice_account__group", "corrects").prefetch_related(
            "lines__order", "taxes__tax_code", "charges", "sources__invoice_line", "sources__packing_slip_line__packing_slip"
        )

    def with_order(self, number: str) -> Self:
        """Invoices with a line of a sales order."""
        orders = first_keys(in_scope(SalesOrder.unscoped(OUTER_INVOICES)).filter(same("number", number)))
        sources = _sources().filter(order_line__order__in=orders)
        return self.filter(pk__in=sources.values("invoice"))

    def of_posting(self, keys: Collection[int]) -> Self:
        """The invoices that one posting made, in the order of their numbers."""
        return self.filter(pk__in=keys).order_by("pk")

    def for_api_list(self, shown: Iterable[str]) -> Self:
        """Return what the API lists: those of the named fields that are columns, and no column of a related record beside it."""
        own = {field.name for field in self.model._meta.concrete_fields}.intersection({*shown, *API_NEEDS})
        named = self.annotate(buyer_name=Coalesce(KT("buyer__name"), Value(""), output_field=models.TextField()))
        related = named.select_related("order", "order_account", "invoice_account", "voucher").with_open_balance()
        return related.only(*own, "order__number", "order_account__account", "invoice_account__account", "voucher__number")

    def for_api_detail(self) -> Self:
        """An invoice with all its parts, in a fixed number of queries."""
        parts = ("lines__order", "taxes__tax_code", "charges__line")
        sources = ("sources__invoice_line", "sources__order_line__order", "sources__packing_slip_line__packing_slip")
        return self.for_display().with_open_balance().select_related("corrects").prefetch_related(*parts, *sources)


def _open_by(*fields: str, name: str = "due_date") -> models.Index:
    """Return the index of the open invoices in an order, from which those that are overdue are read as well."""
    still_open = Q(open_due_date__isnull=False)
    return models.Index(fields=["legal_entity", *fields], include=["open_due_date"], condition=still_open, name=f"invoice_open_by_{name}")


class CustomerInvoice(EntityModel):
    """One posted invoice or credit note in ``currency``; accounting amounts in the legal entity's currency.

    Written by ``invoicing.services.post_invoices`` and by nobody else. It copies every name, address, term and rate that it
    prints. ``order`` is the leading order; combined invoices name the others in their sources. ``open_due_date`` is the first
    due date of what is open, empty when nothing is: triggers on the open transactions keep it (migration ``0002``).
    ``corrects`` is the oldest invoice of which lines are credited; ``corrected`` names them all.
    """

    number = models.CharField(_("invoice"), max_length=20)
    document_type = models.CharField(_("document type"), max_length=12, choices=DocumentType.choices, default=DocumentType.INVOICE)
    order = models.ForeignKey(SalesOrder, models.PROTECT, null=True, related_name="invoices", verbose_name=_("sales order"))
    order_count = models.PositiveIntegerField(_("orders"), default=1)
    order_account = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    invoice_account = models.ForeignKey(Customer, models.PROTECT, related_name="invoices", verbose_name=_("invoice account"))
    invoice_date = models.DateField(_("invoice date"))
    document_date = models.DateField(_("document date"), null=True)
    due_date = models.DateField(_("due date"))
    open_due_date = models.DateField(_("open and due from"), null=True)
    tax_date = models.DateField(_("tax date"))
    supply_from = models.DateField(_("supplied from"), null=True)
    supply_to = models.DateField(_("supplied to"), null=True)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, db_index=False, related_name="+", verbose_name=_("currency"))
    exchange_rate = RateField(_("exchange rate"), default=1)
    rate_factor = models.PositiveSmallIntegerField(_("rate factor"), default=1)
    amounts_include_tax = models.BooleanField(_("amounts include tax"), default=False)
    sum_lines = AmountField(_("lines"))
    sum_line_discount = AmountField(_("line discount"), default=0)
    total_discount = AmountField(_("total discount"), default=0)
    sum_charges = AmountField(_("charges"), default=0)
    sum_tax = AmountField(_("sales tax"), default=0)
    round_off = AmountField(_("rounding"), default=0)
    invoice_amount = AmountField(_("invoice amount"))
    accounting_amount = AmountField(_("amount in accounting currency"))
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="invoice", verbose_name=_("voucher"))
    posting_profile = models.ForeignKey(
        CustomerPostingProfile, models.PROTECT, null=True, related_name="+", verbose_name=_("posting profile")
    )
    terms = models.JSONField(_("terms as posted"), default=dict)
    seller = models.JSONField(_("seller as printed"), default=dict)
    buyer = models.JSONField(_("buyer as printed"), default=dict)
    delivery = models.JSONField(_("delivery as printed"), default=dict)
    vat_statements = models.JSONField(_("tax statements"), default=list)
    payment_reference = models.CharField(_("payment reference"), max_length=35, blank=True, default="")
    language = models.CharField(_("language"), max_length=5)
    your_reference = models.CharField(_("your reference"), max_length=60, blank=True, default="")
    our_reference = models.CharField(_("our reference"), max_length=60, blank=True, default="")
    text = models.CharField(_("text"), max_length=1000, blank=True, default="")
    credit_correction = models.BooleanField(_("credit correction"), default=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("corrects"))
    correction_reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    batch_run_id = models.BigIntegerField(_("batch run"), null=True)
    idempotency_key = models.CharField(max_length=255, null=True, db_collation="C")
    number_folded = folded("number")
    your_reference_folded = folded("your_reference")

    objects: ClassVar[Any] = scoped_manager(CustomerInvoiceQuerySet)

    class Meta:
        ordering = ["-invoice_date", "-id"]
        verbose_name = _("customer invoice")
        verbose_name_plural = _("customer invoices")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="customer_invoice_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="customer_invoice_in_entity"),
            models.UniqueConstraint(fields=["legal_entity", "idempotency_key"], name="customer_invoice_posted_once"),
            models.CheckConstraint(
                name="customer_invoice_total_identity",
                condition=Q(
                    invoice_amount=models.F("sum_lines")
                    - models.F("total_discount")
                    + models.F("sum_charges")
                    + models.F("sum_tax")
                    + models.F("round_off")
                ),
            ),
            positive("customer_invoice_rate", "exchange_rate", "rate_factor", "order_count"),
            in_order("customer_invoice_supply_ordered", "supply_from", "supply_to"),
            same_sign("customer_invoice_side", "invoice_amount", "accounting_amount"),
            models.CheckConstraint(
                name="customer_invoice_type_by_sign",
                condition=Q(document_type=DocumentType.INVOICE, invoice_amount__gte=0)
                | Q(document_type=DocumentType.CREDIT_NOTE, invoice_amount__lt=0),
            ),
            rounded(
                "customer_invoice_rounded",
                "sum_lines",
                "sum_line_discount",
                "total_discount",
                "sum_charges",
                "sum_tax",
                "round_off",
                "invoice_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "-invoice_date", "-id"], name="customer_invoice_by_date"),
            models.Index(fields=["legal_entity", "invoice_account", "-invoice_date", "-id"], name="customer_invoice_by_account"),
            models.Index(fields=["batch_run_id"], name="customer_invoice_by_run", condition=Q(batch_run_id__isnull=False)),
            models.Index(fields=["legal_entity", "due_date", "id"], name="customer_invoice_by_due_date"),
            models.Index(fields=["legal_entity", "invoice_amount", "id"], name="customer_invoice_by_amount"),
            models.Index(
                fields=["legal_entity", "-invoice_date", "-id"],
                condition=Q(document_type=DocumentType.CREDIT_NOTE),
                name="customer_invoice_credit_notes",
            ),
            by_folded("number", "customer_invoice_number_pre"),
            by_folded("your_reference", "customer_invoice_reference"),
            _open_by("due_date", "id"),
            _open_by("-invoice_date", "-id", name="date"),
            _open_by("number_folded", "id", name="number"),
            _open_by("invoice_amount", "id", name="amount"),
        ]
        triggers = immutable(mutable=("open_due_date", *GENERATED))

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def corrected(self) -> list[tuple[str, date]]:
        """Return number and date of the invoices of which lines are credited, the oldest first."""
        return [(known["number"], date.fromisoformat(known["date"])) for known in self.terms.get("corrects", ())]

    def reference_of(self, order_number: str) -> str:
        """Return the customer's reference of one of the orders, as it was at posting; blank when there is none."""
        return str(self.terms.get("references", {}).get(order_number, ""))


PRICING = ("unit_price", "price_unit", "discount_percent", "discount_amount", "multiline_percent", "multiline_amount")


class CustomerInvoiceLineQuerySet(ScopedQuerySet):
    """Finds posted invoice lines."""

    def pricing_of(self, order_line_ids: Collection[int]) -> set[tuple[Any, ...]]:
        """Return the prices and discounts at which order lines were invoiced: order line, then the fields of PRICING."""
        return set(self.filter(order_line__in=order_line_ids).values_list("order_line", *PRICING).distinct())

    def invoices_of(self, keys: Collection[int]) -> models.QuerySet[Any, tuple[int, int, str, date]]:
        """Return of some lines the keys, with key, number and date of their invoices."""
        return self.filter(pk__in=keys).values_list("pk", "invoice", "invoice__number", "invoice__invoice_date")

    def of_invoices(self, numbers: Collection[str]) -> dict[tuple[str, int], int]:
        """Return the keys of the goods lines of some invoices by invoice number and line number."""
        rows = self.filter(invoice__number__in=numbers, quantity__gt=0, item__isnull=False, order_line__isnull=False)
        return {(invoice, line): key for invoice, line, key in rows.values_list("invoice__number", "line_number", "pk")}


class CustomerInvoiceLine(EntityModel):
    """A line as invoiced: quantity, price, discounts and net as printed; amounts in the invoice's currency.

    ``corrects`` is the line of an earlier invoice that it credits, where it credits one. ``tax_shares`` divides its tax where several
    codes tax it.
    """

    invoice = models.ForeignKey(CustomerInvoice, models.PROTECT, db_index=False, related_name="lines", verbose_name=_("invoice"))
    line_number = models.PositiveIntegerField(_("line"))
    order = models.ForeignKey(SalesOrder, models.PROTECT, null=True, related_name="+", verbose_name=_("sales order"))
    order_line = models.ForeignKey(SalesOrderLine, models.PROTECT, null=True, related_name="invoice_lines", verbose_name=_("order line"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="corrections", verbose_name=_("corrects line")
    )
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", verbose_name=_("item"))
    item_number = models.CharField(_("item number"), max_length=20, blank=True, default="")
    description = models.CharField(_("description"), max_length=1000)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, blank=True, default="")
    unit_name = models.CharField(_("unit name"), max_length=30, blank=True, default="")
    unece_code = models.CharField(max_length=3, blank=True, default="")
    unit_price = PriceField(_("unit price"))
    price_unit = QuantityField(_("price unit"), default=1)
    discount_percent = PercentField(_("discount %"), default=0)
    discount_amount = PriceField(_("discount"), default=0)
    multiline_percent = PercentField(_("multiline discount %"), default=0)
    multiline_amount = PriceField(_("multiline discount"), default=0)
    gross_amount = AmountField(_("gross"))
    line_net = AmountField(_("net amount"))
    total_discount_share = AmountField(_("share of the total discount"), default=0)
    tax_group = models.CharField(_("sales tax group"), max_length=20, blank=True, default="")
    item_tax_group = models.CharField(_("item sales tax group"), max_length=20, blank=True, default="")
    tax_codes = models.JSONField(_("tax codes"), default=list)
    tax_amount = AmountField(_("sales tax"), default=0)
    tax_shares = models.JSONField(_("sales tax by code"), null=True)
    cost_amount = AmountField(_("cost"), default=0)
    delivery_date = models.DateField(_("delivery date"), null=True)

    objects: ClassVar[Any] = scoped_manager(CustomerInvoiceLineQuerySet)

    class Meta:
        ordering = ["invoice", "line_number"]
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "line_number"], name="invoice_line_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="invoice_line_in_entity"),
            positive("invoice_line_price_unit", "price_unit"),
            not_zero("invoice_line_quantity", "quantity"),
            percentage("invoice_line_percentages", "discount_percent", "multiline_percent"),
            models.CheckConstraint(name="invoice_line_corrects_by_less", condition=Q(corrects__isnull=True) | Q(quantity__lt=0)),
        ]
        indexes = [models.Index(fields=["corrects"], condition=Q(corrects__isnull=False), name="invoice_line_corrections")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return invoice and line."""
        return f"{self.invoice} / {self.line_number}"

    @property
    def customer_reference(self) -> str:
        """Return the customer's reference of the order that the line invoices, as it was at posting; blank when there is none."""
        return self.invoice.reference_of(self.order.number) if self.order else ""


class CustomerInvoiceTax(EntityModel):
    """The base and tax of one code and rate on an invoice, with the words that explain a zero."""

    invoice = models.ForeignKey(CustomerInvoice, models.PROTECT, related_name="taxes", verbose_name=_("invoice"))
    tax_code = models.ForeignKey(SalesTaxCode, models.PROTECT, related_name="+", verbose_name=_("sales tax code"))
    category = models.CharField(_("category"), max_length=2)
    rate = PercentField(_("rate"))
    base = AmountField(_("base"))
    tax = AmountField(_("tax"))
    accounting_base = AmountField(_("base in accounting currency"))
    accounting_tax = AmountField(_("tax in accounting currency"))
    exemption_code = models.CharField(_("exemption reason code"), max_length=30, blank=True, default="")
    exemption_text = models.CharField(_("exemption text"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["invoice", "id"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "tax_code", "rate"], name="invoice_tax_unique"),
            not_negative("invoice_tax_rate", "rate"),
            same_sign("invoice_tax_base_side", "base", "accounting_base"),
            same_sign("invoice_tax_side", "tax", "accounting_tax"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return code and tax."""
        return f"{self.tax_code} {self.tax}"


class CustomerInvoiceCharge(EntityModel):
    """A charge as invoiced, on the whole invoice or on one line.

    ``corrects`` is the charge of an earlier invoice that it gives back, the first one of its code where there are several.
    """

    invoice = models.ForeignKey(CustomerInvoice, models.PROTECT, related_name="charges", verbose_name=_("invoice"))
    line = models.ForeignKey(CustomerInvoiceLine, models.PROTECT, null=True, related_name="charges", verbose_name=_("line"))
    order = models.ForeignKey(SalesOrder, models.PROTECT, null=True, related_name="+", verbose_name=_("sales order"))
    code = models.CharField(_("charge code"), max_length=20)
    text = models.CharField(_("text"), max_length=100)
    untdid_code = models.CharField(max_length=3, blank=True, default="")
    item_tax_group = models.CharField(_("item sales tax group"), max_length=20, blank=True, default="")
    amount = AmountField(_("amount"))
    tax_amount = AmountField(_("sales tax"), default=0)
    tax_codes = models.JSONField(_("tax codes"), default=list)
    tax_shares = models.JSONField(_("sales tax by code"), null=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="corrections", verbose_name=_("corrects charge")
    )

    class Meta:
        ordering = ["invoice", "id"]
        indexes = [models.Index(fields=["corrects"], condition=Q(corrects__isnull=False), name="invoice_charge_corrections")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return text and amount."""
        return f"{self.text} {self.amount}"


class CustomerInvoiceSource(EntityModel):
    """Which delivery is on which invoice line; without a slip line the quantity was invoiced straight from the order."""

    invoice = models.ForeignKey(CustomerInvoice, models.PROTECT, related_name="sources", verbose_name=_("invoice"))
    invoice_line = models.ForeignKey(
        CustomerInvoiceLine, models.PROTECT, db_index=False, related_name="sources", verbose_name=_("invoice line")
    )
    order_line = models.ForeignKey(SalesOrderLine, models.PROTECT, related_name="+", verbose_name=_("order line"))
    packing_slip_line = models.ForeignKey(
        PackingSlipLine, models.PROTECT, null=True, related_name="invoice_sources", verbose_name=_("packing slip line")
    )
    quantity = QuantityField(_("quantity"))

    class Meta:
        ordering = ["invoice", "id"]
        constraints = [
            models.UniqueConstraint(fields=["invoice_line", "packing_slip_line"], name="invoice_source_unique"),
            not_zero("invoice_source_quantity", "quantity"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return line and quantity."""
        return f"{self.invoice_line} {self.quantity}"

    @property
    def customer_reference(self) -> str:
        """Return the customer's reference of the order, as it was at posting; blank when there is none."""
        return self.invoice.reference_of(self.order_line.order.number)
