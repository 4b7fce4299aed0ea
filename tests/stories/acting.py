"""What people do, in a story's words: `{who}` and one of these, as a command on the case.

Each function gives the command; whether it may be carried out the rules say. Words that nobody
checks (reasons, notes) are the same in all stories.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.actor import Actor
from hotline.rules.caller_words import Relation
from hotline.rules.case import commands as c
from hotline.rules.case import hand_over as ho
from hotline.rules.case import sources as so
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.fields import Command
from hotline.rules.case.files import AttachFiles
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.tagging import ChangeTags
from hotline.rules.case.urgency import ChangeUrgency
from hotline.rules.words import (
    Channel,
    EmergencyLine,
    ExplainGround,
    Kind,
    LegalRoute,
    Nature,
    Platform,
    RequestKind,
    Tag,
    Urgency,
)
from tests.rules.case import build as b
from tests.stories.language import UNIT_NAMES, Language, NotUnderstood
from tests.stories.scene import PEOPLE, Scene

does = Language()
WHY: Final = "见附件"
ANSWER: Final = "您好，已责令整改，现场复查合格。"
AREAS: Final = {"东区": "east", "西区": "west"}


def acts(scene: Scene, line: str) -> tuple[Actor, Command]:
    """Who acts in the line, and the command; NotUnderstood where it is no such line."""
    who = max((name for name in PEOPLE if line.startswith(name)), key=len, default="")
    if not who:
        raise NotUnderstood(f"看不懂“{line}”")
    meaning, gaps = does.understand(line.removeprefix(who))
    actor = PEOPLE[who]
    return actor, meaning(scene, actor, **gaps)


def plain(words: str, command: Command) -> None:
    """A command that is the same in every story."""
    does(words)(lambda scene, actor: command)


def of_leg(words: str, made: Callable[[str], Command]) -> None:
    """A command on the leg of whoever acts."""
    does(words)(lambda scene, actor: made(scene.leg_id(actor.unit)))


def of_request(words: str, kind: RequestKind, made: Callable[[str], Command]) -> None:
    """A command on the request of that kind that waits."""
    does(words)(lambda scene, actor: made(scene.request(kind)))


def says(leg: str) -> c.RecordFirstContact:
    """首次联系."""
    return c.RecordFirstContact(leg=leg, number=b.PHONE, note=WHY)


# --- intake ---------------------------------------------------------------------------------------


def call(kind: Kind, topic: str, words: str = "", **more: Any) -> c.RegisterContact:
    """A call about one matter; `words` are what is said of it besides: 特急、未留电话、保密."""
    heard = b.call()
    for word in filter(None, words.split("、")):
        heard, more = _besides(word, heard, more)
    return replace(heard, matters=(b.matter(topic, kind=kind, **more),))


def _besides(
    word: str, heard: c.RegisterContact, more: dict[str, Any]
) -> tuple[c.RegisterContact, dict[str, Any]]:
    urgencies = {str(one.zh): one for one in Urgency}
    channels = {str(one.zh): one for one in Channel}
    tags = {str(one.zh): one for one in Tag}
    if word in urgencies:
        return heard, more | {"urgency": urgencies[word]}
    if word in tags:
        return heard, more | {"tags": (*more.get("tags", ()), tags[word])}
    if word in channels:
        return replace(heard, channel=channels[word]), more
    if word.startswith("警单号"):
        return replace(heard, source_number=word.removeprefix("警单号")), more
    if word.startswith("被反映"):
        return heard, more | {"reported_unit": UNIT_NAMES[word.removeprefix("被反映")]}
    if word.startswith("在"):
        return heard, more | {"area": AREAS[word.removeprefix("在")]}
    if word == "未留电话":
        return replace(heard, caller_phone=""), more
    relations = {str(one.zh): one for one in Relation}
    if word.removeprefix("代") in relations:
        return replace(heard, relation=relations[word.removeprefix("代")]), more
    if word.startswith("当事人"):
        return replace(heard, behalf_name=word.removeprefix("当事人")), more
    if word.startswith("信用代码"):
        return replace(heard, credit_code=word.removeprefix("信用代码")), more
    if word == "保密":
        return heard, more | {"confidential": True}
    raise NotUnderstood(f"看不懂来电情况“{word}”")


@does("登记{Kind}“{topic}”", "登记{Kind}“{topic}”（{words}）")
def registers(scene: Scene, actor: Actor, kind: Kind, topic: str, words: str = "") -> Command:
    return call(kind, topic, words)


@does("登记{Kind}“{topic}”并受理派单", "登记{Kind}“{topic}”（{words}）并受理派单")
def sends_at_once(scene: Scene, actor: Actor, kind: Kind, topic: str, words: str = "") -> Command:
    return call(kind, topic, words, triage=c.Accept(), dispatch=True)


@does("一次登记两件：{Kind1}“{topic1}”和{Kind2}“{topic2}”")
def registers_two(scene: Scene, actor: Actor, **said: Any) -> Command:
    first, second = (b.matter(said[f"topic{n}"], kind=said[f"kind{n}"]) for n in (1, 2))
    return b.call(first, second)


@does("把来电归入群体事件“{words}”")
def joins(scene: Scene, actor: Actor, words: str) -> Command:
    return call(Kind.HELP, scene.story.cases[scene.names[words]].topic, event=scene.names[words])


@does("把来电归入群体事件“{words1}”，特殊需要“{words2}”")
def joins_in_need(scene: Scene, actor: Actor, words1: str, words2: str) -> Command:
    head = scene.names[words1]
    return call(Kind.HELP, scene.story.cases[head].topic, event=head, need=words2)


@does("把保密来电归入群体事件“{words}”")
def joins_unseen(scene: Scene, actor: Actor, words: str) -> Command:
    head = scene.names[words]
    return call(Kind.HELP, scene.story.cases[head].topic, "保密", event=head)


@does("登记来电性质“{Nature}”")
def registers_none(scene: Scene, actor: Actor, nature: Nature) -> Command:
    return replace(b.call(), nature=nature, note="")


@does("登记来电性质“{Nature}”，写下内容")
def writes_down(scene: Scene, actor: Actor, nature: Nature) -> Command:
    return replace(b.call(), nature=nature, note=WHY)


plain("受理", c.Accept())
plain("当场解答", c.AnswerDirectly(answer="办事指南第3条。", article="A-1", article_version="2"))
plain("移送公安", c.ReferToPolice(clue=WHY))
plain("确认对方已接收", c.ConfirmHandOver(taken_over=True))
plain("确认对方未接收", c.ConfirmHandOver(taken_over=False))
plain("记录三方通话", ho.NoteThreeWayCall())
plain("回拨并书面移交", ho.HandOverInWriting(rung_back=True, written=WHY))
plain("首接受理", ho.KeepHandOver(reason=WHY))
plain("退回补录", c.SendBackForCompletion(reason=WHY))
plain("补录", c.CompleteIntake(note=WHY))
plain("撤单", c.Withdraw(reason=WHY))
plain("补充情况", c.Supplement(text="昨晚又响到两点。"))
plain("催办", c.Remind(words=WHY))
plain("上传材料", AttachFiles(files=b.files()))
plain("记录110撤回", RecallPoliceOrder(reason=WHY))


@does("移交{EmergencyLine}")
def hands_over(scene: Scene, actor: Actor, emergencyline: EmergencyLine) -> Command:
    return c.HandOver(line=emergencyline)


@does("告知法定途径“{LegalRoute}”")
def tells_route(scene: Scene, actor: Actor, legalroute: LegalRoute) -> Command:
    return c.TellLegalRoute(route=legalroute, words="请向有管辖权的机关提出。")


@does("解释说明“{ExplainGround}”")
def explains(scene: Scene, actor: Actor, explainground: ExplainGround) -> Command:
    return c.Explain(ground=explainground, words="这一要求不能办理。")


@does("补录为{Urgency}")
def corrects_urgency_at_intake(scene: Scene, actor: Actor, urgency: Urgency) -> Command:
    return c.CompleteIntake(urgency=urgency)


@does("更正为{Urgency}")
def changes_urgency(scene: Scene, actor: Actor, urgency: Urgency) -> Command:
    return ChangeUrgency(urgency=urgency, reason=WHY)


@does("加上标签“{Tag}”")
def adds_a_tag(scene: Scene, actor: Actor, tag: Tag) -> Command:
    return ChangeTags(add_tags=(tag,), reason=WHY)


@does("去掉标签“{Tag}”")
def takes_a_tag(scene: Scene, actor: Actor, tag: Tag) -> Command:
    return ChangeTags(take_tags=(tag,), reason=WHY)


@does("拆分出{Kind}“{topic}”")
def splits(scene: Scene, actor: Actor, kind: Kind, topic: str) -> Command:
    return c.SplitMatter(matter=b.matter(topic, kind=kind))


@does("转为保密", "转为保密，被反映{unit}")
def makes_confidential(scene: Scene, actor: Actor, unit: str = "") -> Command:
    return MakeConfidential(reason=WHY, reported_unit=unit)


@does("并入来源{Platform}“{words}”")
def attaches_source(scene: Scene, actor: Actor, platform: Platform, words: str) -> Command:
    return so.AttachSource(platform=platform, number=words)


@does("回告第{n}个来源")
def confirms_source(scene: Scene, actor: Actor, n: int) -> Command:
    return so.ConfirmToSource(source=f"S{n}")


@does("答复第{n}个来源")
def answers_source(scene: Scene, actor: Actor, n: int) -> Command:
    return so.AnswerSource(source=f"S{n}", note=WHY)
