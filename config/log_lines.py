"""Log lines that machines read and that hold no personal data: JSON with an allow-list of fields (reliability.md §15).

A line says what happened by the constant text of its message; what was filled into the text is left out, unless it came
under one of the allowed names. Of an exception the line has the kind and the places in the code, never the message, which
in a database error quotes what somebody typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.core.mail import mail_admins

from foundation.security.request_ids import request_id

ALLOWED = ("user_id", "subject_id", "entity", "route", "method", "status", "duration_ms", "code", "count")
MOST_FRAMES = 30


class JsonLines(logging.Formatter):
    """One JSON object per record: time, level, logger, event, request, and the allowed fields it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {name: _plain(getattr(record, name)) for name in ALLOWED if getattr(record, name, None) not in (None, "")}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["frames"] = _frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


class ErrorMail(logging.Handler):
    """Sends the line of an error to ADMINS: enough to find the request, nothing of what it held."""

    def emit(self, record: logging.LogRecord) -> None:
        """Send the line; a mail server that does not answer is no reason to fail."""
        mail_admins(f"{record.levelname} {request_id.get()}".strip(), self.format(record), fail_silently=True)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | bool) else str(value)[:100]


def _frames(found: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(found)[-MOST_FRAMES:]
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
