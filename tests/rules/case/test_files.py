"""附件: who attaches what, how many, and that nothing personal is in the facts."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import files as f
from hotline.rules.file_words import FileGroup, FileKind
from hotline.rules.refusal import Code
from hotline.rules.sealed import split
from hotline.rules.words import Role
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, dispatched, files, registered, signed


def evidence(group: FileGroup = FileGroup.HANDLING, count: int = 1) -> f.AttachEvidence:
    """A unit's evidence on its leg."""
    return f.AttachEvidence(leg="L1", group=group, files=files(count))


def event(story: Story) -> f.FilesAttached:
    """The newest event, which must be of files."""
    assert isinstance(story.last, f.FilesAttached)
    return story.last


def test_a_citizens_photos_are_told_from_those_of_the_hotline() -> None:
    story = registered().do(w.person(Role.CITIZEN), f.AttachFiles(files=files(2)))
    assert (event(story).by_citizen, event(story).leg) == (True, "")
    assert event(story).group is FileGroup.REQUEST
    assert story.case.files == 2
    story.do(w.AGENT, f.AttachFiles(files=files()))
    assert event(story).by_citizen is False
    assert story.case.files == 3


@pytest.mark.parametrize("group", f.EVIDENCE)
def test_a_unit_adds_evidence_to_its_own_leg(group: FileGroup) -> None:
    story = signed().do(w.officer(w.URBAN), evidence(group))
    assert (event(story).leg, event(story).group) == ("L1", group)


def test_evidence_is_the_unit_s_own_and_after_signing() -> None:
    assert signed().refuse(w.officer(w.HOUSING), evidence()).code is Code.WRONG_UNIT
    assert signed().refuse(w.AGENT, evidence()).code is Code.WRONG_ROLE
    assert dispatched().refuse(w.officer(w.URBAN), evidence()).code is Code.WRONG_STATE


def test_a_unit_does_not_speak_for_the_citizen() -> None:
    refused = signed().refuse(w.officer(w.URBAN), evidence(FileGroup.REQUEST))
    assert (refused.code, refused.field) == (Code.INVALID, "group")


def test_twenty_are_enough_for_everybody_together() -> None:
    story = signed().do(w.AGENT, f.AttachFiles(files=files(18)))
    refused = story.refuse(w.officer(w.URBAN), evidence(count=3))
    assert (refused.code, refused.field) == (Code.LIMIT_REACHED, "files")
    assert "还可上传 2 个" in refused.message
    story.do(w.officer(w.URBAN), evidence(count=2))
    for actor, command in (
        (w.AGENT, f.AttachFiles(files=files())),
        (w.officer(w.URBAN), evidence()),
    ):
        assert "还可上传 0 个" in story.refuse(actor, command).message


def test_name_place_and_key_are_sealed() -> None:
    facts, private = split(event(registered().do(w.AGENT, f.AttachFiles(files=files()))))
    assert MARK not in str(facts)
    assert "31.2" not in str(facts)
    assert list(private) == ["private"]


def test_files_are_counted_by_kind() -> None:
    one = files()[0].facts
    kinds = (FileKind.AUDIO, FileKind.PHOTO, FileKind.PHOTO, FileKind.PDF)
    said = f.in_words([replace(one, kind=kind) for kind in kinds])
    assert said == "2 张照片、1 个 PDF 文件、1 段录音"
    assert f.in_words([]) == ""


def test_a_file_lies_wherever_it_has_an_address() -> None:
    one = files()[0].facts
    assert one.addresses == ("sha256-0",)
    assert replace(one, view="v", thumb="t").addresses == ("sha256-0", "v", "t")
