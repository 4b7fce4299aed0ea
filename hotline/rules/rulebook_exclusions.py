"""考核剔除理由 of a city: for what an order may not count in its unit's assessment, and which
evidence each reason asks for. A list of its rulebook; the unit chooses from it (`case.exclusion`).

A code once used is stored in journals: an edition may drop it, never give it another meaning.
Editions older than the list mean `BEFORE` (product.md §4 Assessment): those reasons, and any
evidence at all.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from hotline.rules.file_words import FileGroup
from hotline.rules.text import joined, say
from hotline.rules.toml_table import Table

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST: Final = 40
NOT_BORNE_OUT: Final = "not_borne_out"
"""查否: the platform's own code for it, counted as such in every city that has it."""


class ExclusionReason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason of an edition. `evidence`: the groups that the leg must have beforehand."""

    code: str
    name: str
    evidence: tuple[FileGroup, ...] = ()
    source: str = ""

    @property
    def zh(self) -> str:
        """不可抗力（办理情况）: with what it asks for."""
        if not self.evidence:
            return self.name
        groups = joined("、", (group.zh for group in self.evidence))
        return say("{name}（须有佐证：{groups}）", name=self.name, groups=groups)


# not said: data of a city, which may write them anew
_BEFORE: Final = {
    NOT_BORNE_OUT: "查否（诉求经查不属实）",
    "unreasonable": "无理重复诉求",
    "beyond_law": "诉求超出法律法规和政策规定",
    "statutory": "已进入法定途径",
    "not_duty": "不属于本单位职责",
    "uncooperative": "诉求人拒不配合",
    "force_majeure": "不可抗力",
}
BEFORE: Final = tuple(ExclusionReason(code=code, name=name) for code, name in _BEFORE.items())
"""What an edition means that is silent about reasons."""


def read_exclusions(table: Table) -> Iterator[ExclusionReason]:
    """The reasons of a text; what is wrong with them goes to the table's problems."""
    found: list[ExclusionReason] = []
    for row in table.rows("exclusions"):
        one = _reason(row)
        _unlike(row, one, found)
        row.close()
        found.append(one)
    yield from found


def _reason(row: Table) -> ExclusionReason:
    code = row.text("code", say("应为代码，如 force_majeure"))
    if code and _CODE.fullmatch(code) is None:
        row.wrong("code", say("应为小写字母、数字和下划线，字母开头"), code)
    name = row.text("name", say("应为理由的名称"))
    if len(name) > _LONGEST:
        row.wrong("name", say("最多 {most} 个字", most=_LONGEST), name)
    evidence = row.words("evidence", FileGroup)
    if FileGroup.REQUEST in evidence:
        row.wrong("evidence", say("应为 identity、contact、handling：佐证由承办单位提供"))
    source = row.text("source", say("应写明依据"))
    return ExclusionReason(code=code, name=name, evidence=evidence, source=source)


def _unlike(row: Table, one: ExclusionReason, before: Sequence[ExclusionReason]) -> None:
    """Each code and each name once."""
    if one.code and one.code in {other.code for other in before}:
        row.wrong("code", say("应不重复"), one.code)
    if one.name and one.name in {other.name for other in before}:
        row.wrong("name", say("应不重复"), one.name)
