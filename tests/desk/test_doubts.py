"""疑点办结 as people meet it: told before filing, listed, decided, counted, erased."""

import io
import re
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from hotline import ledger
from hotline.handling import actions
from hotline.handling.checking import replies
from hotline.handling.checking.models import FlagRow, LookRow, SketchRow
from hotline.handling.files import attaching
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.flags import CompletionFlagged
from hotline.rules.file_words import FileGroup
from hotline.rules.words import Role, Sign, Solved
from tests.desk.seat import Seat
from tests.fixtures import pictures as p
from tests.fixtures.people import City, done
from tests.handling.steps import REPLY, complete, matter, register, verdict

LONG = (
    "经城管执法队员连续三晚到和平路口现场查看，烧烤摊占道经营情况属实，油烟确实影响居民。"
    "执法队员已当场责令摊主收摊，暂扣炉具两台，并与社区约定每晚八点到十一点定点值守。"
    "对屡劝不改的摊主，已立案并处以罚款，同时协调市场管理方在附近划出夜市经营区域。"
)
OF_WATER = (
    "经自来水公司技术人员上门检测，您家水压偏低系小区加压泵房一台变频器故障所致，现已更换，"
    "五楼以上水压恢复正常，水质抽检合格，后续将每季度对该泵房设备进行一次全面检修保养。"
)
FORM = {
    "leg": "L1",
    "truth": "true",
    "solved": "solved",
    "internal_record": "已现场处理",
}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, settings: Any) -> None:
    """A store of the test's own, and nothing known of another test's city."""
    settings.FILES_DIR = tmp_path / "files"
    replies._learned.clear()


def pattern() -> bytes:
    """A photo on which there is something to see."""
    image = Image.new("L", (640, 480))
    image.putdata([(x * x // 97 + y * 7 + (x // 80) * (y // 60) * 31) % 256
                   for y in range(480) for x in range(640)])  # fmt: skip
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def at_work(city: City, **more: object) -> str:
    """A case that the bureau has signed and called about."""
    [case] = register(city, matter(**more))
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    return case


def answered(city: City, answer: str, case: str = "") -> str:
    """A case answered with these words."""
    case = case or at_work(city)
    reply = c.msgspec.structs.replace(REPLY, public_answer=answer)
    done(actions.perform(city.by(Role.OFFICER), case, reply))
    return case


def doubts(city: City, case: str) -> list[CompletionFlagged]:
    """The doubts set on the case."""
    events = ledger.read(case_ref(city.code, case))
    return [one.event for one in events if isinstance(one.event, CompletionFlagged)]


def test_the_unit_is_told_first_may_confirm_and_a_person_decides(city: City) -> None:
    others = [answered(city, LONG) for _ in range(3)]
    case = at_work(city)
    unit = Seat(city.user(Role.OFFICER))
    address = f"/desk/cases/{case}/do/Reply"
    back = unit.post(address, FORM | {"public_answer": LONG})
    page = back.content.decode()
    assert back.status_code == 422 and "与近期3件答复近乎相同" in page and "signs_seen" in page
    assert not doubts(city, case), "nothing is marked by asking"
    sent = unit.post(address, FORM | {"public_answer": LONG, "signs_seen": "true"})
    assert sent.status_code == 302
    [doubt] = doubts(city, case)
    assert doubt.sign is Sign.ALIKE and doubt.known and set(doubt.others) == set(others)
    assert "标记疑点：答复近乎相同" in unit.text(f"/desk/cases/{case}")
    supervisor = Seat(city.user(Role.SUPERVISOR))
    assert "答复近乎相同" in supervisor.text("/desk/doubts")
    holder = ledger.state_of(case_ref(city.code, case)).legs[0].unit
    counted = f'<a href="/desk/doubts?unit={holder}" aria-label='
    assert counted in supervisor.get("/desk/supervision/board").content.decode()
    assert supervisor.get(f"/desk/doubts?unit={holder}").content.decode().count("data-row=") == 1
    leader = Seat(city.user(Role.LEADER)).text("/desk/supervision/board")
    assert "反复退单" in leader and "疑点" not in leader, "nothing is counted that cannot be opened"
    screen = f"/desk/doubts/{case}/F1"
    shown = supervisor.text(screen)
    assert LONG[:20] in shown and "每晚有烧烤摊占道" in shown, "both texts, side by side"
    ruling = {"command": "DecideFlag", "flag": "F1", "borne_out": "true"}
    assert supervisor.post(screen, ruling).status_code == 422, "a reason is owed"
    assert supervisor.post(screen, ruling | {"reason": "整段照抄"}).status_code == 302
    assert "没有待认定的疑点" in supervisor.text("/desk/doubts")
    assert "疑点成立" in unit.text(f"/desk/cases/{case}")
    assert "已认定：疑点成立" in supervisor.text(screen)
    assert FlagRow.objects.get(case_id=case).borne_out is True
    state = ledger.state_of(case_ref(city.code, case))
    assert state.legs[0].state == "replied", "deciding changes nothing else"


def test_numbers_and_doubts_are_asked_in_turn_and_nothing_typed_is_lost(city: City) -> None:
    """个人号码先由规则问，疑点再提示；各勾选一次即可提交，写好的话始终都在。"""
    for _ in range(3):
        answered(city, LONG)
    case = at_work(city)
    unit, address = Seat(city.user(Role.OFFICER)), f"/desk/cases/{case}/do/Reply"
    form = FORM | {"public_answer": f"{LONG}可联系13900001234。"}
    ticked: list[str] = []
    for asked, confirm in (("像个人号码", "numbers_meant"), ("提交前请再看一眼", "signs_seen")):
        back = unit.post(address, form)
        page = back.content.decode()
        assert back.status_code == 422 and asked in page and form["public_answer"] in page
        for name in ticked:
            assert re.search(rf'name="{name}"[^>]*checked', page), "what was confirmed stays so"
        form |= {confirm: "true"}
        ticked.append(confirm)
    assert unit.post(address, form).status_code == 302


def test_the_unit_itself_neither_lists_nor_decides(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, verdict(Solved.NOT)))
    [doubt] = doubts(city, case)
    assert doubt.sign is Sign.AGAINST_CITIZEN
    officer = Seat(city.user(Role.OFFICER))
    assert officer.get("/desk/doubts").status_code == 403
    assert "承办单位称已解决，诉求人说没有解决" in officer.text(f"/desk/cases/{case}")
    reviewer = Seat(city.user(Role.CITY_REVIEWER))
    assert "与诉求人说法不符" in reviewer.text("/desk/doubts")
    assert reviewer.get(f"/desk/doubts/{case}/F9").status_code == 404


