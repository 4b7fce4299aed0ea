"""How a story begins: the rulebook, the moment, a case that has come so far already."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.rulebook import Editions
from hotline.rules.rulebook_names import FlagName, NumberName
from hotline.rules.rulebook_reading import model, national_editions
from hotline.rules.words import Kind, RequestKind, Solved
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.stories.acting import ANSWER, call, says
from tests.stories.language import Language
from tests.stories.scene import Scene

given = Language()

BOOKS: Final[dict[str, Callable[[], Editions]]] = {
    "全国": national_editions,
    "北京": lambda: Editions(books=(model("beijing"),)),
    "四川": lambda: Editions(books=(model("sichuan"),)),
    "广东": lambda: Editions(books=(model("guangdong"),)),
}


@given("办理规则是{rest}")
def rulebook(scene: Scene, rest: str) -> None:
    scene.story.world = replace(scene.story.world, editions=BOOKS[rest]())


@given("本市规定“{words}”为{rest}")
def settled(scene: Scene, words: str, rest: str) -> None:
    """A number or a yes-or-no rule of the rulebook that this city settles otherwise."""
    flags = {str(one.zh): one for one in FlagName}
    if words in flags:
        value = {"是": True, "否": False}[rest]
        scene.story.world = w.with_flag(flags[words], value, scene.story.world)
        return
    numbers = {str(one.zh): one for one in NumberName}
    scene.story.world = w.with_number(numbers[words], int(rest), scene.story.world)


@given("现在是{moment}")
def now(scene: Scene, moment: datetime) -> None:
    assert not scene.story.cases, "故事已经开始，请写“到了……”"
    scene.story.now = moment.astimezone(w.MONDAY.tzinfo)


@given("这件工单称为“{words}”")
def named(scene: Scene, words: str) -> None:
    scene.names[words] = scene.story.one


@given("说回“{words}”")
def back_to(scene: Scene, words: str) -> None:
    scene.story.one = scene.names[words]


# --- how far it has come --------------------------------------------------------------------------


def _accept(scene: Scene) -> None:
    scene.do(w.AGENT, c.Accept())


def _dispatch(scene: Scene) -> None:
    scene.do(w.DISPATCHER, c.Dispatch())


def _sign(scene: Scene) -> None:
    lead = scene.story.lead
    scene.do(w.liaison(lead.unit), c.Sign(leg=lead.id))


def _contact(scene: Scene) -> None:
    lead = scene.story.lead
    scene.do(w.officer(lead.unit), says(lead.id))


def _reply(scene: Scene) -> None:
    lead = scene.story.lead
    scene.do(w.officer(lead.unit), replace(b.reply(lead.id), public_answer=ANSWER))


def _approve(scene: Scene) -> None:
    request = scene.request(RequestKind.COMPLETION)
    scene.do(w.head(scene.story.lead.unit), c.ApproveCompletion(request=request))


def _told(solved: Solved) -> Callable[[Scene], None]:
    return lambda scene: scene.do(w.CALLER, b.outcome(solved))


STEPS: Final = (
    ("已登记", lambda scene: None),
    ("已受理", _accept),
    ("已派单", _dispatch),
    ("已签收", _sign),
    ("已联系", _contact),
    ("已答复", _reply),
    ("已办结", _approve),
)
LAST: Final = {"已回访已解决": Solved.SOLVED, "已回访未解决": Solved.NOT}


@given("有一件{Kind}“{topic}”，{rest}", "有一件{Kind}“{topic}”（{words}），{rest}")
def so_far(scene: Scene, kind: Kind, topic: str, rest: str, words: str = "") -> None:
    """A case brought so far by the ordinary steps of ordinary people, all at this moment."""
    names = [name for name, _ in STEPS]
    far = len(names) if rest in LAST else names.index(rest) + 1
    scene.do(w.AGENT, call(kind, topic, words))
    for _, step in STEPS[:far]:
        step(scene)
    if rest in LAST:
        _told(LAST[rest])(scene)
