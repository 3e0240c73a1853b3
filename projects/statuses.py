"""The types of projects with who pays for what they use, and the life of a project (sales.md §17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition
from projects.errors import ProjectFinished


class ProjectType(models.TextChoices):
    """Who pays for what a project uses."""

    TIME_AND_MATERIAL = "time_and_material", _("Time and material")
    FIXED_PRICE = "fixed_price", _("Fixed price")
    INTERNAL = "internal", _("Internal")


BILLABLE_TYPES = frozenset({ProjectType.TIME_AND_MATERIAL})
"""The types whose customer is billed for every item that the project uses."""


class ProjectStatus(models.TextChoices):
    """How far a project is."""

    CREATED = "created", _("Created")
    IN_PROCESS = "in_process", _("In process")
    FINISHED = "finished", _("Finished")


GOING = frozenset({ProjectStatus.CREATED, ProjectStatus.IN_PROCESS})

project_states = StateMachine(
    ProjectStatus,
    (
        Transition("change", _("change"), GOING, refusal=ProjectFinished),
        Transition("sell_items", _("sell items on"), GOING, ProjectStatus.IN_PROCESS, refusal=ProjectFinished),
        Transition("finish", _("finish"), GOING, ProjectStatus.FINISHED, refusal=ProjectFinished),
        Transition("delete", _("delete"), frozenset(ProjectStatus)),
    ),
)