def test_an_answer_to_another_matter_is_told_from_the_citizens_words(city: City) -> None:
    register(
        city, *(matter(text=f"第{n}号楼供暖不热，希望处理，每天晚上都很冷。") for n in range(20))
    )
    register(city, *(matter(text=f"第{n}号楼物业乱收费，希望处理，没有公示。") for n in range(20)))
    register(city, *(matter(text=f"{n}路公交站台损坏，希望有关部门处理。") for n in range(20)))
    right, wrong = at_work(city), at_work(city)
    assert doubts(city, answered(city, LONG, right)) == []
    [doubt] = doubts(city, answered(city, OF_WATER, wrong))
    assert doubt.sign is Sign.OFF_POINT and not doubt.known
    replies._learned.clear()


def test_a_photo_used_before_is_known_again_until_its_case_is_erased(city: City) -> None:
    def with_photo() -> str:
        case = at_work(city)
        by = city.by(Role.OFFICER)
        sent = attaching.attach_evidence(by, case, "L1", FileGroup.HANDLING, [p.upload(pattern())])
        done(sent)
        return case

    first = answered(city, "已责令摊主收摊，现场已恢复。", with_photo())
    assert doubts(city, first) == []
    second = answered(city, "已责令摊主收摊，现场已恢复。", with_photo())
    [doubt] = doubts(city, second)
    assert doubt.sign is Sign.REUSED_PHOTO and doubt.others == (first,)
    answered(city, LONG)
    long = SketchRow.objects.get(city=city.code)
    for case in (second, str(long.stream_id)):
        done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "本人申请"))
    assert not SketchRow.objects.filter(city=city.code).exists()
    assert not LookRow.objects.filter(stream_id=UUID(second)).exists()
    assert LookRow.objects.filter(stream_id=UUID(first)).exists()
    assert "没有待认定的疑点" not in Seat(city.user(Role.SUPERVISOR)).text("/desk/doubts")
