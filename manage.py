#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from foundation.database.row_scope import system_scope

SERVERS = {"runserver", "demo"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "1"
    if sys.argv[1:2] and sys.argv[1] in SERVERS:
        execute_from_command_line(sys.argv)
    else:
        with system_scope("a management command works on the whole database"):
            execute_from_command_line(sys.argv)
