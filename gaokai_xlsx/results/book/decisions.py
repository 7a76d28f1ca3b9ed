"""处理记录: the sheet of the summary with everything that people settled."""

from __future__ import annotations

from collections.abc import Iterator

from gaokai_xlsx.decisions import Ruled, State, about
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.stamp import TRANSCRIBED
from gaokai_xlsx.submission import Report
from gaokai_xlsx.texts import say
from gaokai_xlsx.workbook import clip, lines

_COLUMNS = (
    ("decided.number", 6.0),
    ("decided.date", 12.0),
    ("decided.unit", 24.0),
    ("decided.what", 11.0),
    ("decided.reason", 34.0),
    ("decided.before", 30.0),
    ("decided.after", 30.0),
    ("decided.by", 9.0),
    ("decided.reviewer", 9.0),
    ("ruled.about", 28.0),
    ("ruled.state", 18.0),
)
_LONGEST = 2000  # characters of a text in a list


def decisions(frame: SummaryFrame) -> None:
    """Every decision in the order of its record, applied or dead, then what the covers of filings typed from paper say."""
    page = frame.book.sheet(say("sum.decisions"), landscape=True)
    for column, (key, width) in enumerate(_COLUMNS):
        page.set_column(column, column, width)
        page.write_string(0, column, say(key), frame.head)
    rows = [*(_row(r, frame.form) for r in frame.report.decisions), *_typed_from_paper(frame.report)] or [
        ["", say("ruled.none"), *[""] * (len(_COLUMNS) - 2)]
    ]
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            page.write_string(at, column, clip(text, _LONGEST), frame.text if column else frame.centre)
        tallest = max(lines(text, width) for text, (_, width) in zip(row, _COLUMNS, strict=True))
        page.set_row(at, min(14.5 * tallest + 3, 400))
    page.freeze_panes(1, 0)
    frame.finish(page, len(rows) + 1, len(_COLUMNS), filtered=0)


def _row(ruled: Ruled, form: Form) -> list[str]:
    d = ruled.decision
    state = say(f"ruled.dead-{ruled.why}") if ruled.state is State.DEAD else ruled.state.word
    return [str(d.number), d.date, d.unit, d.what, d.reason, d.before, d.after, d.by, d.reviewer, about(d, form), state]


def _typed_from_paper(report: Report) -> Iterator[list[str]]:
    """The filings typed from paper that say so themselves."""
    settled = {ruled.decision.sha256 for ruled in report.decisions if ruled.decision.kind is Kind.TRANSCRIBE}
    for s in report.files:
        if s.kind == TRANSCRIBED and s.filing and s.unit and s.sha256 not in settled:
            said = s.filing.written.entries
            basis, typist, proof = (said.get(name, "") for name in ("basis", "typist", "proof"))
            after = say("decide.file", file=s.shown, outcome=s.word)
            yield ["", said.get("date", ""), s.unit.name, Kind.TRANSCRIBE.word, basis, "", after, typist, proof, s.path, say("ruled.paper")]
