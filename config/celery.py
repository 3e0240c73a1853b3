"""The Celery app: the broker is only a doorbell, the database is the queue (reliability.md §6)."""

import gc
import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_process_init

from config.broker import use_our_transport
from foundation.database.row_scope import system_scope

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
use_our_transport()


class SystemTask(Task):
    """A task begins as the system, which may look for work in all legal entities; it opens the scope of one to do it."""

    def __call__(self, *arguments: Any, **values: Any) -> Any:
        """Run the task."""
        with system_scope("a worker finds its work in all legal entities"):
            return super().__call__(*arguments, **values)


app = Celery("order_to_invoice", task_cls=SystemTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def keep_what_is_loaded(**_signal: Any) -> None:
    """Let garbage collection pass over the program itself: searching it took a tenth of the time of a worker that posts."""
    gc.collect()
    gc.freeze()
