"""How often one token, and one city with all its tokens, may ask the API.

So that one department's system gone wild neither stops the desk nor the other departments. Both
are counted over all workers of a node (hotline/web/rates.py) and cost no statement. Ten seconds'
worth may come at once. What is refused was not looked at: a wrong token is counted like a right
one, so that a system whose token was revoked does not press on the database either. Whoever tries
ever other tokens is stopped by address; a token that this process has just seen to be right is not
looked up by address, so a neighbour's guessing stops no system that works.
"""

from hotline import config
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.rates import Rate

AT_ONCE = 10
"""Seconds' worth that may come in one burst."""


def per_minute(name: str, rate: int) -> Rate:
    """So many a minute; 0 means no limit."""
    most = max(1, rate * AT_ONCE // 60) if rate else 0
    return Rate(name, most=most, seconds=most * 60 / rate if rate else 0)


TOKEN_RATE = config.number("HOTLINE_API_RATE", 12_000, least=0)
CITY_RATE = config.number("HOTLINE_API_CITY_RATE", 30_000, least=0)
TOKEN, CITY = per_minute("token", TOKEN_RATE), per_minute("city", CITY_RATE)


WRONG_AT_ONCE = config.number("HOTLINE_API_WRONG_TOKENS", 30, least=1)
WRONG = Rate("wrong-token", most=WRONG_AT_ONCE, seconds=WRONG_AT_ONCE * 10)
"""Wrong tokens from one address: 30 unless it is set otherwise, then one every 10 seconds."""


class TooMany(Refusal, frozen=True, kw_only=True):
    """429; the same request will do better after `seconds`."""

    seconds: int


def of_token(header: str) -> TooMany | None:
    """Counts a request with that Authorization header, or refuses it."""
    secret = header.partition(" ")[2].strip()  # however "Bearer" and blanks are written
    wait = TOKEN.take(secret) if secret else 0
    return _too_many(say("这个令牌的请求过于频繁。"), wait) if wait else None


def of_address(address: str) -> TooMany | None:
    """Refuses whoever has tried too many wrong tokens from there."""
    wait = WRONG.wait(address)
    return _too_many(say("这个地址用错误的令牌请求过多。"), wait) if wait else None


def of_city(city: str) -> TooMany | None:
    """Counts a request to that city, or refuses it."""
    wait = CITY.take(city)
    return _too_many(say("本市接口当前的请求总量过多。"), wait) if wait else None


def _too_many(message: str, wait: int) -> TooMany:
    return TooMany(
        code=Code.TOO_MANY,
        message=message,
        advice=say(
            "请在 {wait} 秒后（见 Retry-After）以同一幂等键重试；没有保存任何内容。", wait=wait
        ),
        seconds=wait,
    )
