"""督办单: the document that presses a unit, as the unit files it: what was asked, by when, what was
answered and decided. The citizen's person does not stand on it; the words only where the reader
sees them.
"""

from collections.abc import Sequence

from hotline.desk import case_view
from hotline.desk.printed.forms import NO_FORM, Printing, day, sheet, short
from hotline.desk.printed.paper import Cell, Paper, label
from hotline.handling.timeline import Line
from hotline.rules.case.state import Document
from hotline.rules.case.supervision_guards import standing
from hotline.rules.refusal import Refusal


# not said: forms that offices file are Chinese
def document(one: Printing) -> bytes | Refusal:
    """督办单, or that there is no such document."""
    found = one.seen.state.request(one.request)
    if not isinstance(found, Document):
        return NO_FORM
    steps = [
        line
        for event, line in zip(one.events, one.lines, strict=True)
        if getattr(event.event, "request", "") == found.id
    ]
    world, case = one.desk.who.world, one.seen.state
    paper = sheet(one, "督办单", watermark=True)
    paper.heading(f"{world.city_name}12345政务服务便民热线\n督办单")
    paper.edges(f"督办编号：{case.number}-{found.id}", f"督办等级：{found.colour.zh!s}")
    _head(paper, one, found)
    title, text, withheld = case_view.told(one.seen.words, one.seen.covers)
    paper.row(label("诉求内容", 1), Cell(text=text or title or str(withheld), share=5, least=20))
    _texts(paper, "督办要求", steps[:1])
    for line in steps[1:]:
        notes = "；".join(str(note) for note in line.notes)
        said = [f"{name}：{words}" for name, words in line.texts]
        withheld_words = [str(line.withheld)] if line.withheld else []
        about = [f"{short(one, line.at)}　{line.who}　{notes}".rstrip("　")]
        paper.row(
            label(str(line.title), 1), Cell(text="\n".join(about + said + withheld_words), share=5)
        )
    paper.row(
        label("承办单位\n（签收、盖章）", 1, 22), Cell(text="", share=2),
        label("督办人\n（签字）", 1), Cell(text="　　　年　　月　　日", share=2),
    )  # fmt: skip
    return paper.finished()


# not said: forms that offices file are Chinese
def _head(paper: Paper, one: Printing, found: Document) -> None:
    units, case = one.desk.who.world.units, one.seen.state
    leg = case.leg(found.leg)
    pairs = (
        ("督办方式", str(found.document.zh), "发出方式", "自动" if found.by_rule else "人工"),
        ("发出时间", day(one, found.filed_at), "答复期限", day(one, found.due_at) or "只需签收"),
        ("被督办单位", units.name(found.unit), "现由谁答复", units.name(found.addressed)),
        ("签收时间", day(one, found.received_at), "答复时间", day(one, found.answered_at)),
        ("工单编号", case.number, "办理时限", day(one, leg.limit.due_at) if leg else ""),
        ("进展", str(standing(found.state, found.received_at, found.answered_at)),
         "升级次数", str(found.rung)),
    )  # fmt: skip
    for first, one_value, second, other_value in pairs:
        paper.row(
            label(first, 1), Cell(text=one_value, share=2),
            label(second, 1), Cell(text=other_value, share=2),
        )  # fmt: skip


# not said: forms that offices file are Chinese
def _texts(paper: Paper, name: str, steps: Sequence[Line]) -> None:
    said = [f"{title}：{words}" for line in steps for title, words in line.texts]
    said += [str(line.withheld) for line in steps if line.withheld]
    paper.row(label(name, 1), Cell(text="\n".join(said) or "按办理规则自动发出", share=5, least=24))
