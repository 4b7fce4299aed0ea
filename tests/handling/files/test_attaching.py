"""Attaching, reading, erasing: bytes before their event, under sight, on record, under the key."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.exceptions import InvalidTag

from hotline import ledger
from hotline.handling import actions
from hotline.handling.files import attaching, keeping, showing
from hotline.handling.files.inspecting import Upload
from hotline.handling.files.showing import Opened, open_file
from hotline.handling.files.store import store
from hotline.handling.models import CaseRow, FileRow
from hotline.handling.queries import Reader, reader
from hotline.handling.streams import case_ref
from hotline.people.by import By
from hotline.people.models import AccessRow
from hotline.rules.actor import citizen_actor
from hotline.rules.case import commands as c
from hotline.rules.case.files import FilesAttached
from hotline.rules.file_words import FileGroup, FileKind
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Face, Role
from tests import cluster
from tests.fixtures import pictures as p
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> Path:
    """A store of the test's own."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def lying() -> set[str]:
    """Addresses in the store."""
    return {one.address for one in store().lying()}


def attached(city: City, case: str, *sent: Upload, by: By | None = None) -> FilesAttached:
    """What the hotline attached."""
    outcome = done(attaching.attach(by or city.by(Role.AGENT), case, sent or [p.upload()]))
    event = outcome.events[-1].event
    assert isinstance(event, FilesAttached)
    return event


def evidence(city: City, case: str, group: FileGroup, *sent: Upload) -> FilesAttached:
    """What the unit attached to its leg, which it has signed."""
    files = list(sent) or [p.upload()]
    outcome = done(attaching.attach_evidence(city.by(Role.OFFICER), case, "L1", group, files))
    event = outcome.events[-1].event
    assert isinstance(event, FilesAttached)
    return event


def citizen(city: City, case: str) -> Reader:
    """The citizen whose case it is."""
    return reader(citizen_actor(city.code), own_case=UUID(case))


def read(who: Reader, case: str, event: FilesAttached, part: str = "stored") -> Opened | Refusal:
    """The first file of that event."""
    return open_file(who, case, event.files[0].id, part, page="附件")


def is_there(who: Reader, case: str, event: FilesAttached, part: str = "stored") -> bool:
    """Whether this reader gets it; whoever does not is told that there is none."""
    found = read(who, case, event, part)
    assert isinstance(found, Opened) or found.code is Code.NOT_FOUND
    return isinstance(found, Opened)


def logged(city: City) -> list[tuple[str, list[str]]]:
    """Readings on record."""
    rows = AccessRow.objects.filter(city=city.code).order_by("id")
    return [(row.user_id, row.fields) for row in rows]


def test_a_photo_comes_back_as_it_was_and_lies_sealed(city: City) -> None:
    [case] = register(city)
    event = attached(city, case)
    who = reader(city.actor(Role.DISPATCHER))
    found = read(who, case, event)
    assert isinstance(found, Opened)
    assert (found.content, found.name, found.media) == (p.photo(), "现场.jpg", "image/jpeg")
    assert logged(city) == [(who.actor.id, ["files"])]
    assert lying() == set(event.files[0].addresses)
    for address in lying():
        assert b"JFIF" not in (store().get(address) or b"JFIF")
    row = FileRow.objects.get(stream_id=case)
    assert set(row.addresses) == lying()


def test_two_files_are_one_step_and_equal_files_do_not_show(city: City) -> None:
    [case] = register(city)
    event = attached(city, case, p.upload(), p.upload(), p.upload(p.PDF, "合同.pdf"))
    assert [one.kind for one in event.files] == [FileKind.PHOTO, FileKind.PHOTO, FileKind.PDF]
    assert len(lying()) == 7


def test_sent_twice_it_is_attached_once(city: City) -> None:
    [case] = register(city)
    by = By(actor=city.actor(Role.AGENT), key="twice")
    first = done(attaching.attach(by, case, [p.upload()]))
    before = lying()
    again = done(attaching.attach(by, case, [p.upload()]))
    assert again.repeated
    assert again.answer == first.answer
    assert lying() == before
    other = attaching.attach(by, case, [p.upload(p.PDF)])
    assert isinstance(other, Refusal)
    assert other.code is Code.KEY_REUSED
    assert lying() == before


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.ASSESSOR])
def test_what_the_rules_refuse_leaves_nothing_behind(city: City, role: Role) -> None:
    [case] = register(city)
    found = attaching.attach(city.by(role), case, [p.upload()])
    assert isinstance(found, Refusal)
    assert found.code is Code.WRONG_ROLE
    assert not lying()


