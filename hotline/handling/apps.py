"""Handling as a Django app, so that its read models have tables."""

from importlib import import_module

from django.apps import AppConfig


class HandlingConfig(AppConfig):
    """The room of cases, legs and requests."""

    name = "hotline.handling"
    label = "handling"
    verbose_name = "办理"  # not said: for engineers

    def ready(self) -> None:
        """Tables that no stream fills are known too."""
        import_module("hotline.handling.notices.models")
        import_module("hotline.handling.batches.models")
        import_module("hotline.handling.reckoning.models")
        import_module("hotline.handling.exports.models")
