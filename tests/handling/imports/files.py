"""Files of another system, as tests send them."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import IO

from openpyxl import Workbook

HEADINGS = (
    "工单编号", "标题", "诉求内容", "诉求类型", "办理状态", "来源渠道", "诉求分类", "所属区域",
    "详细地址", "来电人", "联系电话", "承办单位", "登记时间", "派单时间", "签收时间", "答复时间",
    "办结时间", "回访时间", "结案时间", "答复内容", "是否解决", "满意度",
)  # fmt: skip
BASE = {
    "标题": "占道经营",
    "诉求内容": "和平路口每晚有烧烤摊占道。",
    "诉求类型": "投诉",
    "来源渠道": "电话",
    "诉求分类": "占道经营",
    "所属区域": "东城区",
    "来电人": "王建国独一无二",
    "联系电话": "13800138000",
    "登记时间": "2026-01-05 10:00",
}
ORDERS: tuple[dict[str, str], ...] = (
    {"工单编号": "OLD-1", "办理状态": "待处置"},
    {"工单编号": "OLD-2", "办理状态": "待派单"},
    {
        "工单编号": "OLD-3", "办理状态": "已派单", "承办单位": "城管局",
        "派单时间": "2026-01-05 11:00",
    },
    {
        "工单编号": "OLD-4", "办理状态": "办理中", "承办单位": "城管局",
        "派单时间": "2026-01-05 11:00", "签收时间": "2026-01-05 14:00",
    },
    {
        "工单编号": "OLD-5", "办理状态": "待审批", "承办单位": "城管局",
        "派单时间": "2026-01-05 11:00", "签收时间": "2026-01-05 14:00",
        "答复时间": "2026-01-07 10:00", "答复内容": "已责令收摊。",
    },
    {
        "工单编号": "OLD-6", "办理状态": "办结", "承办单位": "城管局",
        "办结时间": "2026-01-07 10:00", "答复内容": "已责令收摊。",
    },
    {
        "工单编号": "OLD-7", "办理状态": "已回访", "承办单位": "城管局",
        "办结时间": "2026-01-07 10:00", "回访时间": "2026-01-08 21:30",
        "答复内容": "已责令收摊。", "是否解决": "未解决", "满意度": "不满意",
    },
    {
        "工单编号": "OLD-8", "办理状态": "结案", "承办单位": "城管局",
        "办结时间": "2026-01-07 10:00", "结案时间": "2026-01-12", "答复内容": "已责令收摊。",
    },
    {
        "工单编号": "OLD-9", "办理状态": "结案", "结案时间": "2026-01-05 10:20", "诉求类型": "咨询",
        "答复内容": "办公时间为周一至周五。",
    },
)  # fmt: skip


def orders(*changed: Mapping[str, str]) -> list[dict[str, str]]:
    """Whole rows: the nine standing ones, or these."""
    return [{**BASE, **one} for one in (changed or ORDERS)]


def as_csv(rows: Sequence[Mapping[str, str]], encoding: str = "utf-8-sig") -> IO[bytes]:
    """As a spreadsheet saves it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def as_xlsx(rows: Sequence[Mapping[str, object]]) -> IO[bytes]:
    """As Excel keeps it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([row.get(name) for name in HEADINGS])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file
