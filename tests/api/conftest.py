"""A department's system that speaks to the API: a token of a city's account, and JSON.

api = city_api(Role.DISPATCHER)
api.post("/contacts", {...}).status_code
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hotline.people import actions
from hotline.people.by import By
from hotline.rules.words import Role
from tests.fixtures.people import City, done

ROOT = "/api/v1"


class Api:
    """A client with the token of one account."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=True)

    def get(self, path: str, **query: str) -> Any:
        """GET below the API's root."""
        return self.client.get(ROOT + path, query, headers=self._headers())

    def post(self, path: str, body: object = None, key: str = "") -> Any:
        """POST of JSON, or of bytes as they are, with an idempotency key."""
        data = body if isinstance(body, bytes) else json.dumps(body or {})
        return self.client.post(
            ROOT + path, data, content_type="application/json", headers=self._headers(key)
        )

    def _headers(self, key: str = "") -> dict[str, str]:
        found = {"authorization": f"Bearer {self.secret}"} if self.secret else {}
        return found | ({"idempotency-key": key} if key else {})


CityApi = Callable[..., Api]


@pytest.fixture
def city_api(city: City) -> CityApi:
    """The API for the account with a role (and unit) of the test's city."""
    held: dict[tuple[Role, str], Api] = {}

    def of(role: Role, *, unit: str = "") -> Api:
        if (role, unit) not in held:
            account = city.user(role, unit=unit)
            made = done(actions.make_token(By(actor=account.actor), account.id, "测试"))
            held[role, unit] = Api(made.secret)
        return held[role, unit]

    return of
