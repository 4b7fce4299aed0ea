"""佐证是否齐全 and names in answers, by example."""

import pytest
from msgspec.structs import replace

from hotline.rules.file_words import FileGroup as G
from hotline.rules.personal_names import personal_names
from hotline.rules.replies.evidence import lacking, wanted
from hotline.rules.words import Kind, LegRole, Tag
from tests.rules.case import build as b
from tests.rules.case import world as w


def test_what_an_answer_wants_follows_kind_tags_template_and_who_asks() -> None:
    story = b.signed(kind=Kind.COMPLAINT)
    case, leg = story.case, story.lead
    assert wanted(case, leg) == (G.CONTACT, G.HANDLING)
    assert wanted(replace(case, kind=Kind.PRAISE), leg) == ()
    assert wanted(replace(case, tags=(Tag.WAGES,)), leg) == (G.IDENTITY, G.CONTACT, G.HANDLING)
    assert wanted(case, leg, [G.IDENTITY])[0] is G.IDENTITY
    assert wanted(replace(case, reachable=False), leg) == (G.HANDLING,)
    assert wanted(case, replace(leg, role=LegRole.CO_HANDLING)) == (G.HANDLING,)


def test_a_recorded_first_contact_shows_that_they_called() -> None:
    leg = b.signed().leg(w.URBAN)
    wants = (G.CONTACT, G.HANDLING)
    assert lacking(wants, leg) == wants
    assert lacking(wants, replace(leg, first_contact_at=w.MONDAY, proofs=(G.HANDLING,))) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("已告知李四先生，业主赵敏，女，58岁，李四先生无异议", ("李*", "赵*")),
        ("经与张先生、陈某女士联系，王大爷同意", ()),
        ("和平路口烧烤摊已由城管队员清走。", ()),
        ("周云梦的丈夫在场", ("周**",)),
    ],
)
def test_names_are_told_by_what_follows_them(text: str, found: tuple[str, ...]) -> None:
    assert personal_names(text) == found
