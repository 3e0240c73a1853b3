"""The models of the back office: what people keep for themselves, notes, notifications, and the keys of posting forms."""

from foundation.backoffice.models.activity import Activity
from foundation.backoffice.models.attachment import Attachment
from foundation.backoffice.models.export_file import ExportFile
from foundation.backoffice.models.import_file import ImportFile
from foundation.backoffice.models.milestone import Milestone
from foundation.backoffice.models.note import Note
from foundation.backoffice.models.notification import Notification, NotificationKind
from foundation.backoffice.models.one_time_key import OneTimeKey
from foundation.backoffice.models.recent_record import RecentRecord
from foundation.backoffice.models.saved_view import SavedView

__all__ = [
    "Activity",
    "Attachment",
    "ExportFile",
    "ImportFile",
    "Milestone",
    "Note",
    "Notification",
    "NotificationKind",
    "OneTimeKey",
    "RecentRecord",
    "SavedView",
]
