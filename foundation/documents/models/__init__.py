"""What the documents room keeps."""

from foundation.documents.models.archived_document import ArchivedDocument, ArchiveKind
from foundation.documents.models.mail_template import MailTemplate
from foundation.documents.models.outbox_message import OutboxMessage
from foundation.documents.models.output import Destination, Output
from foundation.documents.models.print_record import (
    ConditionField,
    ConditionOperator,
    PrintDestination,
    PrintKind,
    PrintLevel,
    PrintRecord,
    PrintSetting,
)

__all__ = [
    "ArchiveKind",
    "ArchivedDocument",
    "ConditionField",
    "ConditionOperator",
    "Destination",
    "MailTemplate",
    "OutboxMessage",
    "Output",
    "PrintDestination",
    "PrintKind",
    "PrintLevel",
    "PrintRecord",
    "PrintSetting",
]
