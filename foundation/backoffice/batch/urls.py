"""Addresses of the pages of batch jobs, below a legal entity."""

from django.urls import path

from foundation.backoffice.batch.job_actions import CancelJob, PauseJob, RemoveJob, ResumeJob, StartJob
from foundation.backoffice.batch.job_edit import JobCopy, JobEdit, KindChoice
from foundation.backoffice.batch.jobs import JobList, JobPage
from foundation.backoffice.batch.run_page import CancelRun, RerunFailed, RunPage, RunProgress
from foundation.backoffice.batch.runs import RunList

app_name = "batch"

urlpatterns = [
    path("jobs/", JobList.as_view(), name="jobs"),
    path("jobs/new/", KindChoice.as_view(), name="job-new"),
    path("jobs/new/<str:kind>/", JobEdit.as_view(), name="job-new-of-kind"),
    path("jobs/<int:pk>/", JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/edit/", JobEdit.as_view(), name="job-edit"),
    path("jobs/<int:pk>/copy/", JobCopy.as_view(), name="job-copy"),
    path("jobs/<int:pk>/start/", StartJob.as_view(), name="job-start"),
    path("jobs/<int:pk>/pause/", PauseJob.as_view(), name="job-pause"),
    path("jobs/<int:pk>/resume/", ResumeJob.as_view(), name="job-resume"),
    path("jobs/<int:pk>/cancel/", CancelJob.as_view(), name="job-cancel"),
    path("jobs/<int:pk>/remove/", RemoveJob.as_view(), name="job-remove"),
    path("runs/", RunList.as_view(), name="runs"),
    path("runs/<int:pk>/", RunPage.as_view(), name="run"),
    path("runs/<int:pk>/progress/", RunProgress.as_view(), name="run-progress"),
    path("runs/<int:pk>/cancel/", CancelRun.as_view(), name="run-cancel"),
    path("runs/<int:pk>/rerun/", RerunFailed.as_view(), name="run-rerun"),
]
