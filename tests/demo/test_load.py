"""The demo city: founded and lived through by real actions, with work on every table."""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count

from hotline import ledger
from hotline.demo import load as demo
from hotline.demo import logins, people, place
from hotline.demo.calls import EMPTY_SHARE
from hotline.demo.life import Stage
from hotline.demo.people import SHOWN_STREET, SHOWN_UNIT, Staff
from hotline.desk.shell import PLACES
from hotline.handling import queries
from hotline.handling.batches.models import BatchRow
from hotline.handling.mass.models import EventCallRow
from hotline.handling.mass.queries import events
from hotline.handling.models import CaseRow, CaseTextRow, LegRow
from hotline.handling.numbers import queries as numbers
from hotline.handling.queues import queries as queues
from hotline.handling.streams import case_ref
from hotline.people.queries import gazetteer, world
from hotline.people.sign_in import Opened, sign_in
from hotline.rules.directory import Matter
from hotline.rules.directory_checks import problems
from hotline.rules.lights import light
from hotline.rules.units import UnitKind
from hotline.rules.words import CaseStage, RequestKind, Role

pytestmark = pytest.mark.repeats

CASES = 120
# A working afternoon, and a night of Spring Festival.
MOMENTS = ("2026-03-11T15:20", "2026-02-18T03:10")


@pytest.fixture(scope="module", params=MOMENTS)
def city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object
) -> Iterator[demo.Loaded]:
    """One demo city for the tests below, at each of the moments; none of them changes it."""
    now = datetime.fromisoformat(request.param).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    with django_db_blocker.unblock(), ledger.clock.at(now):  # type: ignore[attr-defined]
        yield demo.load(lambda line: None, cases=CASES, city=f"d{os.getpid()}-{request.param[:10]}")


@pytest.fixture
def staff(city: demo.Loaded, db: None) -> Staff:
    return people.staff(city.city)


def test_every_step_was_allowed(city: demo.Loaded) -> None:
    assert city.fresh
    assert city.contacts == CASES + round(CASES * EMPTY_SHARE)
    assert city.refused == ()


def test_there_is_work_for_every_role(staff: Staff) -> None:
    def reader(name: str) -> queries.Reader:
        return queries.reader(staff.actors[name])

    assert queues.triage_queue(reader("agent4")).count >= 8
    assert queues.dispatch_queue(reader("dispatcher")).count >= 6
    assert queues.requests(reader("dispatcher"), RequestKind.RETURN).count >= 3
    assert queues.follow_up_queue(reader("caller")).count >= 6
    for name in ("liaison", "street"):
        lines = queues.inbox(reader(name)).lines
        assert {line.leg.state for line in lines} >= {"dispatched", "signed", "replied"}
    for name, unit in (("head", SHOWN_UNIT), ("streethead", SHOWN_STREET)):
        assert queues.requests(reader(name), RequestKind.COMPLETION, unit=unit).count >= 2


def test_no_list_is_empty_for_a_newcomer(city: demo.Loaded, staff: Staff) -> None:
    """But those that chance fills, what waits for units whose accounts nobody signs in with, and
    what only goes wrong later: a topic that fell, a reckoning that stopped."""
    chance = {"samples", "on_site", "hot", "automatic", "automatic_fallen", "reckoning_stopped"}
    for name in people.SIGN_IN:
        who = queries.reader(staff.actors[name])
        counted = {one.count for one in PLACES if one.roles & who.actor.roles and one.count}
        found = queues.standing(who, sorted(counted - chance)).counts
        assert [list for list, number in found.items() if not number] == [], name
    head = queries.reader(staff.actors["management"])
    assert numbers.restrictions(head)
    assert len(events(head)) == 2
    assert {row.state for row in BatchRow.objects.filter(city=city.city)} == {"done", "tried"}


def test_inboxes_show_all_three_lights(city: demo.Loaded, db: None) -> None:
    policy = world(city.city).editions.in_force(ledger.clock.now().date()).time
    lights = Counter(
        light(ledger.clock.now(), leg.dispatched_at, leg.limit_due, policy)
        for leg in LegRow.objects.filter(city=city.city, unit=SHOWN_UNIT, running=True)
    )
    assert set(lights) == {"green", "yellow", "red"}


def test_every_stage_was_reached(city: demo.Loaded, db: None) -> None:
    stages = set(CaseRow.objects.filter(city=city.city).values_list("stage", flat=True))
    assert stages >= {str(stage) for stage in CaseStage} - {"withdrawn"}
    rows = CaseRow.objects.filter(city=city.city)
    heads = EventCallRow.objects.filter(city=city.city).values("event").annotate(n=Count("case_id"))
    assert heads.filter(n__gt=4).count() == 2, "the burst of three weeks ago, and that of today"
    assert rows.filter(parent__isnull=False, stage="closed").exists()
    assert rows.filter(returns__gt=0).exists()
    assert rows.filter(breached=True).exists()


