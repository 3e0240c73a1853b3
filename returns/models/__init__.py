"""The models of the returns app."""

from returns.models.codes import DeadlineCheck, DispositionCode, ReturnParameters, ReturnReasonCode, ReturnReasonGroup
from returns.models.quarantine_order import QuarantineOrder
from returns.models.return_line import ReturnableLine, ReturnLine, lines_to_return
from returns.models.return_order import ReturnOrder
from returns.models.stock_loss import StockLoss
from returns.statuses import DispositionAction

__all__ = [
    "DeadlineCheck",
    "DispositionAction",
    "DispositionCode",
    "QuarantineOrder",
    "ReturnLine",
    "ReturnOrder",
    "ReturnParameters",
    "ReturnReasonCode",
    "ReturnReasonGroup",
    "ReturnableLine",
    "StockLoss",
    "lines_to_return",
]
