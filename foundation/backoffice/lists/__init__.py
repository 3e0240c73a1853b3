"""What list pages and line tables are declared with."""

from foundation.backoffice.lists.columns import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    MomentColumn,
    NamesColumn,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from foundation.backoffice.lists.declarations import BulkAction, Search, Tab
from foundation.backoffice.lists.filters import NamedFilter
from foundation.backoffice.lists.table import ListTable

__all__ = [
    "SHORT",
    "AmountColumn",
    "BooleanColumn",
    "BulkAction",
    "CodeColumn",
    "DateColumn",
    "LinkColumn",
    "ListTable",
    "MomentColumn",
    "NamedFilter",
    "NamesColumn",
    "NumberColumn",
    "PercentColumn",
    "PriceColumn",
    "QuantityColumn",
    "Search",
    "StatusColumn",
    "Tab",
    "TextColumn",
]
