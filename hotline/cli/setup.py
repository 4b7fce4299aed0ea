"""Loading Django inside a command, late, so that `--help` and `doctor` never depend on it."""

import os


def django_ready() -> None:
    """Load settings and models; repeated calls do nothing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
    django.setup()
