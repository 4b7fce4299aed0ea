"""A hot event, as the courier raises one."""

from hotline import ledger
from hotline.oversight.hot.streams import HOT, hot_ref
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.actor import clock_actor
from hotline.rules.oversight import hot
from hotline.rules.oversight.unusual import Figures
from hotline.rules.words import Face
from tests.fixtures.people import City, done


def raised(city: City, cases: list[str]) -> str:
    """The id of a hot event of these cases."""
    ref = hot_ref(city.code, ledger.uuid7(ledger.clock.now()))
    command = hot.RaiseHot(
        name="和平路口油烟",
        cases=tuple(cases),
        figures=Figures(seen=3, people=3, expected=0.15),
        topic="cg/zd",
        area="dong/heping",
    )
    by = By(actor=clock_actor(city.code), face=Face.CLOCK)
    done(change(by, ref, HOT, hot.decide, [command]))
    return str(ref.id)
