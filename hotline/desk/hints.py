"""Hints beside the matter being typed: danger, emergency lines, haste, kind, with the words.

Nothing is filled in: a button takes a hint over, the agent who hears the caller decides.
"""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.desk.gate import Desk, staff
from hotline.rules.detectors.detect import CRITICAL, Hints, TagHint, detect
from hotline.rules.words import EmergencyLine, Urgency
from hotline.web.permission import page

KEYS = ("h", "m", "p", "b")
"""With Alt: for the emergency lines, the likeliest first; no other offer of the form has them."""
_RANK = {urgency.value: at for at, urgency in enumerate(Urgency)}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What is worth saying: nothing that the form says already."""

    tags: tuple[TagHint, ...]
    hints: Hints
    urgency: Urgency | None
    kind: bool

    @property
    def hands(self) -> list[tuple[EmergencyLine, str]]:
        """Lines to hand it over to, each with its key."""
        return [(one.line, key) for one, key in zip(self.hints.lines, KEYS, strict=False)]

    @property
    def anything(self) -> bool:
        """Whether there is a hint at all."""
        return bool(self.tags or self.hints.lines or self.urgency or self.kind)


@page(permission="contact.register")
@staff
@require_POST
def typed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """For the matter being typed; by POST, for the words are personal; asks no database."""
    n, form = request.POST.get("n", "")[:10], request.POST
    prefix = f"m{n}-"
    texts = (form.get(prefix + name, "")[:5000] for name in ("title", "text", "address"))
    shown = _shown(
        detect(*texts),
        form.get(prefix + "urgency", ""),
        form.get(prefix + "kind", ""),
        form.getlist(prefix + "tags"),
    )
    context = {"n": n, "shown": shown, "critical": CRITICAL}
    return render(request, "desk/parts/hints.html", context)


def _shown(hints: Hints, urgency: str, kind: str, tags: list[str]) -> Shown:
    graver = _RANK[hints.urgency.value] > _RANK.get(urgency, 0)
    return Shown(
        tags=tuple(one for one in hints.tags if one.tag.value not in tags),
        hints=hints,
        urgency=hints.urgency if graver else None,
        kind=hints.kind is not None and not kind,
    )
