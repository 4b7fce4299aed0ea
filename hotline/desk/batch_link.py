"""The way from a list to a batch of all its lines."""

from urllib.parse import urlencode

from django.urls import reverse

from hotline.desk.gate import Desk
from hotline.handling.batches.acts import acts

LISTS = frozenset({"triage", "dispatch", "inbox", "follow-up", "watch", "find"})


def batch_url(desk: Desk, place: str, query: str) -> str:
    """Where all lines of that list are taken to; "" for who may give no act in bulk."""
    if place not in LISTS or not acts(desk.actor):
        return ""
    known = urlencode({"from": place})
    return f"{reverse('desk:batch-new')}?{known}{'&' if query else ''}{query}"
