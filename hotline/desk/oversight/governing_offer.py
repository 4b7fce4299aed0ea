"""The way from a case to the topics of governance about its matter."""

from urllib.parse import urlencode

from django.urls import reverse

from hotline.desk.gate import Desk
from hotline.oversight.governance.queries import SEE_ALL


def offered(desk: Desk, topic: str) -> str:
    """The board of topics, that of the case filled in; "" for who does not watch over the whole."""
    if not topic or not SEE_ALL & desk.actor.roles:
        return ""
    return f"{reverse('desk:governance')}?{urlencode({'topic': topic})}"
