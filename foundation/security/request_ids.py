"""The id of the request at hand, which answer, log, error page and security events carry."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
