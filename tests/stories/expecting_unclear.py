"""What a story of unclear duties must have come to: 兜底单位, 首接单位, and of claims."""

from datetime import datetime

from hotline.rules.case.first_accepting import bound_from, is_first_accepting
from hotline.rules.case.on_site import waiting
from tests.stories.expecting import expects
from tests.stories.scene import Scene


@expects("{unit}的承办单注明兜底")
def last_resort(scene: Scene, unit: str) -> None:
    assert scene.leg(unit).last_resort, "没有注明"


@expects("{unit}是首接单位，自{moment}")
def first_accepting(scene: Scene, unit: str, moment: datetime) -> None:
    leg = scene.leg(unit)
    assert is_first_accepting(scene.case, leg, scene.story.now), "还不是"
    since = bound_from(scene.case, leg)
    assert since and scene.at(since) == scene.at(moment), f"实际自{since and scene.at(since)}"


@expects("{unit}还不是首接单位")
def not_first_accepting(scene: Scene, unit: str) -> None:
    assert not is_first_accepting(scene.case, scene.leg(unit), scene.story.now), "已经是"


@expects("划分时限到{moment}")
def meeting_due(scene: Scene, moment: datetime) -> None:
    one = waiting(scene.case)
    assert one and one.due_at, "没有要求到现场"
    assert scene.at(one.due_at) == scene.at(moment), f"实际到{scene.at(one.due_at)}"


@expects("没有待划分的现场")
def no_meeting(scene: Scene) -> None:
    assert waiting(scene.case) is None, "还在等"


@expects("待处理的目录修改建议有{n}条")
def proposed(scene: Scene, n: int) -> None:
    found = [one for one in scene.case.proposals if one.answered_at is None]
    assert len(found) == n, f"实际有{len(found)}条"


@expects("已认定无理重复诉求")
def unreasonable(scene: Scene) -> None:
    assert scene.case.unreasonable_since, "没有认定"


@expects("没有认定无理重复诉求")
def not_unreasonable(scene: Scene) -> None:
    assert not scene.case.unreasonable_since, "已经认定"


@expects("{unit}的承办单不计入考核")
def excluded(scene: Scene, unit: str) -> None:
    assert scene.case.excluded(scene.leg(unit).id), "计入"


@expects("{unit}的承办单计入考核")
def counted(scene: Scene, unit: str) -> None:
    assert not scene.case.excluded(scene.leg(unit).id), "不计入"
