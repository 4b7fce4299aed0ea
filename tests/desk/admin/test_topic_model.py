"""The model page and the figures of dispatch: what they say, adopting with a tick, the sheet."""

from io import BytesIO

from openpyxl import load_workbook

from hotline import ledger
from hotline.dispatching.topic_model import making, material, queries, retraining
from hotline.handling import actions as handling
from hotline.rules.case import commands as c
from hotline.rules.words import ReturnReason, Role
from tests.desk.seat import Seat
from tests.dispatching.topic_model.test_life import cases, follow
from tests.fixtures.people import City, done
from tests.handling import steps


def furnish(city: City) -> str:
    """A first model running, one of cases waiting, a return upheld; the number of the case."""
    first = retraining.retrain(city.code)
    taught = material.Material(first=material.gather(city.code).first, cases=cases(240))
    running = retraining.running(city.code)
    made = making.make(taught, "v2", when=ledger.clock.now(), running=running)
    retraining.record(city.code, made)
    (case,) = steps.register(city)
    steps.register(city, steps.matter(topic="sc/xf"))
    officer = city.by(Role.LIAISON)
    done(handling.carry_out(officer, case, c.Sign(leg="L1")))
    file = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们管")
    done(handling.carry_out(officer, case, file))
    ruling = c.RuleReturn(request="R1", uphold=True, grounds="成立", unit=city.units.market)
    done(handling.carry_out(city.by(Role.DISPATCHER), case, ruling))
    follow(city)
    return first.made.card.version


def test_model_figures_and_adopting(city: City) -> None:
    first = furnish(city)
    seat = Seat(city.user(Role.MANAGEMENT))
    page = seat.text("/desk/admin/model")
    for said in (first, "v2", "好于现用", "没有用工单测过", "城管局 → 市场监管局"):
        assert said in page, said
    send = {"do": "model-adopt", "version": "v2", "key": "k1"}
    assert seat.post("/desk/admin/model", send).status_code == 422
    assert queries.models(city.code).running == first
    assert seat.post("/desk/admin/model", {**send, "sure": "1"}).status_code == 302
    page = seat.text("/desk/admin/model?did=model-adopt")
    for said in ("本市工单 240 件", "macro-F1 1.000", "校准误差", "没有判错的", "已启用"):
        assert said in page, said
    wrong = {"do": "model-rules", "precision": "九成", "margin": "1", "automatic": "no"}
    assert "不是数字" in seat.post("/desk/admin/model", wrong).content.decode()
    right = {**wrong, "precision": "95", "automatic": "yes", "key": "k2"}
    assert seat.post("/desk/admin/model", right).status_code == 302
    assert queries.models(city.code).settings.precision == 0.95

    page = seat.text("/desk/admin/dispatching?days=90")
    for said in ("一次派准率 1/2", "退单率 1/2", "城市管理 › 占道经营", "按派单人"):
        assert said in page, said
    response = seat.get("/desk/admin/dispatching.xlsx?days=90")
    rows = list(load_workbook(BytesIO(response.getvalue())).active.values)
    assert rows[3][:6] == ("合计", None, 2, 1, "50%", "9–91%")
    assert Seat(city.user(Role.OFFICER)).get("/desk/admin/model").status_code == 403
