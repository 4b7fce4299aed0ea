"""What a story of unclear duties must have come to: 兜底单位, 首接单位."""

from datetime import datetime

from hotline.rules.case.first_accepting import bound_from, is_first_accepting
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
