"""Password hashes (Django's PBKDF2) and what a password must be.

Used by its class rather than through Django's registry, so that nothing but this file decides how
a password is kept. Rules: at least ten characters with letters and digits, without the user name
[等级保护 level 3, 身份鉴别].
"""

import secrets
import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

MIN_LENGTH = 10
MAX_LENGTH = 128
# No letters or digits that are mistaken for one another when read off a screen or told by phone.
_LETTERS, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


def _iterations() -> int:
    """One round in tests, where no secret is guarded and hundreds of users sign in."""
    return 1 if settings.TESTING else PBKDF2PasswordHasher.iterations


def make(password: str) -> str:
    """The hash to keep."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(_normal(password), hasher.salt(), _iterations())


def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept; takes as long when there is none (unknown user)."""
    right = PBKDF2PasswordHasher().verify(_normal(password[:MAX_LENGTH]), kept or _nobody())
    return right and kept is not None


_dummy: list[str] = []


def _nobody() -> str:
    if not _dummy:
        _dummy.append(make("no such user"))
    return _dummy[0]


def check(password: str, username: str) -> Refusal | None:
    """Refuses a password too short, too long, too plain, or holding the user name."""
    problem = ""
    if len(password) < MIN_LENGTH:
        problem = say("密码至少 {min_length} 位", min_length=MIN_LENGTH)
    elif len(password) > MAX_LENGTH:
        problem = say("密码最多 {max_length} 位", max_length=MAX_LENGTH)
    elif not any(char.isdigit() for char in password):
        problem = say("密码中要有数字")
    elif not any(char.isalpha() for char in password):
        problem = say("密码中要有字母或汉字")
    elif username and username.lower() in password.lower():
        problem = say("密码中不能有用户名")
    if not problem:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("{problem}。", problem=problem),
        advice=say("请设置不少于 {min_length} 位、同时有字母和数字的密码。", min_length=MIN_LENGTH),
        field="password",
    )


def _normal(password: str) -> str:
    """The same password however the keyboard composed it; broken characters as a mark."""
    whole = password.encode(errors="surrogatepass").decode(errors="replace")
    return unicodedata.normalize("NFKC", whole)


def one_time() -> str:
    """A password that can be read out on the telephone: four groups, no look-alikes."""
    groups = (
        "".join(secrets.choice(_LETTERS if place % 2 else _DIGITS) for _ in range(4))
        for place in range(4)
    )
    return "-".join(groups)
