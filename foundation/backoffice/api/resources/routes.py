"""The addresses of the foundation's rooms."""

from __future__ import annotations

from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.resources.batch import BatchJobViewSet, BatchRunViewSet, RunItemViewSet
from foundation.backoffice.api.resources.documents import OutputViewSet
from foundation.backoffice.api.resources.inventory import ItemViewSet, OnHandViewSet, WarehouseViewSet
from foundation.backoffice.api.resources.ledger import MainAccountViewSet, SalesTaxCodeViewSet, VoucherViewSet
from foundation.backoffice.api.resources.organization import LegalEntityView, NumberSequenceViewSet
from foundation.backoffice.api.resources.sign_in import CurrentTokenView, LegalEntitiesView, MeView, TokensView
from foundation.backoffice.api.resources.stock import StockAdjustmentsView, StockTransactionViewSet
from foundation.backoffice.api.resources.webhooks import WebhookDeliveryViewSet, WebhookViewSet
from foundation.backoffice.api.routes import Route
from foundation.inventory.models import ItemGroup, Unit
from foundation.ledger.models import CashDiscount, ItemSalesTaxGroup, SalesTaxGroup, TermsOfPayment
from foundation.organization.models import Currency

ROUTES = [
    Route("me", MeView),
    Route("legal-entity", LegalEntityView),
    Route("number-sequences", NumberSequenceViewSet),
    Route("items", ItemViewSet),
    Route("on-hand", OnHandViewSet),
    Route("stock-transactions", StockTransactionViewSet),
    Route("stock-adjustments", StockAdjustmentsView),
    Route("warehouses", WarehouseViewSet),
    Route("vouchers", VoucherViewSet),
    Route("main-accounts", MainAccountViewSet),
    Route("sales-tax-codes", SalesTaxCodeViewSet),
    Route("batch-jobs", BatchJobViewSet),
    Route("batch-runs", BatchRunViewSet),
    Route("batch-runs/(?P<run>[0-9]+)/items", RunItemViewSet, name="batch-run-items"),
    Route("outputs", OutputViewSet),
    Route("webhooks", WebhookViewSet),
    Route("webhook-deliveries", WebhookDeliveryViewSet),
    Route("currencies", code_table(Currency, "decimals")),
    Route("units", code_table(Unit, "names", "decimals", "unece_code")),
    Route("item-groups", code_table(ItemGroup, "name")),
    Route("payment-terms", code_table(TermsOfPayment, "names", "method", "months", "days")),
    Route("cash-discounts", code_table(CashDiscount, "name", "percent", "method", "months", "days")),
    Route("sales-tax-groups", code_table(SalesTaxGroup, "name")),
    Route("item-sales-tax-groups", code_table(ItemSalesTaxGroup, "name")),
]

UNSCOPED_ROUTES = [
    Route("tokens", TokensView),
    Route("tokens/current", CurrentTokenView),
    Route("legal-entities", LegalEntitiesView),
]
"""What stands beside the legal entities, not in one."""