def test_nothing_too_many_and_no_case(city: City) -> None:
    [case] = register(city)
    by = city.by(Role.AGENT)
    for sent, code in (([], Code.MISSING), ([p.upload(p.PDF)] * 21, Code.LIMIT_REACHED)):
        found = attaching.attach(by, case, sent)
        assert isinstance(found, Refusal)
        assert found.code is code
    assert attaching.attach(by, "0" * 8 + case[8:], [p.upload(p.PDF)]) is actions.NO_CASE
    assert isinstance(attaching.look([p.upload(p.PDF)] * 21), Refusal)
    assert isinstance(attaching.look([p.upload(p.PDF), p.upload(p.HTML)]), Refusal)
    sent = [p.upload(p.PDF)]
    looked = attaching.look(sent)
    assert not isinstance(looked, Refusal)
    assert not lying()
    done(attaching.attach(by, case, sent, looked))
    assert len(lying()) == 1


# --- sight ------------------------------------------------------------------------------------


def test_the_unit_on_the_case_sees_it_and_another_does_not(city: City) -> None:
    [case] = register(city)
    event = attached(city, case)
    assert is_there(reader(city.actor(Role.OFFICER)), case, event)
    assert not is_there(reader(city.actor(Role.OFFICER, unit=city.units.water)), case, event)
    assert not is_there(reader(city.actor(Role.LEADER)), case, event), "leaders see no words"


def test_whoever_may_not_know_the_caller_gets_the_picture_only(city: City) -> None:
    [case] = register(city)
    event = attached(city, case)
    who = reader(city.actor(Role.INSPECTOR))
    assert not is_there(who, case, event, "stored")
    found = read(who, case, event, "view")
    assert isinstance(found, Opened)
    assert b"Wang" not in found.content
    assert "现场" not in found.name
    row = CaseRow.objects.get(id=case)
    events = ledger.read(case_ref(city.code, case))
    [one] = showing.listed(events, who, who.sight.covers(row), confidential=False)
    assert (one.name, one.place, one.can_open, one.can_have_original) == ("", None, True, False)
    assert one.taken_at


def test_of_a_confidential_case_a_unit_sees_pictures_but_hears_no_voice(city: City) -> None:
    [case] = register(city, matter(confidential=True))
    picture, voice = attached(city, case), attached(city, case, p.upload(p.AMR, "说明.amr"))
    officer = reader(city.actor(Role.OFFICER))
    assert is_there(officer, case, picture, "view")
    assert not is_there(officer, case, picture, "stored")
    assert not is_there(officer, case, voice)
    assert is_there(reader(city.actor(Role.FOLLOW_UP_CALLER)), case, voice)


def test_for_the_reported_party_of_a_confidential_case_there_is_nothing(city: City) -> None:
    [case] = register(city, matter(confidential=True, reported_unit=city.units.urban))
    event = attached(city, case)
    before = logged(city)
    for part in showing.PARTS:
        assert not is_there(reader(city.actor(Role.OFFICER)), case, event, part)
    assert logged(city) == before


def test_evidence_of_identity_is_for_those_who_may_know_the_caller(city: City) -> None:
    [case] = register(city)
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    identity = evidence(city, case, FileGroup.IDENTITY)
    handling = evidence(city, case, FileGroup.HANDLING)
    inspector = reader(city.actor(Role.INSPECTOR))
    assert not is_there(inspector, case, identity, "view")
    assert is_there(inspector, case, handling, "stored")
    assert is_there(reader(city.actor(Role.CITY_REVIEWER)), case, identity)


def test_a_citizen_sees_what_citizens_gave_and_no_evidence(city: City) -> None:
    [case] = register(city)
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    theirs = evidence(city, case, FileGroup.HANDLING)
    by = By(actor=citizen_actor(city.code), face=Face.PORTAL)
    own = attached(city, case, by=by)
    who = citizen(city, case)
    assert is_there(who, case, own)
    assert not is_there(who, case, theirs, "view")
    events = ledger.read(case_ref(city.code, case))
    covers = who.sight.covers(CaseRow.objects.get(id=case))
    assert [one.id for one in showing.listed(events, who, covers, confidential=False)] == [
        own.files[0].id
    ]
    [other] = register(city)
    assert not is_there(citizen(city, other), case, own)


def test_a_part_that_is_none_is_not_there(city: City) -> None:
    [case] = register(city)
    event = attached(city, case, p.upload(p.PDF))
    who = reader(city.actor(Role.DISPATCHER))
    assert not is_there(who, case, event, "thumb")
    assert not is_there(who, case, event, "key")
    assert open_file(who, "nonsense", event.files[0].id, "stored", page="") is actions.NO_CASE


# --- the store --------------------------------------------------------------------------------


