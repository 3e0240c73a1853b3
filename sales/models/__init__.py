"""The models of the sales app."""

from sales.models.charge import AutoCharge, ChargeCategory, ChargeCode, SalesOrderCharge
from sales.models.confirmation import OrderConfirmation, OrderConfirmationLine
from sales.models.copied_line import CopiedLine
from sales.models.hold import HoldCode, OrderHold
from sales.models.order import SalesOrder, SalesOrderLine
from sales.models.packing_slip import PackingSlip, PackingSlipLine
from sales.models.parameters import BackorderTracking, DiscountCombination, PriceDate, SalesParameters
from sales.models.promising import ClosedDay, OrderEntryDeadline
from sales.models.reason import ReasonCode
from sales.models.slip_correction import PackingSlipCorrection, PackingSlipCorrectionLine
from sales.models.subscription import SalesSubscription, SubscriptionLine, SubscriptionStep
from sales.models.trade_agreement import AgreementRelation, TradeAgreement, TradeAgreementJournal
from sales.models.voided_order import VoidedOrder, VoidedOrderLine

__all__ = [
    "AgreementRelation",
    "AutoCharge",
    "BackorderTracking",
    "ChargeCategory",
    "ChargeCode",
    "ClosedDay",
    "CopiedLine",
    "DiscountCombination",
    "HoldCode",
    "OrderConfirmation",
    "OrderConfirmationLine",
    "OrderEntryDeadline",
    "OrderHold",
    "PackingSlip",
    "PackingSlipCorrection",
    "PackingSlipCorrectionLine",
    "PackingSlipLine",
    "PriceDate",
    "ReasonCode",
    "SalesOrder",
    "SalesOrderCharge",
    "SalesOrderLine",
    "SalesParameters",
    "SalesSubscription",
    "SubscriptionLine",
    "SubscriptionStep",
    "TradeAgreement",
    "TradeAgreementJournal",
    "VoidedOrder",
    "VoidedOrderLine",
]
