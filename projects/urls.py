"""Addresses of the pages of projects, below a legal entity."""

from django.urls import path

from projects.views import project_page as page
from projects.views.lists import ProjectList, RequirementList, TransactionList
from projects.views.setup import ProjectParametersPage

app_name = "projects"

urlpatterns = [
    path("", ProjectList.as_view(), name="projects"),
    path("new/", page.ProjectEdit.as_view(), name="project-new"),
    path("requirements/", RequirementList.as_view(), name="requirements"),
    path("transactions/", TransactionList.as_view(), name="transactions"),
    path("parameters/", ProjectParametersPage.as_view(), name="parameters"),
    path("<int:pk>/", page.ProjectPage.as_view(), name="project"),
    path("<int:pk>/edit/", page.ProjectEdit.as_view(), name="project-edit"),
    path("<int:pk>/sell/", page.SellItemAction.as_view(), name="project-sell"),
    path("<int:pk>/finish/", page.FinishAction.as_view(), name="project-finish"),
    path("<int:pk>/delete/", page.DeleteAction.as_view(), name="project-delete"),
]
