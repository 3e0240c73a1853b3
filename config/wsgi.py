"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PROCESS", "web")

application = get_wsgi_application()

gc.collect()
gc.freeze()  # the program itself stays for good; searching all of it for garbage would hold a page up
