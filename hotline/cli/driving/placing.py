"""Choosing a unit by hand, where the directory has no entry: by words of the subject line.

Nothing here is a classifier: it stands in for a dispatcher who reads the title.
"""

from collections.abc import Iterator

from hotline.cli.driving.floor import Floor, Line
from hotline.rules.units import UnitKind

# Part of a unit's name: words of matters that such a unit handles.
WORDS = {
    "水务": "河水溪污涝井渠淤臭桥岸",
    "生态": "污臭烟废噪气味尘",
    "住房": "房物业租栋楼盘装修拆迁",
    "城市管理": "占道摊垃圾违建灯广场",
    "交通": "路车公交站地铁高速客运",
    "教育": "学校生师幼考试课补",
    "公安": "警户口身份证骗诈",
    "人力": "工资社保劳动欠薪就业招聘",
    "卫生": "医院疫苗病护",
    "市场": "价格消费假食品店商家电梯",
    "自然资源": "土地征收规划宅基",
    "农业": "农田村种养",
    "园林": "树公园绿化草",
    "供电": "停电电费电压",
}
HANDLING = frozenset(
    {UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET, UnitKind.BUREAU, UnitKind.UTILITY}
)


def candidates(floor: Floor, case: Line, title: str, *without: str) -> Iterator[str]:
    """Units to try, the most fitting first, at most six."""
    units = floor.staff.units
    holders = [u for u in map(units.get, floor.staff.holders) if u and u.kind in HANDLING]
    scored = []
    for unit in holders:
        words = next((said for part, said in WORDS.items() if part in unit.name), "")
        hits = sum(title.count(word) for word in words)
        scored.append((-hits, floor.luck(case, "place", unit.id), unit.id))
    found = [unit for _, _, unit in sorted(scored) if unit not in without]
    yield from found[:6]
