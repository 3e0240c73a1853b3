"""Every refusal that the batch room can utter (invoicing.md 3.9)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ClaimedByAnotherRun(BusinessRuleError):
    """Another live run works on the same object (invoicing.md 3.6)."""

    code = "INV-301"
    message = _("%(order)s is being invoiced by run %(run)s of job %(job)s.")
    severity = "info"


class LateSelectionRequired(BusinessRuleError):
    """A fixed list cannot be run again and again (invoicing.md 3.3)."""

    code = "INV-302"
    message = _("A job that repeats needs late selection.")
    field = "late_selection"


class RunnerNotAuthorised(BusinessRuleError):
    """The user under whom the job runs has left or lost the right (invoicing.md 3.2)."""

    code = "INV-303"
    message = _("User %(user)s, under whom the job runs, may no longer post invoices.")
    field = "run_by"


class QueryFieldGone(BusinessRuleError):
    """The stored selection names a field that the kind of job does not offer (invoicing.md 3.3)."""

    code = "INV-304"
    message = _("The selection uses field %(name)s, which no longer exists.")
    field = "criteria"


class NoFurtherDate(BusinessRuleError):
    """The recurrence is over before it begins, or has run out (invoicing.md 3.4)."""

    code = "INV-305"
    message = _("The recurrence has no further date.")
    severity = "info"
    field = "recurrence"


class NothingSelected(BusinessRuleError):
    """The selection found no object; the run ends (invoicing.md 3.5)."""

    code = "INV-306"
    message = _("Nothing was selected.")
    severity = "info"


class AppliesFromNextRun(BusinessRuleError):
    """The job is running with the version that it started with (invoicing.md 3.1)."""

    code = "INV-307"
    message = _("The job is running; the change applies from the next run.")
    severity = "info"


class JobStatusRefused(BusinessRuleError):
    """The status of the job or run does not allow the action (invoicing.md 3.2)."""

    code = "BAT-01"
    message = _("To %(action)s batch job %(document)s, its status must be %(allowed)s; it is %(status)s.")


class CriterionNotValid(BusinessRuleError):
    """A row of the selection has an operator or a value that its field does not know (invoicing.md 3.3)."""

    code = "BAT-02"
    message = _("The selection cannot compare %(name)s %(operator)s with %(value)s.")
    field = "criteria"


class PreviousRunActive(BusinessRuleError):
    """An occurrence fell into a running one and the job does not queue (invoicing.md 3.4)."""

    code = "BAT-03"
    message = _("Skipped: previous run still active.")
    severity = "info"


class ObjectGone(BusinessRuleError):
    """An object of a stored list is no longer there when the job runs (invoicing.md 3.3)."""

    code = "BAT-04"
    message = _("%(object)s is no longer there.")
    severity = "info"


class NothingToRerun(BusinessRuleError):
    """Every object of the run was posted or skipped (invoicing.md 3.6)."""

    code = "BAT-05"
    message = _("Run %(run)s of %(job)s has nothing that failed or was not processed.")


class RunBroken(BusinessRuleError):
    """The selection or the closing work of a run failed for a technical reason (invoicing.md 3.2)."""

    code = "BAT-06"
    message = _("The run could not be completed for a technical reason. Reference %(ref)s.")


class KindGone(BusinessRuleError):
    """No app offers this kind of job any more."""

    code = "BAT-07"
    message = _("Jobs of kind %(kind)s are no longer available.")
    field = "kind"


class ParameterNotValid(BusinessRuleError):
    """A parameter of the job is missing or is not what its field holds (invoicing.md 3.1)."""

    code = "BAT-08"
    message = _("%(name)s cannot be “%(value)s”.")
    field = "parameters"


class ParameterUnknown(BusinessRuleError):
    """A parameter that this kind of job does not have (invoicing.md 3.1)."""

    code = "BAT-10"
    message = _("Jobs of this kind have no parameter %(name)s.")
    field = "parameters"


class ListNeedsNoLateSelection(BusinessRuleError):
    """A job over objects that were picked by hand cannot look for others when it runs (invoicing.md 3.3)."""

    code = "BAT-09"
    message = _("A job over objects that were picked by hand has no late selection.")
    field = "late_selection"
