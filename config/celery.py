"""The Celery app: the broker is only a doorbell, the database is the queue (reliability.md §6)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("order_to_invoice")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
