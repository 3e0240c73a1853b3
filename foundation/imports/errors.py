"""Every refusal of a file that cannot be read as a whole, or of a value in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class FileNotReadable(BusinessRuleError):
    """The bytes are neither CSV nor XLSX, or are damaged."""

    code = "IMP-01"
    message = _("File %(file)s cannot be read: %(problem)s")


class FileTooLarge(BusinessRuleError):
    """The file is larger than one import may be."""

    code = "IMP-02"
    message = _("File %(file)s is too large: at most %(limit)s are read at once. Split it.")


class FileEmpty(BusinessRuleError):
    """There is no row below the headings."""

    code = "IMP-03"
    message = _("File %(file)s has no rows below its headings.")


class HeadingTwice(BusinessRuleError):
    """Two headings stand for the same column."""

    code = "IMP-04"
    message = _("Headings %(first)s and %(second)s both stand for column %(column)s; rename one or map it to nothing.")


class ColumnMissing(BusinessRuleError):
    """A column without which no row can be imported is not in the file."""

    code = "IMP-05"
    message = _("The file has no column %(columns)s. Its headings are: %(headings)s.")


class UnknownColumn(BusinessRuleError):
    """A mapping names a column or a heading that does not exist."""

    code = "IMP-06"
    message = _("%(name)s cannot be mapped: there is no such heading or column. The columns are: %(columns)s.")


class CellMissing(BusinessRuleError):
    """A cell that every row needs is blank."""

    code = "IMP-10"
    message = _("%(column)s is missing.")


class NumberNotReadable(BusinessRuleError):
    """The text is no number, or could be read as two different ones."""

    code = "IMP-11"
    message = _("%(column)s: %(value)s is not a number that can only be read one way.")


class DateNotReadable(BusinessRuleError):
    """The text is no date, or day and month could be exchanged."""

    code = "IMP-12"
    message = _("%(column)s: %(value)s is not a date that can only be read one way; write it as 2026-12-31.")


class ChoiceUnknown(BusinessRuleError):
    """The text is none of the values of the column."""

    code = "IMP-13"
    message = _("%(column)s: %(value)s is not one of %(choices)s.")


class RecordUnknown(BusinessRuleError):
    """The text names no record of the legal entity."""

    code = "IMP-14"
    message = _("%(column)s: %(value)s does not exist in %(entity)s.")


class RowTwice(BusinessRuleError):
    """Two rows of the file are about the same record."""

    code = "IMP-15"
    message = _("%(key)s stands in row %(row)s already.")


class RecordExists(BusinessRuleError):
    """Rows that only create met a record that is there."""

    code = "IMP-16"
    message = _("%(key)s exists already, and this import only creates.")


class RecordMissing(BusinessRuleError):
    """Rows that only update met no record."""

    code = "IMP-17"
    message = _("%(key)s does not exist, and this import only updates.")


class AnotherEntity(BusinessRuleError):
    """The row says that it belongs to another legal entity than the one that the file is imported into."""

    code = "IMP-18"
    message = _("The row belongs to %(found)s; this import is for %(entity)s.")


class TextTooLong(BusinessRuleError):
    """The text does not fit its column."""

    code = "IMP-19"
    message = _("%(column)s: the text has %(length)s characters, at most %(limit)s fit.")


class RowHeldByAnother(BusinessRuleError):
    """A row has no error of its own, but another row of the same record has."""

    code = "IMP-20"
    message = _("Another row of the same record is refused.")
