"""The room `dispatching` as a Django app."""

from django.apps import AppConfig


class DispatchingConfig(AppConfig):
    """Room `dispatching`."""

    name = "hotline.dispatching"
    label = "dispatching"
    verbose_name = "派单目录"  # not said: for engineers
