"""docs/repeats.md says of each state what the tables of the rules say."""

from pathlib import Path

from hotline.rules.case import commands as c
from hotline.rules.case import many
from hotline.rules.case.fields import Command
from hotline.rules.case.rehandle import OrderRehandle
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.words import CaseStage

DOC = Path(__file__).parents[3] / "docs" / "repeats.md"
COLUMNS: tuple[type[Command], ...] = (c.Remind, c.Supplement, c.Withdraw, c.Reopen, OrderRehandle)


def test_every_cell_is_what_the_table_says() -> None:
    rows: dict[CaseStage, list[str]] = {}
    table = [one for one in DOC.read_text("utf-8").splitlines() if one.startswith("| ")]
    for line in table:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        stage, _, zh = cells[0].partition(" ")
        if stage in [one.value for one in CaseStage]:
            assert zh == CaseStage(stage).zh
            rows[CaseStage(stage)] = cells[1:]
    assert set(rows) == set(CaseStage)
    for stage, told in rows.items():
        for command, cell in zip(COLUMNS, told, strict=False):
            edge = BY_COMMAND[command]
            wanted = ("○" if edge.guards else "●") if stage in edge.leaves else "–"
            assert cell == wanted, (stage, command.__name__)
        assert told[-1] == ("●" if stage in many._OVER else "–"), stage
