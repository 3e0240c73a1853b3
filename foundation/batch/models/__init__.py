"""What the batch room remembers."""

from foundation.batch.models.job import Alert, BatchJob, BatchJobVersion, OverlapPolicy, Priority
from foundation.batch.models.run import BatchChunk, BatchClaim, BatchRun, RunItem, RunTrigger

__all__ = [
    "Alert",
    "BatchChunk",
    "BatchClaim",
    "BatchJob",
    "BatchJobVersion",
    "BatchRun",
    "OverlapPolicy",
    "Priority",
    "RunItem",
    "RunTrigger",
]
