"""The app configuration of the organization room."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from foundation.organization.entity_keys import keep_references_in_entity
from foundation.organization.history_triggers import keep_histories
from foundation.organization.known_values import require_known_values
from foundation.organization.roles import sync_roles
from foundation.organization.row_security import let_deferred_checks_see, protect_rows

GUARDS = (keep_references_in_entity, protect_rows, let_deferred_checks_see, keep_histories, require_known_values)
"""What follows every migration once the last app is migrated, in this order; each takes the alias of the database."""


class OrganizationConfig(AppConfig):
    """Legal entities and what belongs to the organization as a whole."""

    name = "foundation.organization"
    label = "organization"
    verbose_name = _("Organization")

    def ready(self) -> None:
        """Keep roles in step with the permission matrix, and what guards legal entities in step with the models."""
        post_migrate.connect(sync_roles, sender=self)
        post_migrate.connect(guard_entities)


def guard_entities(sender: AppConfig, using: str, **_signal: Any) -> None:
    """Once the last app is migrated: rows stay in their legal entity, histories as they are, choices among their choices."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender is with_models[-1]:
        for guard in GUARDS:
            guard(using)
