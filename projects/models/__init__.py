"""The models of projects."""

from projects.models.parameters import ProjectParameters
from projects.models.project import Project, ProjectOrder
from projects.models.requirement import requirements
from projects.models.transaction import ProjectTransaction

__all__ = ["Project", "ProjectOrder", "ProjectParameters", "ProjectTransaction", "requirements"]
