"""A code table from CSV or Excel: what it would change, what is wrong, and with whose consent.

A dry run changes nothing. Faults that can be dealt with (a code printed twice, a name left blank)
ask for a tick; others keep the table out.
"""

from collections.abc import Mapping

import msgspec
from django.http import HttpRequest

from hotline.dispatching.code_tables import Changes, CodeTable, read_codes
from hotline.dispatching.table_file import text_of
from hotline.people.by import By
from hotline.rules.directory import Directory
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

NAMED = 20
SHOWN = 100
"""So many faults, new names and so on are listed; the rest is counted."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a table before it is taken, and after it was refused."""

    table: CodeTable
    changes: Changes
    text: str
    in_use: tuple[tuple[str, str], ...]
    """Retired codes that entries of the dispatch directory in force still name: the first ones."""
    all_in_use: int
    """How many they are."""

    @property
    def lists(self) -> tuple[tuple[str, int, tuple[tuple[str, str], ...]], ...]:
        """(heading, how many, the first of them as code and words) for what would change."""
        changed = self.changes
        renamed = {
            code: say("{old} → {new}", old=old, new=new)
            for code, (old, new) in changed.renamed.items()
        }
        kinds: tuple[tuple[str, Mapping[str, str]], ...] = (
            (say("新增"), changed.added),
            (say("改名"), renamed),
            (say("移出"), changed.retired),
        )
        return tuple((word, len(of), tuple(of.items())[:SHOWN]) for word, of in kinds)

    @property
    def faults(self) -> tuple[str, ...]:
        """The first faults in words."""
        return tuple(fault.said for fault in self.table.faults[:SHOWN])

    @property
    def more_faults(self) -> int:
        """How many are not listed."""
        return max(0, len(self.table.faults) - SHOWN)


def sent(request: HttpRequest, by: By) -> str | Refusal:
    """The text that was pasted or uploaded; only of somebody who may change the city's lists."""
    if not by.actor.is_a(Role.SYSTEM_ADMIN):
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("只有系统管理员可以导入。"),
            advice=say("请联系系统管理员。"),
        )
    file = request.FILES.get("file")
    return text_of(file.read()) if file else str(request.POST.get("csv", ""))


def report_on(text: str, held: Mapping[str, str], which: str, directory: Directory) -> Report:
    """The table read and laid beside the list in use (`which`: topics or areas)."""
    table = read_codes(text)
    changes = table.beside(held)
    named = [entry.area if which == "areas" else entry.topic for entry in directory.entries]
    in_use = {code: changes.retired[code] for code in named if code in changes.retired}
    first = tuple(in_use.items())[:NAMED]
    return Report(table=table, changes=changes, text=text, in_use=first, all_in_use=len(in_use))
