"""报送情况 of a summary, read back: what became of the files of each unit."""

from __future__ import annotations

from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.submission import Outcome
from gaokai_xlsx.texts import say


def outcomes(book: Workbook) -> dict[str, set[Outcome]]:
    """The outcomes of a unit's files by its folded name; a unit of which nothing came in has none. Empty without such a sheet."""
    sheet = next((s for s in book.sheets if s.name == say("sum.board")), None)
    if sheet is None:
        return {}
    heads = {cell.text: column for (row, column), cell in sheet.cells.items() if row == 0}
    columns = [heads.get(say(f"board.{name}")) for name in ("unit", "outcome")]
    words = {outcome.word: outcome for outcome in Outcome}
    words |= {
        say("outcome.withdrawn"): Outcome.SUPERSEDED,
        say("outcome.awaiting"): Outcome.RETURNED,
        say("outcome.office"): Outcome.RETURNED,
    }
    found: dict[str, set[Outcome]] = {}
    for row in sorted({row for row, _ in sheet.cells if row}):
        name, word = (sheet.at(row, column).text if column is not None else "" for column in columns)
        if name:
            found.setdefault(fold(name), set()).update([words[word]] if word in words else [])
    return found
