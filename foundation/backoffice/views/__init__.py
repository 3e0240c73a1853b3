"""The base classes of pages."""

from foundation.backoffice.views.action_view import DocumentActionView
from foundation.backoffice.views.base import EntityView
from foundation.backoffice.views.document_page import DocumentPage
from foundation.backoffice.views.form_view import EntityFormView
from foundation.backoffice.views.lines_view import LinesFormView
from foundation.backoffice.views.list_page import ListPage
from foundation.backoffice.views.parameters_view import ParametersView
from foundation.backoffice.views.posting_view import PostingDialogView
from foundation.backoffice.views.record_view import RecordDeleteView, RecordFormView, RecordWithLinesView
from foundation.backoffice.views.state_dialog import StateDialogView

__all__ = [
    "DocumentActionView",
    "DocumentPage",
    "EntityFormView",
    "EntityView",
    "LinesFormView",
    "ListPage",
    "ParametersView",
    "PostingDialogView",
    "RecordDeleteView",
    "RecordFormView",
    "RecordWithLinesView",
    "StateDialogView",
]
