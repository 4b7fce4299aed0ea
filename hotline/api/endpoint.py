"""What every address of the API has in common: methods, token, body, answer.

    endpoint(permission, GET=read_case)           a view for Django's urls

A handler takes the Call and gives a value (200), `Created` (201), or a Refusal. No session, form
token or template is touched; a command therefore costs the ledger's two statements and, once per
process and token, one to learn who asks.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from hotline.api import limits, problems
from hotline.handling import queries
from hotline.handling.queries import Reader
from hotline.ledger import Outcome
from hotline.people.authentication import Signed, actor_by_token, is_known
from hotline.people.by import By, Outdated
from hotline.people.queries import UnknownCity
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import plain, say
from hotline.rules.words import Face
from hotline.web.permission import page
from hotline.web.reading import from_json
from hotline.web.visitor import household

S = TypeVar("S", bound=msgspec.Struct)
JSON = "application/json"
_encode = msgspec.json.Encoder(enc_hook=plain).encode

NO_RULES = Refusal(
    code=Code.UNAVAILABLE,
    message=say("本市还没有生效的办理规则，暂不能登记和办理。"),
    advice=say("请系统管理员完成城市初始化。"),
)


class Created(msgspec.Struct, frozen=True):
    """Something new came to be: 201."""

    value: Any


class Call(msgspec.Struct, frozen=True):
    """One request to the API."""

    request: HttpRequest

    @property
    def header(self) -> str:
        """The Authorization header."""
        return str(self.request.META.get("HTTP_AUTHORIZATION", ""))

    def parameter(self, name: str) -> str:
        """A value of the query string, "" when it is not there."""
        return str(self.request.GET.get(name, ""))

    def body(self, kind: type[S]) -> S | Refusal:
        """The JSON body as that struct."""
        return from_json(kind, self.request.body)

    def reader(self) -> Reader | Refusal:
        """Who reads, asked afresh: a token revoked a moment ago reads nothing."""
        signed = self._signed()
        if isinstance(signed, Refusal):
            return signed
        return queries.reader(signed.actor, reference=signed.reference)

    def key(self) -> str | Refusal:
        """The idempotency key, "" when there is none."""
        key = str(self.request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
        if len(key) > problems.LONGEST_KEY or (key and not (key.isascii() and key.isprintable())):
            return problems.BAD_KEY
        return key

    def act(self, action: Callable[[By], Outcome | Refusal]) -> Outcome | Refusal:
        """Carry out a command as the token's holder.

        The holder may come from memory, because the command's own read statement tells whether
        people or roles changed since; then it is asked afresh and decided again.
        """
        key = self.key()
        if isinstance(key, Refusal):
            return key
        signed = self._signed(checked_later=True)
        if isinstance(signed, Refusal):
            return signed
        by = By(actor=signed.actor, face=Face.API, key=key, reference=signed.reference)
        try:
            outcome = action(by)
            # A stored answer is given without looking at people and roles: ask who that is.
            if isinstance(outcome, Refusal) or not outcome.repeated:
                return outcome
        except Outdated:
            pass
        signed = actor_by_token(self.header)
        if isinstance(signed, Refusal):
            return signed
        return action(By(actor=signed.actor, face=Face.API, key=key))

    def _signed(self, *, checked_later: bool = False) -> Signed | Refusal:
        """Who holds the token, once it is known that they and their city may ask again."""
        if too_many := limits.of_token(self.header):
            return too_many
        where = household(self.request)
        if not is_known(self.header) and (too_many := limits.of_address(where)):
            return too_many
        signed = actor_by_token(self.header, checked_later=checked_later)
        if isinstance(signed, Refusal):
            if self.header:
                limits.WRONG.mark(where)
            return signed
        return limits.of_city(signed.actor.city) or signed


Handler = Callable[..., object]


def endpoint(
    permission: str, *, media: str = JSON, **handlers: Handler
) -> Callable[..., HttpResponse]:
    """A view that answers these methods, marked with the permission it asks for; bodies are of
    that media type."""
    if "GET" in handlers:
        handlers["HEAD"] = handlers["GET"]
    view = partial(_answer, handlers, media)
    return csrf_exempt(page(permission=permission)(_named(view, permission)))


def _named(view: Callable[..., HttpResponse], name: str) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, **given: str) -> HttpResponse:
        return view(request, **given)

    answer.__name__ = f"api_{name}"
    return answer


def _answer(
    handlers: dict[str, Handler], media: str, request: HttpRequest, **given: str
) -> HttpResponse:
    method = request.method or ""
    handler = handlers.get(method)
    if handler is None:
        return problems.wrong_method(method, handlers)
    if method == "POST" and request.content_type != media and _has_body(request):
        return problems.wrong_media(request.META.get("CONTENT_TYPE", ""), media)
    try:
        found = handler(Call(request), **given)
    except UnknownCity:
        found = NO_RULES
    return answered(found)


def answered(found: object) -> HttpResponse:
    """The value as JSON, or the problem. What is answered may be personal: never cached."""
    match found:
        case HttpResponse():
            return found
        case Refusal():
            return problems.refused(found)
        case Created(value):
            response = HttpResponse(_encode(value), status=201, content_type="application/json")
        case _:
            response = HttpResponse(_encode(found), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_body(request: HttpRequest) -> bool:
    return request.META.get("CONTENT_LENGTH") not in (None, "", "0")
