"""One event of each type of the reference data: city, units, accounts, rulebook, place names,
dispatch directory, topic models. Written by hand, with everything in them that may be.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import msgspec

from hotline import rulebooks
from hotline.rules.calendar import NamedDay, YearNotice
from hotline.rules.directory import Duty, DutyLine, Entry
from hotline.rules.gazetteer import Place, PlaceKind
from hotline.rules.reference import automatic as a
from hotline.rules.reference import calendar_year as y
from hotline.rules.reference import city as c
from hotline.rules.reference import directory_edition as d
from hotline.rules.reference import gazetteer as g
from hotline.rules.reference import rulebook_edition as r
from hotline.rules.reference import topic_model as m
from hotline.rules.reference import unit_tree as u
from hotline.rules.reference import user_messages as p
from hotline.rules.rulebook import Rulebook
from hotline.rules.shares import Figure
from hotline.rules.units import UnitKind
from hotline.rules.words import Role
from tests.rules.case import world as w

AT: Final = w.MONDAY
BY: Final = "admin@centre"
SECOND: Final = "management@centre"
WHY: Final = "与通知不一致"
NOTICE: Final = YearNotice(
    year=2027,
    number="国办发明电〔2026〕7号",
    rest_days=(NamedDay(day=date(2027, 2, 5), name="春节"),),
    work_days=(NamedDay(day=date(2027, 2, 14), name="春节"),),
)
PLACES: Final = (
    Place(name="阳光小区", area="east/heping", kind=PlaceKind.COMPOUND, aliases=("阳光花园",)),
)
ENTRY: Final = Entry(
    id="12", topic=w.NOISE, lead=w.URBAN, co_handlers=(w.EAST,), area="east", kind="complaint",
    object="北市场", aliases=("北农贸市场",), legal_basis="《噪声污染防治法》第八条", limit="3wd",
    effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31),
)  # fmt: skip
DUTY: Final = DutyLine(
    id="配1", topic=w.NOISE, duty=Duty.ASSISTING, unit=w.EAST, department=w.URBAN,
    legal_basis="《履职事项清单》",
)  # fmt: skip
FIGURES: Final = m.Measured(
    cases=812, macro_f1=0.71, accuracy=0.83, top_five=0.97, calibration_error=0.02
)


def _book() -> Rulebook:
    """The national edition; the events of later editions may hold names that this one lacks."""
    read = r.read((Path(rulebooks.__file__).parent / "national.toml").read_text("utf-8"))
    assert isinstance(read, Rulebook)
    return read


CITY: Final = (
    c.CityFounded(at=AT, code="bj", name="滨江市", zone="Asia/Shanghai"),
    c.SettingsSet(at=AT, settings={"portal": "on"}),
    c.CalendarAdopted(at=AT, edition="CN2026", through=2026),
    c.TopicsAdopted(at=AT, edition="2", topics={"urban": "城市管理", w.NOISE: "噪声"}),
    c.AreasAdopted(at=AT, edition="2", areas={"east": "东城区", "east/heping": "和平街道"}),
    y.CalendarYearDrafted(at=AT, author=BY, notice=NOTICE),
    y.CalendarYearApproved(at=AT, approver=SECOND),
    y.CalendarYearRejected(at=AT, approver=SECOND, reason=WHY),
    y.CalendarYearWithdrawn(at=AT),
)
UNITS: Final = (
    u.UnitAdded(
        at=AT, id="heping", name="和平街道办事处", kind=UnitKind.STREET, parent=w.EAST,
        area="east/heping", short="和平街道", duty_phone="010-5550 0100",
    ),
    u.UnitRenamed(
        at=AT, id=w.URBAN, name="城市管理局", before="城管局", short="城管", reason="机构改革"
    ),
    u.UnitMoved(at=AT, id="heping", parent="west", before=w.EAST, area="west", reason="区划调整"),
    u.UnitClosed(at=AT, id="heping", reason="机构改革", successor="jiefang"),
    u.DutyPhoneSet(at=AT, id=w.URBAN, phone="010-5550 0101"),
)  # fmt: skip
USER: Final = (
    p.UserAdded(
        at=AT, id="5f0c", username="officer.urban", name="李四", unit=w.URBAN, outsourced=True
    ),
    p.UserCorrected(at=AT, name="李四", unit=w.EAST, outsourced=False),
    p.RoleGiven(at=AT, role=Role.OFFICER, scope=w.NOISE),
    p.RoleTaken(at=AT, role=Role.OFFICER, scope=w.NOISE),
    p.PasswordChanged(at=AT, by_self=True),
    p.UserLocked(at=AT, reason="账号疑似被盗"),
    p.UserUnlocked(at=AT),
    p.UserDisabled(at=AT, reason="离职"),
    p.TokenMade(
        at=AT, id="t1", name="市场监管局系统", digest="5f" * 32, expires_at=AT + timedelta(days=90)
    ),
    p.TokenRevoked(at=AT, id="t1"),
)
RULEBOOK: Final = (
    r.RulebookProposed(at=AT, author=BY, note="按新规定修订", toml="edition = 2\n", book=_book()),
    r.RulebookApproved(at=AT, approver=SECOND),
    r.RulebookRejected(at=AT, approver=SECOND, reason=WHY),
)
GAZETTEER: Final = (
    g.PlacesAdopted(at=AT, edition="2026-1", places=PLACES),
    g.PlacesDrafted(at=AT, edition="2026-2", author=BY, places=PLACES),
    g.PlacesApproved(at=AT, approver=SECOND),
    g.PlacesRejected(at=AT, approver=SECOND, reason=WHY),
    g.PlacesWithdrawn(at=AT),
)
DIRECTORY: Final = (
    d.DirectoryDrafted(
        at=AT, edition="2026-1", effective_from=date(2026, 1, 1), note="年度修订", author=BY,
        entries=(ENTRY,), duties=(DUTY,), last_resort={"east": w.EAST},
    ),
    d.EntriesPut(at=AT, author=BY, entries=(ENTRY,)),
    d.EntryRemoved(at=AT, author=BY, id=ENTRY.id),
    d.DutiesPut(at=AT, author=BY, duties=(DUTY,)),
    d.DutyRemoved(at=AT, author=BY, id=DUTY.id),
    d.LastResortNamed(at=AT, author=BY, area="east", unit=w.EAST),
    d.DirectoryApproved(at=AT, approver=SECOND),
    d.DirectoryRejected(at=AT, approver=SECOND, reason=WHY),
)  # fmt: skip
MODELS: Final = (
    m.ModelRecorded(
        at=AT, version="20260302-1", digest="5f" * 32, made=m.Made.CASES, learnt=9_000, topics=212,
        measured=FIGURES, against="20260201-1", before=m.Measured(cases=812, macro_f1=0.69),
    ),
    m.ModelAdopted(
        at=AT, version="20260302-1", instead_of="20260201-1", by="clock", by_rule=True,
        reason="比现用的更准",
    ),
    m.ModelRulesSet(at=AT, precision=0.92, margin=0.01, automatic=True),
)  # fmt: skip
AUTOMATIC: Final = (
    a.AutomaticRulesSet(at=AT, bar=0.96, share=10, grace=5),
    a.AutomaticSwitchedOn(
        at=AT, topic="urban/noise", by=BY, figure=Figure(cases=200, right=198), bound=0.9643,
        bar=0.95,
    ),
    a.AutomaticSwitchedOff(
        at=AT, topic="urban/noise", by="clock", by_rule=True, reason="最近复核的20件中有2件派错。",
        figure=Figure(cases=210, right=200),
    ),
)  # fmt: skip

EVENTS: Final[dict[str, tuple[msgspec.Struct, ...]]] = {
    "city": CITY,
    "unit_tree": UNITS,
    "user": USER,
    "rulebook": RULEBOOK,
    "gazetteer": GAZETTEER,
    "directory": DIRECTORY,
    "topic_models": MODELS,
    "automatic_dispatch": AUTOMATIC,
}
"""By the name of their stream."""
