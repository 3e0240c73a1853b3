"""Bodies with files: forms, at the few addresses that take them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser

from foundation.backoffice.api.problems import RequestTooLarge
from foundation.backoffice.characters import is_text


class FormParser(MultiPartParser):
    """A form with files; files are bounded by ``LARGEST_REQUEST``, all else as JSON is."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the fields and files; raises ParseError (400) and RequestTooLarge (413)."""
        try:
            form: Any = super().parse(stream, media_type, parser_context)  # type: ignore[arg-type]
        except RequestDataTooBig as error:
            raise RequestTooLarge from error
        except (TooManyFieldsSent, TooManyFilesSent) as error:
            raise ParseError(str(error)) from error
        if not is_text(chain(form.data, form.data.values())):
            raise ParseError(_("A text in the body holds a character that no text has."))
        return form
