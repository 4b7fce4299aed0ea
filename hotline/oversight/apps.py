"""Oversight as a Django app, so that its read models have tables."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The room of what stands over the cases."""

    name = "hotline.oversight"
    label = "oversight"
    verbose_name = "督导"  # not said: for engineers
