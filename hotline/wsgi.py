"""The WSGI application that Granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from hotline import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
application = get_wsgi_application()

from hotline.handling.alike import usual  # noqa: E402 - models need Django

lifeline.follow_parent()
usual.learn_ahead()
# Modules, views and catalogues stay as long as the worker: the collector need not look at them
# again, and looks at requests less often (a twentieth of a request's time was its own).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
