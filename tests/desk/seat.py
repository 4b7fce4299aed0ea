"""Somebody sitting at the desk: a test client signed in as an account of the small city."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from hotline.desk.gate import COOKIE
from hotline.people.sign_in import Opened, sign_in
from tests.fixtures.people import Account


class Seat:
    """`get` and `post` answer with the response; `text` is what a person reads on the page."""

    def __init__(self, account: Account) -> None:
        opened = sign_in(account.city.code, account.username, account.password)
        assert isinstance(opened, Opened)
        self.account = account
        self.secret = opened.secret
        self.client = Client()
        self.client.cookies[COOKIE] = opened.secret

    def get(self, path: str, **headers: str) -> HttpResponse:
        """A page."""
        return self.client.get(path, headers=headers)  # type: ignore[no-any-return]

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        """A form sent."""
        return self.client.post(path, data or {}, headers=headers)  # type: ignore[no-any-return]

    def text(self, path: str, status: int = 200) -> str:
        """The words of a page that must answer with this status."""
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code)
        return words(response)


def sit(page: Any, live_server: str, account: Account, *, keep: bool = False) -> None:
    """The browser of the page signed in as that account; `keep` what other cookies it has."""
    if not keep:
        page.context.clear_cookies()
    cookie = {"name": COOKIE, "value": Seat(account).secret, "url": f"{live_server}/desk/"}
    page.context.add_cookies([cookie])


def words(response: HttpResponse) -> str:
    """Visible text, without marks and runs of spaces."""
    body = re.sub(r"(?s)<(script|style|datalist|template).*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
