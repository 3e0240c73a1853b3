"""The parameters of projects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import ParametersView
from projects.forms.projects import ProjectParametersForm
from projects.models import ProjectParameters


class ProjectParametersPage(ParametersView):
    """The parameters of projects."""

    permission_required, permission_to_change = "projects.view_parameters", "projects.change_parameters"
    title, model, form_class = _("Project parameters"), ProjectParameters, ProjectParametersForm
    success_page = "projects:parameters"
