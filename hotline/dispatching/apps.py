"""The room `dispatching` as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class DispatchingConfig(AppConfig):
    """Room `dispatching`."""

    name = "hotline.dispatching"
    label = "dispatching"
    verbose_name = "派单目录"  # not said: for engineers

    def ready(self) -> None:
        """Tables that no stream fills are known too."""
        import_module("hotline.dispatching.replays.models")
