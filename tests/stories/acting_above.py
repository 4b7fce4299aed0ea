"""值班交接 and 治理专题, in a story's words."""

from datetime import datetime
from typing import Any, cast

from hotline.rules.actor import Actor
from hotline.rules.case.fields import Command
from hotline.rules.oversight import governance as g
from hotline.rules.oversight import shift as s
from tests.stories.acting import WHY, does, plain
from tests.stories.expecting import expects
from tests.stories.given import given
from tests.stories.scene import PEOPLE, Scene


def _made(command: Any) -> Command:
    return cast("Command", command)


def _keys(*names: str) -> tuple[str, ...]:
    return tuple(f"open:{name}" for name in names)


# --- 值班交接 ---------------------------------------------------------------------------------


@given("还没有了结的有“{words}”")
def is_open(scene: Scene, words: str) -> None:
    item = s.Item(key=_keys(words)[0], kind=s.ItemKind.HAND_OVER, case=words, number=words)
    scene.outside.above.open += (item,)


@does("开班到{moment}")
def opens(scene: Scene, actor: Actor, moment: datetime) -> Command:
    return _made(s.OpenShift(until=moment))


def _handed(scene: Scene, left: tuple[str, ...] = (), why: str = "") -> Command:
    to = next(one.id for name, one in PEOPLE.items() if name == "另一位值班长")
    items = scene.outside.above.open
    return _made(s.HandOverShift(to=to, items=items, left=_keys(*left), why=why))


@does("交班给另一位值班长")
def hands_over(scene: Scene, actor: Actor) -> Command:
    return _handed(scene)


@does("交班给另一位值班长，不交“{words}”，写明理由")
def leaves_out(scene: Scene, actor: Actor, words: str) -> Command:
    return _handed(scene, (words,), WHY)


@does("交班给另一位值班长，不交“{words}”，不写理由")
def leaves_out_silently(scene: Scene, actor: Actor, words: str) -> Command:
    return _handed(scene, (words,))


plain("确认全部接班", _made(s.TakeOver()))


@does("确认接“{words}”")
def takes(scene: Scene, actor: Actor, words: str) -> Command:
    return _made(s.TakeOver(keys=_keys(words)))


@does("不接“{words}”，写明理由")
def refuses(scene: Scene, actor: Actor, words: str) -> Command:
    return _made(s.RefuseItem(key=_keys(words)[0], reason=WHY))


@expects("还有{n}项等待接班确认")
def waits(scene: Scene, n: int) -> None:
    assert len(scene.outside.above.shift.waiting) == n, f"{scene.outside.above.shift.waiting}"


@expects("交接完毕")
def finished(scene: Scene) -> None:
    assert scene.outside.above.shift.finished_at, "还没有交接完"


@expects("没有交出的是“{words}”")
def kept_back(scene: Scene, words: str) -> None:
    assert [one.number for one in scene.outside.above.shift.left] == [words]


@expects("上一班记为没有交班，未了事项有“{words}”")
def lapsed(scene: Scene, words: str) -> None:
    before = scene.outside.above.before
    assert before.lapsed, "没有这样记"
    assert [one.number for one in before.left] == [words]


# --- 治理专题 ---------------------------------------------------------------------------------


@does("就“{topic}”立项治理，{unit}牵头，{moment}前完成“{words}”")
def governs(
    scene: Scene, actor: Actor, topic: str, unit: str, moment: datetime, words: str
) -> Command:
    step = g.Step(by=moment.date(), what=words)
    opened = g.OpenGovernance(name="治理", lead=unit, topic=topic, measures=WHY, steps=(step,))
    return _made(opened)


plain("报治理进展", _made(g.ReportProgress(words=WHY)))


@does("报第{n}步完成")
def reports(scene: Scene, actor: Actor, n: int) -> Command:
    return _made(g.ReportProgress(words=WHY, step=n))


plain("结项，写明结果", _made(g.CloseGovernance(result=WHY)))
plain("结项，不写结果", _made(g.CloseGovernance(result="")))


@expects("有{n}步逾期")
def late(scene: Scene, n: int) -> None:
    today = scene.story.world.calendar.local(scene.story.now).date()
    found = scene.outside.above.topic.late(today)
    assert len(found) == n, f"实际{len(found)}步"


@expects("专题已结项")
def closed(scene: Scene) -> None:
    assert scene.outside.above.topic.closed_at, "没有结项"
