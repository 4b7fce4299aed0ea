"""The room `people` as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Room `people`."""

    name = "hotline.people"
    label = "people"
    verbose_name = "单位与人员"  # not said: for engineers
