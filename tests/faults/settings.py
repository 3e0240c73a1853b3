"""The settings of the project for workers of a test: its database, a kind of job of its own, and nobody who prints."""

import os

from config.settings import *  # noqa: F403 -- everything else is as in production
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.FaultsConfig"]
DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]
CELERY_TASK_ROUTES = {"foundation.documents.tasks.*": {"queue": "nobody"}}  # PDFs take time and are another test's matter
