"""The WSGI application that Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from hotline import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
application = get_wsgi_application()
lifeline.follow_parent()
