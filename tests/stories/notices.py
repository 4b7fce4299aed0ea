"""通知: who is told of what has just happened, by which way and when, in a story's words.

What the last 当 wrote is told by the table and the hours that a city uses; nothing is sent.
"""

import re
from datetime import datetime
from typing import Final

from hotline.handling.notices import hours
from hotline.handling.notices.arising import WHAT
from hotline.handling.notices.recipients import RUNG
from hotline.handling.notices.table import STANDARD, Thing, Way, Whom
from hotline.rules.case.phone import PhoneUnanswered
from hotline.rules.words import Urgency
from tests.stories.expecting import expects
from tests.stories.given import given
from tests.stories.language import NotUnderstood
from tests.stories.scene import Scene

_CLOCK: Final = re.compile(r"(\d\d):(\d\d)")


def _minute(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise NotUnderstood(f"看不懂的钟点：{text}")
    return int(found[1]) * 60 + int(found[2])


@given("收件人的免打扰时段是{words1}至{words2}")
def quiet(scene: Scene, words1: str, words2: str) -> None:
    scene.outside.quiet = _minute(words1), _minute(words2)


@given("收件人的邮件每天{words}汇总")
def digest(scene: Scene, words: str) -> None:
    scene.outside.digest = _minute(words)


@given("通知表没有改过")
def standard(scene: Scene) -> None:
    """As every city begins; stories know no other table."""


@given("收件人关掉了“{Thing}”的{Way}")
def shuts(scene: Scene, thing: Thing, way: Way) -> None:
    scene.outside.off |= {f"{thing}:{way}"}


@expects("{Whom}的{Way}“{Thing}”于{moment}发出")
def told(scene: Scene, whom: Whom, way: Way, thing: Thing, moment: datetime) -> None:
    leaves = _leaves(scene, thing, whom, way)
    assert leaves, "不发"
    assert scene.at(leaves) == scene.at(moment), f"实际于{scene.at(leaves)}"


@expects("{Whom}没有{Way}“{Thing}”")
def not_told(scene: Scene, whom: Whom, way: Way, thing: Thing) -> None:
    leaves = _leaves(scene, thing, whom, way)
    assert leaves is None, f"于{scene.at(leaves)}发出" if leaves else ""


@expects("{Whom}的通知文字里只有“{words}”")
def says_only(scene: Scene, whom: Whom, words: str) -> None:
    """All that the texts for them may tell of a case, by the names of the table's variables."""
    named = {"工单号": "number", "城市": "city", "事由": "thing", "时限": "due", "链接": "link"}
    wanted = {named[word] for word in words.split("、")}
    used = {
        one
        for (_, to), line in STANDARD.items()
        if to is whom
        for one in re.findall(r"\{(\w+)\}", line.text)
    }
    assert used == wanted, f"实际是：{used}"


def _leaves(scene: Scene, thing: Thing, whom: Whom, way: Way) -> datetime | None:
    """When it goes out; None where nothing tells it, the table has no such line, or it is shut."""
    event = next((one for _, one in scene.written[scene.since :] if _tells(one, thing)), None)
    if event is None or way not in STANDARD[thing, whom].ways:
        return None
    if isinstance(event, PhoneUnanswered) and RUNG[event.next] is not whom:
        return None
    at = scene.story.world.calendar.local(event.at)
    if whom is Whom.CITIZEN:
        return hours.not_before(at, hours.OF_CITIZENS, urgent=False, gathered=False)
    urgent = scene.case.urgency is not Urgency.ORDINARY
    if hours.shut(scene.outside.off, thing, way, urgent=urgent):
        return None
    if way is Way.PAGE:
        return at
    begin, end = scene.outside.quiet
    wanted = hours.Hours(quiet_from=begin, quiet_to=end, digest=scene.outside.digest)
    return hours.not_before(at, wanted, urgent=urgent, gathered=way is Way.EMAIL)


def _tells(event: object, thing: Thing) -> bool:
    tells = WHAT.get(type(event).__name__)
    return tells is not None and tells(event)[0] is thing
