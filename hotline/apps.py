"""The package as one Django app, so that the rooms are joined exactly once per process."""

from importlib import import_module

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """Joins the rooms when Django has loaded every model."""

    name = "hotline"
    verbose_name = "12345 热线"

    def ready(self) -> None:
        """Hand projectors and timer duties to the ledger (hotline/house.py)."""
        import_module("hotline.house")
