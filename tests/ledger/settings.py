"""Settings of processes that ledger tests start: the ledger alone, so that they start fast."""

from hotline.settings import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "hotline.ledger"]
MIDDLEWARE: list[str] = []
