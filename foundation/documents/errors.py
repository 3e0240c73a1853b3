"""Every refusal that the documents room can utter."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class RenderingFailed(BusinessRuleError):
    """The layout of a document failed."""

    code = "DOC-01"
    message = _("The document could not be laid out: %(reason)s.")


class RenderingTooSlow(BusinessRuleError):
    """The layout of a document took longer than allowed."""

    code = "DOC-02"
    message = _("The document could not be laid out within %(seconds)s seconds.")


class ArchivedFileDamaged(BusinessRuleError):
    """The bytes in the archive are not those that were stored (REL-13)."""

    code = "DOC-03"
    message = _("The archived file of %(document)s is missing or differs from what was stored.")


class NotAnImage(BusinessRuleError):
    """Something other than a PNG or JPEG was given as an image for paper."""

    code = "DOC-04"
    message = _("Only PNG and JPEG images can be printed; %(name)s is neither.")


class NotRetryable(BusinessRuleError):
    """Only an output that failed or whose result is unknown can be sent again."""

    code = "DOC-05"
    message = _("To send %(document)s again, its output must have failed; it is %(status)s.")


class NoAddress(BusinessRuleError):
    """There is nobody to send the document to (invoicing.md 9.3)."""

    code = "INV-901"
    message = _("No %(purpose)s e-mail address for %(customer)s.")


class AddressNotValid(BusinessRuleError):
    """An e-mail address or a header of a message is not valid (reliability.md §14)."""

    code = "DOC-06"
    message = _("%(address)s is not a valid e-mail address.")


class TooManyPrintRecords(BusinessRuleError):
    """Print management holds at most 99 records per document and level, 19 conditional settings each (invoicing.md 9.1)."""

    code = "DOC-07"
    message = _("%(document)s has %(count)s %(what)s already; no more can be added.")


class HeaderNotValid(BusinessRuleError):
    """A line of an e-mail's header holds a line break (reliability.md §14)."""

    code = "DOC-08"
    message = _("The %(part)s of the e-mail must be one line.")


class NothingToPrint(BusinessRuleError):
    """A printer queue has no waiting documents."""

    code = "DOC-09"
    message = _("Printer queue %(queue)s has no waiting documents.")


class UploadTooLarge(BusinessRuleError):
    """A file is larger than may be attached, as it is or unpacked (reliability.md §14)."""

    code = "DOC-10"
    message = _("%(name)s is larger than %(limit)s.")


class UploadNotAllowed(BusinessRuleError):
    """A file is of a kind that may not be attached (reliability.md §14)."""

    code = "DOC-11"
    message = _("Files like %(name)s cannot be attached; these can: %(kinds)s.")


class UploadDamaged(BusinessRuleError):
    """The content of a file is not what its name says, or could do harm when it is opened (reliability.md §14)."""

    code = "DOC-12"
    message = _("The content of %(name)s is damaged, is not what its name says, or can run by itself.")


class UploadMissing(BusinessRuleError):
    """A file that was attached is no longer in the store."""

    code = "DOC-13"
    message = _("The file %(name)s is no longer there.")


class PictureTooLarge(BusinessRuleError):
    """A picture has more points than may be drawn (reliability.md §14)."""

    code = "DOC-14"
    message = _("The picture %(name)s has more than %(megapixels)s megapixels.")


class TestNotSent(BusinessRuleError):
    """The mail server did not take a test message."""

    __test__ = False
    code = "DOC-15"
    message = _("The test message to %(address)s was not sent: %(reason)s.")
