"""值班交接 on paper: a shift as it stands in the journal, to be signed by both."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hotline.desk.gate import Desk
from hotline.desk.printed.paper import Cell, Paper, label

Day = Callable[[datetime | None], str]


# not said: forms that offices file are Chinese
def printed(desk: Desk, parts: Mapping[str, Any], at: datetime) -> bytes:
    """The record as PDF."""
    state, calendar = parts["state"], desk.who.world.calendar

    def day(moment: datetime | None) -> str:
        return f"{calendar.local(moment):%Y-%m-%d %H:%M}" if moment else ""

    reader = f"{desk.actor.name} {desk.signed.username} {day(at)}"
    mark = f"打印：{desk.actor.name} {day(at)}　内部资料，不得外传"
    paper = Paper(f"值班交接 第{state.n}班", mark, calendar.local(at), reader)
    paper.heading(f"{desk.who.world.city_name}12345政务服务便民热线\n值班交接记录")
    paper.edges(f"第 {state.n} 班", "没有交班" if state.lapsed else "")
    for pair in (
        (("交班人", parts["manager"]), ("接班人", parts["to"] or parts["lapsed_by"])),
        (("开班", day(state.opened_at)), ("应交班", day(state.until))),
        (("交班", day(state.handed_at)), ("接完", day(state.finished_at))),
    ):
        cells = [cell for name, text in pair for cell in (label(name), Cell(text=text, share=2))]
        paper.row(*cells)
    _items(paper, parts, day)
    logged = "\n".join(
        f"{calendar.local(when):%H:%M} {who} {text}" for when, who, text in parts["log"]
    )
    paper.row(label("值班记事", 1), Cell(text=logged or "无", share=5, least=20))
    paper.row(
        label("交班人（签字）", 1, 18), Cell(text="", share=2),
        label("接班人（签字）", 1), Cell(text="", share=2),
    )  # fmt: skip
    return paper.finished()


# not said: forms that offices file are Chinese
def _items(paper: Paper, parts: Mapping[str, Any], day: Day) -> None:
    paper.row(label("未了事项"))
    shares = (("类别", 2), ("工单", 2.2), ("单位", 2), ("时限", 2), ("备注", 4), ("接班", 1.4))
    paper.row(*(label(name, share) for name, share in shares))
    for row in parts["rows"]:
        said = "\n".join(str(remark) for _, remark, _ in row.remarks)
        values = (
            row.item.kind.zh,
            row.item.number,
            row.unit,
            day(row.item.due_at),
            said,
            row.state,
        )
        paper.row(
            *(
                Cell(text=str(text), share=share)
                for text, (_, share) in zip(values, shares, strict=True)
            ),
            size=9,
        )
    if not parts["rows"]:
        paper.row(Cell(text="没有未了事项。"))
    if parts["why"]:
        paper.row(label("不交接的理由", 1), Cell(text=parts["why"], share=5))
