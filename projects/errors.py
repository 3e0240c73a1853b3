"""Every refusal that projects can utter (sales.md §23)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class ProjectFinished(BusinessRuleError):
    """Nothing is used on a finished project."""

    code = "PRJ-01"
    message = _("Project %(document)s is finished.")


class ProjectWithoutCustomer(BusinessRuleError):
    """The order of a project needs a customer; an internal one takes that of the parameters."""

    code = "PRJ-02"
    message = _("Project %(p)s has no customer.")
    field = "customer"


class ProjectHasRequirements(BusinessRuleError):
    """What was sold on a project, or used, keeps it."""

    code = "PRJ-03"
    message = _("Project %(p)s has item requirements.")


class CancelRequirements(BusinessRuleError):
    """Something of a project waits to be delivered: yes cancels it."""

    code = "PRJ-04"
    message = _("Cancel %(q)s open requirements of project %(p)s?")
    severity = "question"
    field = "cancel_open"


class ProjectTermFixed(BusinessRuleError):
    """The type decides who pays, so it stays once something was sold."""

    code = "PRJ-05"
    message = _("Project %(p)s has item requirements, so its type stays.")
    field = "project_type"


class ProjectEndsBeforeItBegins(BusinessRuleError):
    """A project that ends before it starts."""

    code = "PRJ-06"
    message = _("The project would end on %(ends)s, before it starts on %(begins)s.")
    field = "end_date"
