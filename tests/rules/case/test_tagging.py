"""标签更正: as if it had been known at registration, from then on, with the clocks that follow."""

from datetime import timedelta

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case.tagging import ChangeTags
from hotline.rules.deadline import TAGS_CHANGED
from hotline.rules.duration import parse
from hotline.rules.refusal import Code
from hotline.rules.rulebook import Clause, Editions, When
from hotline.rules.rulebook_names import LimitName
from hotline.rules.words import LegalRoute, Tag
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, completed, dispatched, registered


def more(*tags: Tag, take: tuple[Tag, ...] = ()) -> ChangeTags:
    """The correction that adds and takes these."""
    return ChangeTags(add_tags=tags, take_tags=take, reason=MARK)


def _shorter_for(story: Story, tag: Tag) -> Story:
    """The story in a city that gives a leg two working days where a case has that tag."""
    editions = story.world.editions
    book = editions.books[-1]
    short = Clause(
        key="handle#tag",
        name=LimitName.HANDLE,
        duration=parse("2wd"),
        governs="open",
        source="本市规定",
        when=When(tag=(tag,)),
    )
    limits = (short, *book.limits)
    story.world = replace(story.world, editions=Editions(books=(replace(book, limits=limits),)))
    return story


def test_tags_are_added_and_taken_and_bring_what_they_bring_at_registration() -> None:
    story = registered()
    assert story.case.tags == ()
    story.do(w.AGENT, more(Tag.WAGES, Tag.GROUP))
    assert story.case.tags == (Tag.GROUP, Tag.WAGES)
    story.do(w.DISPATCHER, more(Tag.THREAT, Tag.GROUP, take=(Tag.WAGES, Tag.MINOR)))
    assert story.case.tags == (Tag.GROUP, Tag.THREAT)
    assert story.last.taken == (Tag.WAGES,)
    completed().do(w.AGENT, more(Tag.MINOR))


def test_what_changes_nothing_or_both_ways_is_refused() -> None:
    story = registered()
    assert story.refuse(w.AGENT, more()).code is Code.ALREADY
    assert story.refuse(w.AGENT, more(take=(Tag.GROUP,))).code is Code.ALREADY
    both = story.refuse(w.AGENT, more(Tag.GROUP, take=(Tag.GROUP,)))
    assert both.code is Code.INVALID and "群体" in both.message


def test_a_minor_s_protection_is_lifted_by_few() -> None:
    """去掉“未成年人”: more people may then uncover the caller."""
    story = registered().do(w.AGENT, more(Tag.MINOR))
    lift = more(take=(Tag.MINOR,))
    assert story.refuse(w.DISPATCHER, lift).code is Code.WRONG_ROLE
    story.do(w.DUTY_MANAGER, lift)
    assert story.case.tags == ()


def test_wages_found_out_later_go_to_no_court() -> None:
    """欠薪: accepted although arbitration exists, whenever it was known [国办函〔2025〕66号 二]."""
    story = registered().do(w.AGENT, more(Tag.WAGES))
    told = c.TellLegalRoute(route=LegalRoute.ARBITRATION, words=MARK)
    assert story.refuse(w.AGENT, told).code is Code.INVALID


def test_limits_that_depend_on_a_tag_are_reckoned_again_and_no_others() -> None:
    story = dispatched()
    before = story.case.legs[0]
    story.do(w.DISPATCHER, more(Tag.GROUP))
    assert story.case.legs[0] == before and story.last.legs == ()

    story = _shorter_for(dispatched(), Tag.MINOR).do(w.DISPATCHER, more(Tag.MINOR))
    leg = story.case.legs[0]
    assert leg.limit.due_at < before.limit.due_at
    assert leg.limit.turns[-1].reason == TAGS_CHANGED
    assert leg.limit.due_at > story.now + timedelta(days=1), "nobody is late by it"
    assert (leg.sign_due, leg.contact_due) == (before.sign_due, before.contact_due)
    story.do(w.DUTY_MANAGER, more(take=(Tag.MINOR,)))
    assert story.case.legs[0].limit.due_at >= leg.limit.due_at


def test_whoever_may_not_correct_the_urgency_gives_no_unit_more_time() -> None:
    story = _shorter_for(dispatched(), Tag.GROUP).do(w.AGENT, more(Tag.GROUP))
    lift, leg = more(take=(Tag.GROUP,)), story.case.legs[0]
    refused = story.refuse(w.AGENT, lift)
    assert refused.code is Code.WRONG_ROLE and "延后" in refused.message
    assert story.do(w.DISPATCHER, lift).case.legs[0].limit.due_at > leg.limit.due_at
