"""The models of purchasing."""

from purchasing.models.product_receipt import ProductReceipt, ProductReceiptLine
from purchasing.models.purchase_order import PurchaseOrder, PurchaseOrderLine
from purchasing.models.vendor import PrimaryVendor, Vendor

__all__ = ["PrimaryVendor", "ProductReceipt", "ProductReceiptLine", "PurchaseOrder", "PurchaseOrderLine", "Vendor"]
