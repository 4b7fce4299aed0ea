"""佐证是否齐全: which of the three groups an answer wants, and which are there.

By kind: whoever was asked for help, or told of a wrong, is shown that the unit called and went to
see (联系记录, 办理情况); a question, a suggestion, praise only that it called. By tag: what belongs
to a named person or firm (欠薪, 涉企) is answered to who they are (身份核实). A template may ask
for more on its topic. A hint and no block, unless the rulebook says required (product.md §4
Handling); the groups are the platform's own reading, no instrument lists them by kind.
"""

from collections.abc import Collection, Sequence
from typing import Final

from hotline.rules.case.state import Case, Leg
from hotline.rules.file_words import FileGroup
from hotline.rules.words import Kind, LegRole, Tag

_SEEN_TO: Final = (FileGroup.CONTACT, FileGroup.HANDLING)
_BY_KIND: Final[dict[Kind, tuple[FileGroup, ...]]] = {
    Kind.CONSULT: (FileGroup.CONTACT,),
    Kind.HELP: _SEEN_TO,
    Kind.COMPLAINT: _SEEN_TO,
    Kind.REPORT: _SEEN_TO,
    Kind.SUGGESTION: (FileGroup.CONTACT,),
    Kind.PRAISE: (),
}
_NAMED: Final = frozenset({Tag.WAGES, Tag.ENTERPRISE})


def wanted(case: Case, leg: Leg, asked: Collection[FileGroup] = ()) -> tuple[FileGroup, ...]:
    """The groups that this answer wants, in their order; `asked` by the template in use. Only who
    leads calls the citizen, and nobody calls one who left no number."""
    groups = {*_BY_KIND[case.kind], *asked}
    if _NAMED & set(case.tags):
        groups.add(FileGroup.IDENTITY)
    if leg.role is not LegRole.LEAD or not case.reachable:
        groups.discard(FileGroup.CONTACT)
    return tuple(one for one in FileGroup if one in groups)


def lacking(wants: Sequence[FileGroup], leg: Leg) -> tuple[FileGroup, ...]:
    """Those of `wants` that nothing shows yet; a recorded first contact is a record of one."""
    there = {*leg.proofs, *([FileGroup.CONTACT] if leg.first_contact_at else [])}
    return tuple(one for one in wants if one not in there)
