"""The app configuration of projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """The projects app."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        """Write to projects what packing slips deliver and take back."""
        from projects import subscribers  # noqa: F401 -- it subscribes
