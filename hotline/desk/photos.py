"""Pictures that come with a matter at registration: by WeChat, by mail, handed over at a counter.

Looked at before anything is registered, so that a bad one is refused with the form; attached once
there is a case for them. What is chosen stays chosen when a form is refused (forms.js); without
scripts a browser forgets it, and the page says so.
"""

from collections.abc import Sequence

import msgspec
from django.http import HttpRequest

from hotline.desk.gate import Desk
from hotline.handling.files.attaching import attach, look
from hotline.handling.files.inspecting import Inspected, Upload
from hotline.ledger import Outcome
from hotline.rules.refusal import Refusal
from hotline.web.files import uploads


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one matter, as sent and as found."""

    sent: Sequence[Upload]
    looked: Sequence[Inspected]


def brought(request: HttpRequest, ns: Sequence[str]) -> list[Brought] | Refusal:
    """What came with each matter, in their order; or why a file is not taken, beside its field."""
    found: list[Brought] = []
    for n in ns:
        name = f"m{n}-files"
        sent = uploads(request, name)
        looked = look(sent)
        if isinstance(looked, Refusal):
            return msgspec.structs.replace(looked, field=name)
        found.append(Brought(sent=sent, looked=looked))
    return found


def attached(desk: Desk, key: str, found: Outcome, files: Sequence[Brought]) -> bool:
    """Whether all are attached, each to the case of its matter. The call counts even where its
    files do not come through: then the next page says so."""
    cases = [one["case"] for one in found.answer["cases"]]
    if len(cases) != len(files):
        return not any(one.sent for one in files)
    kept = True
    for n, (case, one) in enumerate(zip(cases, files, strict=True)):
        if one.sent:
            by = desk.by(f"{key[:190]}-f{n}" if key else "")
            kept &= not isinstance(attach(by, case, one.sent, one.looked), Refusal)
    return kept
