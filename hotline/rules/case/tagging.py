"""标签更正: what a case is turns out later: a group speaks (群体), a minor is meant (未成年人),
wages are owed (欠薪), somebody threatens the utmost (扬言极端), an enterprise asks (涉企).

What a tag brings follows from the case as it then stands, as if it had been given at registration:
who sees a minor's caller (`people.sight`), which limits run, what an answer must say, which legal
routes may be told. Limits that depend on a tag are reckoned again as for a corrected urgency
(`urgency`): nobody is late by it alone, and what was promised never gets later; clocks that do not
depend on it stay as they are. The words that say why are sealed (product.md §3 tag, §10).
"""

from collections.abc import Callable
from typing import Annotated, Any, Final

from msgspec import Meta
from msgspec.structs import replace

from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command, Needed
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case
from hotline.rules.case.urgency import LegTimes, legs_as, promise_as
from hotline.rules.context import Context
from hotline.rules.deadline import TAGS_CHANGED, Clock
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Role, Tag

Tags = Annotated[tuple[Tag, ...], Meta(max_length=20)]
UNSEALERS: Final = frozenset({Role.TEAM_LEADER, Role.DUTY_MANAGER})
"""Who takes 未成年人 away, by which more people may uncover the caller."""
LENGTHENERS: Final = frozenset(
    {Role.PRE_REVIEWER, Role.DISPATCHER, Role.TEAM_LEADER, Role.DUTY_MANAGER, Role.SUPERVISOR}
)
"""Who may correct what a unit's limit follows from so that it ends later (as `ChangeUrgency`)."""


class ChangeTags(Command, frozen=True, kw_only=True):
    """更正标签: which to add, which to take away, and why."""

    add_tags: Tags = ()
    take_tags: Tags = ()
    reason: Needed


class TagsChanged(Event, frozen=True, kw_only=True):
    """已更正标签; the limits that follow from it, of those legs only whose limits moved."""

    added: tuple[Tag, ...]
    taken: tuple[Tag, ...]
    promise: Clock | None
    legs: tuple[LegTimes, ...]
    reason: Sealed


def change(target: Target, command: ChangeTags, context: Context) -> tuple[Event, ...] | Refusal:
    """更正标签, with every clock that depends on them."""
    case = target.case
    added = tuple(tag for tag in Tag if tag in command.add_tags and tag not in case.tags)
    taken = tuple(tag for tag in Tag if tag in command.take_tags and tag in case.tags)
    refusal = _refused(case, command, added, taken, context)
    if refusal:
        return refusal
    then = replace(case, tags=_after(case, added, taken))
    promise, legs = _clocks(then, context)
    before, as_they_are = _clocks(case, context)
    moved = tuple(one for one in legs if one not in as_they_are)
    if no := _gains_time(case, moved, context):
        return no
    changed = TagsChanged(
        at=context.now,
        added=added,
        taken=taken,
        promise=case.promise if promise == before else promise,
        legs=moved,
        reason=command.reason,
    )
    return (changed,)


def _refused(
    case: Case,
    command: ChangeTags,
    added: tuple[Tag, ...],
    taken: tuple[Tag, ...],
    context: Context,
) -> Refusal | None:
    both = [tag for tag in command.add_tags if tag in command.take_tags]
    if both:
        return Refusal(
            code=Code.INVALID,
            message=say("“{tag}”不能既加上又去掉。", tag=joined("、", (one.zh for one in both))),
            advice=say("请只选一边。"),
            field="take_tags",
        )
    if not (added or taken):
        now = joined("、", (tag.zh for tag in case.tags))
        return Refusal(
            code=Code.ALREADY,
            message=say("标签没有变动，现有标签：{tags}。", tags=now or say("无")),
            advice=say("请选择要加上或去掉的标签。"),
            field="add_tags",
        )
    if Tag.MINOR in taken and not context.actor.roles & UNSEALERS:
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("去掉“未成年人”后更多人员可以查看来电人信息。"),
            advice=say("请由班组长或值班长核实后去掉。"),
            field="take_tags",
        )
    return None


def _gains_time(case: Case, moved: tuple[LegTimes, ...], context: Context) -> Refusal | None:
    """A unit gets more time by a correction only from those who may correct the urgency too."""
    due = {leg.id: leg.limit.due_at for leg in case.legs}
    if context.actor.roles & LENGTHENERS or all(one.limit.due_at <= due[one.leg] for one in moved):
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("这样更正后承办期限会延后。"),
        advice=say("请由派单员、班组长或值班长核实后更正。"),
        field="take_tags",
    )


def _after(case: Case, added: tuple[Tag, ...], taken: tuple[Tag, ...]) -> tuple[Tag, ...]:
    return (*(tag for tag in case.tags if tag not in taken), *added)


def _clocks(case: Case, context: Context) -> tuple[Clock | None, tuple[LegTimes, ...]]:
    """The clocks of a case with these tags. Whose confirmation by phone is owed does not follow
    from tags."""
    legs = legs_as(case, context, TAGS_CHANGED)
    owed = {leg.id: leg.phone_due for leg in case.legs}
    kept = tuple(replace(one, phone_due=owed[one.leg]) for one in legs)
    return promise_as(case, context, TAGS_CHANGED), kept


def _changed(case: Case, event: TagsChanged) -> Case:
    tags = _after(case, event.added, event.taken)
    after = replace(case, tags=tags, promise=event.promise)
    for one in event.legs:
        after = on_leg(
            after, one.leg, limit=one.limit, sign_due=one.sign_due, contact_due=one.contact_due
        )
    return after


TAG_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {TagsChanged: _changed}