def test_what_is_read_is_what_was_written(city: demo.Loaded, db: None) -> None:
    ids = CaseRow.objects.filter(city=city.city).order_by("id").values_list("id", flat=True)[::15]
    for case in ids:
        assert ledger.fold(case_ref(city.city, case)) == ledger.state_of(case_ref(city.city, case))


def test_time_never_runs_backwards_and_stops_at_now(city: demo.Loaded, db: None) -> None:
    now = ledger.clock.now()
    rows = CaseRow.objects.filter(city=city.city).order_by("number")
    moments = [row.registered_at for row in rows]
    assert moments == sorted(moments)
    assert all(row.last_at <= now for row in rows)


def test_people_do_not_repeat_each_other(city: demo.Loaded, db: None) -> None:
    texts = Counter(CaseTextRow.objects.filter(city=city.city).values_list("text", flat=True))
    assert len(texts) > 0.85 * texts.total()
    lengths = sorted(len(text) for text in texts)
    assert lengths[0] < 30 < 100 < lengths[-1]
    assert not any("{" in text for text in texts)


def test_the_directory_answers_for_every_topic(city: demo.Loaded, db: None) -> None:
    known = world(city.city)
    today = ledger.clock.now().date()
    for topic in known.topics:
        for area in ("xidong/heqing", "qinglan/yunding/chaping"):
            assert known.directory.lookup(Matter(topic=topic, area=area), today), (topic, area)
    assert problems(known.directory, known.units) == []
    assert len(known.units.units) >= 60


def test_one_signs_in_with_the_printed_password(city: demo.Loaded, db: None) -> None:
    file = logins.file_of(city.city)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first, *rest = file.read_text().splitlines()
    password = first.rpartition(" ")[2]
    for name in ("agent", "liaison", "sysadmin"):
        assert any(name in line for line in rest)
        opened = sign_in(city.city, name, password)
        assert isinstance(opened, Opened)
        assert not opened.signed.must_change


def test_every_role_has_an_account(staff: Staff) -> None:
    held = {role for name in people.SIGN_IN for role in staff.actors[name].roles}
    assert held == {role for role in Role if role not in (Role.CITIZEN, Role.CLOCK)}


def test_loading_again_changes_nothing(city: demo.Loaded, db: None) -> None:
    before = CaseRow.objects.filter(city=city.city).count()
    said: list[str] = []
    again = demo.load(said.append, cases=CASES, city=city.city)
    assert not again.fresh
    assert "未做改动" in said[0]
    assert CaseRow.objects.filter(city=city.city).count() == before


def test_the_same_seed_tells_the_same_stories(db: None) -> None:
    def told(city: str, seed: int) -> list[tuple[object, ...]]:
        demo.load(lambda line: None, cases=45, seed=seed, city=city)
        texts = dict(CaseTextRow.objects.filter(city=city).values_list("stream_id", "text"))
        rows = CaseRow.objects.filter(city=city).order_by("number")
        return [(texts[row.id], row.stage, row.lead_unit) for row in rows]

    with ledger.clock.at(datetime(2026, 3, 11, 7, 20, tzinfo=UTC)):
        first = told("demo-b", 7)
        assert told("demo-c", 7) == first
        assert told("demo-d", 8) != first


def test_every_street_has_places_of_every_kind_and_some_names_stand_twice() -> None:
    for district, street in place.streets():
        assert street.villages
        assert all(place.named(f"{district.id}/{street.id}").values())
    names = Counter(one.name for one in place.gazetteer())
    assert (names["人民路"], names["幸福小区"]) == (3, 2)


def test_the_city_is_of_the_size_that_was_asked_for(city: demo.Loaded, db: None) -> None:
    known = world(city.city)
    kinds = Counter(unit.kind for unit in known.units.units.values())
    assert kinds[UnitKind.VILLAGE] > 20
    assert kinds[UnitKind.UTILITY] == 6
    assert kinds.total() - kinds[UnitKind.VILLAGE] - 6 >= 50
    depths = Counter(code.count("/") for code in known.topics)
    assert [depths[0] >= 14, depths[1] >= 90, depths[2] >= 300] == [True] * 3
    places = gazetteer(city.city)
    assert len(places.places) > 200
    assert len(places.locate("幸福小区12号", known.areas)) == 2


def test_what_the_stage_believes_is_what_the_journal_says(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lives act on states folded beside the journal; duties of the clock change them too."""
    stages: list[Stage] = []
    plain = Stage.run

    def run(stage: Stage, *given: object) -> None:
        stages.append(stage)
        plain(stage, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Stage, "run", run)
    with ledger.clock.at(datetime(2026, 3, 11, 7, 20, tzinfo=UTC)):
        demo.load(lambda line: None, cases=80, city="demo-e")
    [stage] = stages
    rows = CaseRow.objects.filter(city="demo-e")
    assert rows.count() >= 80
    differing = [
        row.number
        for row in rows
        if stage.case(str(row.id)) != ledger.state_of(case_ref("demo-e", row.id))
    ]
    # The last duties before now are done after the last step, when nobody looks any more; and two
    # orders are handed to an officer in a batch (`office`).
    assert len(differing) <= 5
