"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from config.garbage import search_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PROCESS", "web")

application = get_wsgi_application()

search_seldom()
