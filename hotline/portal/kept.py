"""Files of a refused form, chosen already: listed in the form that comes back, each to be removed.

Between two tries a file is a hidden field: where its sealed bytes lie and what opens them, signed
and bound to the form (`handling.files.drafts`). So the page needs no script and nothing about the
visitor is stored; a form left alone for an hour has lost its files, and says so.
"""

from collections.abc import Sequence

import msgspec
from django.core import signing
from django.http import HttpRequest

from hotline.handling.files import drafts
from hotline.handling.files.drafts import Draft
from hotline.handling.files.inspecting import Inspected, Upload, inspect
from hotline.rules.case.files import MOST_FILES
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.files import FIELD as UPLOADED

FIELD, DROP = "kept", "drop"
"""Form fields: a file that was kept; which of them is to be removed."""
_SALT = "portal.kept"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A kept file as the form shows it; `token` is its hidden field, `place` its button's value."""

    token: str
    place: str
    name: str
    size: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is taken: its bytes, what it is, and its draft if it was kept before."""

    upload: Upload
    looked: Inspected
    draft: Draft | None = None


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a form brought: the files that are taken, and what is wrong with others."""

    taken: Sequence[Taken] = ()
    slips: Sequence[Refusal] = ()

    @property
    def uploads(self) -> list[Upload]:
        """The files themselves."""
        return [one.upload for one in self.taken]

    @property
    def looked(self) -> list[Inspected]:
        """What each of them is."""
        return [one.looked for one in self.taken]


def chosen(request: HttpRequest, uploads: Sequence[Upload], most: int = MOST_FILES) -> Chosen:
    """Kept files and new ones, each looked at; at most `most` are taken."""
    form, slips = _form(request), []
    taken: list[Taken] = []
    lost = 0
    for draft in _fields(request):
        upload = drafts.bring(draft, form) if draft else None
        found = inspect(upload) if upload else None
        if upload is None or found is None or isinstance(found, Refusal):
            lost += 1
        else:
            taken.append(Taken(upload=upload, looked=found, draft=draft))
    if lost:
        slips.append(_lost(lost))
    for upload in uploads:
        found = inspect(upload)
        if isinstance(found, Refusal):
            slips.append(found)
        else:
            taken.append(Taken(upload=upload, looked=found))
    if len(taken) > most:
        slips.append(_too_many(len(taken), most))
    return Chosen(taken=taken[: max(0, most)], slips=slips)


def again(request: HttpRequest, found: Chosen) -> tuple[list[Kept], list[Refusal]]:
    """The files for the form that comes back, kept from now on; and what to say of those that
    could not be. A file whose remove button was pressed is left out, and its bytes are gone."""
    form, dropped = _form(request), request.POST.get(DROP, "")
    held: list[Kept] = []
    lost = 0
    for one in found.taken:
        draft = one.draft or drafts.keep(one.upload, one.looked, form)
        if draft is None:
            lost += 1
        elif draft.address == dropped:
            drafts.drop(draft)
        else:
            held.append(_shown(draft))
    return held, [_lost(lost)] if lost else []


def still(request: HttpRequest) -> list[Kept]:
    """What was kept before, without looking at it: for a visitor who must wait."""
    return [_shown(draft) for draft in _fields(request) if draft]


def wants_removal(request: HttpRequest) -> bool:
    """Whether a remove button was pressed: the form is to come back without that file."""
    return DROP in request.POST


def _form(request: HttpRequest) -> str:
    """What files are bound to: the key of the form."""
    return request.POST.get("key", "")


def _fields(request: HttpRequest) -> list[Draft | None]:
    return [_read(token) for token in request.POST.getlist(FIELD)[:MOST_FILES]]


def _read(token: str) -> Draft | None:
    """The draft of a hidden field; None when it is too old or not ours."""
    try:
        return msgspec.convert(signing.loads(token, salt=_SALT, max_age=drafts.LASTS), Draft)
    except (signing.BadSignature, msgspec.ValidationError):
        return None


def _shown(draft: Draft) -> Kept:
    token = signing.dumps(msgspec.to_builtins(draft), salt=_SALT)
    small = draft.size < 100_000
    size = f"{-(-draft.size // 1000)} kB" if small else f"{draft.size / 1e6:.1f} MB"
    return Kept(token=token, place=draft.address, name=draft.name, size=size)


def _lost(count: int) -> Refusal:
    return Refusal(
        code=Code.INVALID,
        message=say("有 {count} 个文件没有保留下来。", count=count),
        advice=say("请重新选择；不传也可以提交。"),
        field=UPLOADED,
    )


def _too_many(count: int, most: int) -> Refusal:
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("选了 {count} 个文件，最多 {most} 个。", count=count, most=most),
        advice=say("先选的已保留，其余没有收下；可以去掉一些再选。"),
        field=UPLOADED,
    )
