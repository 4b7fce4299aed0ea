"""The ledger as a Django app. After every migration the application role is granted its rights."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """Room `ledger`."""

    name = "hotline.ledger"
    label = "ledger"
    verbose_name = "日志账本"  # not said: for engineers

    def ready(self) -> None:
        """Have privileges set again whenever tables may have changed."""
        post_migrate.connect(_grant, dispatch_uid="hotline.ledger.grants")


def _grant(using: str, **_: Any) -> None:
    from hotline.ledger.grants import grant_all

    grant_all(using)