def test_altered_moved_and_missing_bytes_are_found_and_never_shown(
    city: City, own_store: Path
) -> None:
    [case] = register(city)
    one, two = attached(city, case).files[0], attached(city, case).files[0]
    paths = {path.name: path for path in own_store.glob("??/??/*")}
    whole = paths[one.stored].read_bytes()
    paths[one.stored].write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    paths[one.view].write_bytes(paths[two.view].read_bytes())
    paths[one.thumb].unlink()
    who = reader(city.actor(Role.DISPATCHER))
    for part in showing.PARTS:
        assert open_file(who, case, one.id, part, page="") is showing.DAMAGED
    faults = [
        (file, what.split(" ")[-1])
        for file, at, what in keeping.check(100_000).faults
        if at == case
    ]
    assert faults == [(one.id, "altered"), (one.id, "altered"), (one.id, "missing")]


def test_bytes_of_another_case_do_not_open_under_this_one(city: City) -> None:
    [case] = register(city)
    key = ledger.new_blob_key()
    ref = case_ref(city.code, case)
    _, sealed = ledger.seal_blob(key, b"x", attaching.about(ref, "f", "stored"))
    assert ledger.unseal_blob(key, sealed, attaching.about(ref, "f", "stored")) == b"x"
    for wrong_key, about in (
        (key, attaching.about(ref, "f", "view")),
        (ledger.new_blob_key(), attaching.about(ref, "f", "stored")),
    ):
        with pytest.raises(InvalidTag):
            ledger.unseal_blob(wrong_key, sealed, about)


@pytest.mark.parametrize("name", ["../../etc/passwd", "sha256-" + "0" * 63, "sha256-" + "g" * 64])
def test_nothing_but_an_address_is_looked_for(name: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        store().get(name)


def test_erasing_a_case_takes_key_row_and_bytes(city: City) -> None:
    [case, other] = register(city, matter(), matter())
    event, kept = attached(city, case), attached(city, other)
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "本人申请"))
    assert lying() == set(kept.files[0].addresses)
    assert not is_there(reader(city.actor(Role.DISPATCHER)), case, event)
    assert not FileRow.objects.filter(stream_id=case).exists()
    [attached_event] = [
        one
        for one in ledger.read(case_ref(city.code, case))
        if isinstance(one.event, FilesAttached)
    ]
    assert attached_event.sealed is None


def _age(own_store: Path, days: int) -> None:
    for path in own_store.glob("??/??/*"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - days * 86400))


def test_bytes_that_a_restore_brought_back_are_swept_and_named_ones_stay(
    city: City, own_store: Path
) -> None:
    [case, other] = register(city, matter(), matter())
    event, kept = attached(city, case).files[0], attached(city, other).files[0]
    copies = {one: store().get(one) or b"" for one in event.addresses}
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "本人申请"))
    for address, sealed in copies.items():
        store().put(address, sealed)
    ledger.sequence_once()
    assert keeping.sweep() == 0, "what came a moment ago may be on its way to its event"
    _age(own_store, 2)
    assert keeping.sweep() == len(copies)
    assert lying() == set(kept.addresses)
    (own_store / "journal").write_text("another\n")
    store().put(event.stored, copies[event.stored])
    _age(own_store, 2)
    assert keeping.sweep() == 0, "another journal's files are not ours to throw away"


_CHILD = """
import sys
from hotline.cli.setup import django_ready
django_ready()
from django.conf import settings
from pathlib import Path
settings.FILES_DIR = Path(sys.argv[1])
import msgspec
from hotline.handling.files import attaching
from hotline.people.by import By
from hotline.rules.actor import Actor
from tests.fixtures import pictures as p
by = By(actor=msgspec.json.decode(sys.argv[3].encode(), type=Actor))
attaching.attach(by, sys.argv[2], [p.upload()])
"""


def test_killed_between_bytes_and_event_there_is_an_orphan_and_no_event(
    city: City, own_store: Path
) -> None:
    [case] = register(city)
    actor = msgspec.json.encode(city.actor(Role.AGENT)).decode()
    found = subprocess.run(
        [sys.executable, "-c", _CHILD, str(own_store), case, actor],
        env=cluster.environment() | {"HOTLINE_TESTING": "1", "HOTLINE_FAIL_AT": "file-stored:3"},
        check=False,
        timeout=60,
    )
    assert found.returncode == -signal.SIGKILL
    assert len(lying()) == 3
    assert keeping.check().unnamed == 3
    assert ledger.state_of(case_ref(city.code, case)).files == 0
    ledger.sequence_once()
    _age(own_store, 2)
    assert keeping.sweep() == 3


def test_a_lost_race_leaves_no_bytes(city: City) -> None:
    [case] = register(city)

    def somebody_else() -> None:
        done(actions.perform(city.by(Role.AGENT), case, c.Remind()))

    with ledger.points.on("file-stored", somebody_else):
        found = attaching.attach(city.by(Role.AGENT), case, [p.upload(p.PDF)])
    assert isinstance(found, Refusal)
    assert found.code is Code.CONFLICT
    assert not lying()
