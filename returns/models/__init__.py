"""The models of the returns app."""

from returns.models.codes import DeadlineCheck, DispositionAction, DispositionCode, ReturnParameters, ReturnReasonCode, ReturnReasonGroup
from returns.models.return_line import ReturnableLine, ReturnLine, lines_to_return
from returns.models.return_order import ReturnOrder

__all__ = [
    "DeadlineCheck",
    "DispositionAction",
    "DispositionCode",
    "ReturnLine",
    "ReturnOrder",
    "ReturnParameters",
    "ReturnReasonCode",
    "ReturnReasonGroup",
    "ReturnableLine",
    "lines_to_return",
]
