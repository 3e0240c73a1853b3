"""Goods that customers of the demo send back: the codes for them, and returns that are announced, late, cancelled or credited."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from config.demo.companies import Company
from invoicing.models import QuantityOption
from invoicing.planning import InvoiceRequest
from invoicing.services.post_invoices import post_invoices
from returns.models import DispositionAction, DispositionCode, ReturnLine, ReturnOrder, ReturnReasonCode, ReturnReasonGroup, lines_to_return
from returns.services.cancel_returns import cancel_returns
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from returns.services.register_arrivals import Arrival, register_arrivals
from sales.deliveries import DeliveryRequest
from sales.models import ChargeCode
from sales.print_moments import PrintMoment
from sales.services.post_packing_slips import post_packing_slips

GROUPS = (("QUALITY", "Quality"), ("ORDER", "Order and delivery"))
REASONS = (
    ("DAMAGED", "QUALITY", {"en": "Arrived damaged", "nl": "Beschadigd aangekomen", "de": "Beschädigt angekommen"}, 0),
    ("DEFECT", "QUALITY", {"en": "Does not work", "nl": "Werkt niet", "de": "Funktioniert nicht"}, 0),
    ("WRONG", "ORDER", {"en": "Wrong item delivered", "nl": "Verkeerd artikel geleverd", "de": "Falscher Artikel geliefert"}, 0),
    ("REGRET", "ORDER", {"en": "Not wanted after all", "nl": "Toch niet gewenst", "de": "Doch nicht gewünscht"}, 15),
)
DISPOSITIONS = (
    ("CREDIT", DispositionAction.CREDIT, {"en": "Back to stock, credit", "nl": "Terug op voorraad, crediteren"}),
    ("CREDITONLY", DispositionAction.CREDIT_ONLY, {"en": "Customer keeps it, credit", "nl": "Klant houdt het, crediteren"}),
    ("SCRAP", DispositionAction.SCRAP, {"en": "Throw away, credit", "nl": "Afdanken, crediteren"}),
    ("REPLACE", DispositionAction.REPLACE_AND_CREDIT, {"en": "Back to stock, replace", "nl": "Terug op voorraad, vervangen"}),
    ("REPSCRAP", DispositionAction.REPLACE_AND_SCRAP, {"en": "Throw away, replace", "nl": "Afdanken, vervangen"}),
    ("BACK", DispositionAction.RETURN_TO_CUSTOMER, {"en": "Back to the customer", "nl": "Terug naar de klant"}),
)


def set_up_returns(company: Company) -> None:
    """Give a company its reasons of returns and its disposition codes."""
    entity = company.entity
    groups = {code: ReturnReasonGroup.of(entity).create(legal_entity=entity, code=code, name=name) for code, name in GROUPS}
    handling = ChargeCode.of(entity).create(
        legal_entity=entity,
        code="RETURN",
        names={"en": "Handling of returns", "nl": "Afhandeling retouren", "de": "Bearbeitung von Retouren"},
        item_sales_tax_group=company.item_tax_groups["HIGH"],
        credit_account=company.accounts["8060"],
    )
    for code, group, names, charge in REASONS:
        ReturnReasonCode.of(entity).create(
            legal_entity=entity,
            code=code,
            names=names,
            group=groups[group],
            charge=handling if charge else None,
            charge_value=Decimal(charge),
        )
    DispositionCode.of(entity).bulk_create(
        DispositionCode(legal_entity=entity, code=code, action=action, names=names) for code, action, names in DISPOSITIONS
    )


def announce_returns(company: Company, today: date) -> None:
    """Let three customers announce that goods come back: one waits, one is late, one thought better of it."""
    entity, clerk = company.entity, company.person("OC")
    reasons = ReturnReasonCode.of(entity).in_bulk(field_name="id")
    by_code = {reason.code: reason for reason in reasons.values()}
    made: list[ReturnOrder] = []
    customers: set[int] = set()
    plans = (("WRONG", None), ("DAMAGED", today - timedelta(days=2)), ("REGRET", None))
    for line in lines_to_return(entity).order_by("-pk")[:100]:
        if len(made) == len(plans):
            break
        if line.invoice.order_account_id in customers:
            continue
        code, deadline = plans[len(made)]
        draft = ReturnDraft(line.invoice.order_account_id, [ReturnLineDraft(Decimal(1), invoice_line_id=line.pk)], by_code[code], deadline)
        entered = enter_returns(entity, [draft], clerk)
        if entered.returns:
            customers.add(line.invoice.order_account_id)
            made.append(entered.returns[0])
    if len(made) == len(plans):
        cancel_returns(entity, [made[-1].pk], clerk, reason="The customer keeps it")
        _take_in(company, today)


def _take_in(company: Company, today: date) -> None:
    """Let goods of two more returns arrive: one is received and waits for its credit note, one is thrown away and credited."""
    entity, warehouse = company.entity, company.person("WH")
    reason = ReturnReasonCode.of(entity).get(code="DEFECT")
    codes = {known.code: known for known in DispositionCode.of(entity)}
    sold = [line for line in lines_to_return(entity).order_by("pk")[:20] if line.quantity >= 1]
    for line, code in zip(sold, ("CREDIT", "SCRAP"), strict=False):
        draft = ReturnDraft(line.invoice.order_account_id, [ReturnLineDraft(Decimal(1), invoice_line_id=line.pk)], reason)
        for returned in enter_returns(entity, [draft], company.person("OC")).returns.values():
            expected = ReturnLine.of(entity).filter(return_order=returned).awaiting().values_list("pk", flat=True)
            register_arrivals(entity, [Arrival(key, codes[code]) for key in expected], warehouse, on_date=today)
            post_packing_slips(
                DeliveryRequest(entity, [returned.order_id], delivery_date=today, print_moment=PrintMoment.NO), warehouse
            ).or_raise()
            if code == "SCRAP":
                request = InvoiceRequest(QuantityOption.PACKING_SLIP, invoice_date=today, print_invoice=False)
                post_invoices(entity, [returned.order_id], request, user=company.person("BC")).plan.or_raise()
