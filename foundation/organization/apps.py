"""The app configuration of the organization room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from foundation.organization.roles import sync_roles


class OrganizationConfig(AppConfig):
    """Legal entities and what belongs to the organization as a whole."""

    name = "foundation.organization"
    label = "organization"
    verbose_name = _("Organization")

    def ready(self) -> None:
        """Keep the shipped roles in step with the permission matrix."""
        post_migrate.connect(sync_roles, sender=self)
