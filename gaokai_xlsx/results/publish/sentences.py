"""Ready sentences of figures, over roles: what a report says in words about one of its tables.

Every figure is one of the form or a sum of such; shares are rounded each for itself, and the sentence says where they miss 100%.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gaokai_xlsx.form.model import Cell, Form, Kind, Table
from gaokai_xlsx.intake.headings import unnumbered
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import say

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Told:
    """The figures that sentences are made of; ``figures`` holds all that are known (件, 万元, 元)."""

    form: Form
    year: int
    figures: Mapping[str, Figure]

    def cells(self, table: Table, role: str) -> list[Cell]:
        """The cells of a table that have a role."""
        return [cell for cell in self.form.role(role) if cell.table == table.key]

    def total(self, table: Table, role: str) -> Cell | None:
        """The cell that stands for a row of that role: the one that most figures add up to; None where nothing adds them up."""
        cells = self.cells(table, role)
        whole = max(cells, key=lambda cell: len(self.form.parts.get(cell.key, ())), default=None)
        return whole if whole and (whole.derived or len(cells) == 1) else None

    def sum(self, cells: Iterable[Cell]) -> Figure:
        """The sum over cells."""
        return sum((self.figures[cell.key] for cell in cells), start=0)


def sentences(told: Told, table: Table) -> list[str]:
    """What the figures of a table say, in form order; nothing for roles that the edition lacks."""
    makers = (_documents, _decisions, _fee, _flow, _applicants, _outcomes, _cases, _processing_fee)
    return [sentence for maker in makers for sentence in maker(told, table)]


def bare(label: str) -> str:
    """A label without its number and what it explains in brackets: ``（二）部分公开（区分处理的…）`` → ``部分公开``."""
    return re.sub(r"\(.*$", "", unnumbered(label)) or label


def _documents(told: Told, table: Table) -> Iterator[str]:
    """制发, 废止, 现行有效 of each kind of document."""
    roles = {"issued": "stock_in", "repealed": "stock_out", "in_force": "stock"}
    kinds: dict[str, dict[str, Figure]] = {}
    for name, role in roles.items():
        for cell in told.cells(table, role):
            kinds.setdefault(cell.row_of.short, {})[name] = told.figures[cell.key]
    whole = {kind: counts for kind, counts in kinds.items() if len(counts) == len(roles)}
    said = [say("publish.documents", kind=kind, **_plain(counts)) for kind, counts in whole.items() if any(counts.values())]
    none = [kind for kind, counts in whole.items() if not any(counts.values())]
    if none:
        said.append(say("publish.no-documents", kinds="、".join(none)))
    if said:
        yield "；".join(said) + "。"


def _decisions(told: Told, table: Table) -> Iterator[str]:
    cells = told.cells(table, "decisions")
    some = [say("publish.count", what=c.row_of.short, n=plain(told.figures[c.key])) for c in cells if told.figures[c.key]]
    if some:
        yield say("publish.decisions", kinds="、".join(some))
    elif cells:
        yield say("publish.no-decisions", kinds="、".join(dict.fromkeys(c.row_of.short for c in cells)))


def _fee(told: Told, table: Table) -> Iterator[str]:
    for cell in told.cells(table, "fee"):
        amount = told.figures[cell.key]
        key = "publish.fee" if amount else "publish.no-fee"
        yield say(key, kind=cell.row_of.short, n=plain(amount), unit=cell.unit)


def _flow(told: Told, table: Table) -> Iterator[str]:
    """新收, 上年结转, 办结, 结转下年度."""
    rows = {role: told.total(table, role) for role in ("received", "opening", "settled", "closing")}
    counts = {role: told.figures[cell.key] for role, cell in rows.items() if cell is not None}
    if len(counts) < len(rows):
        return
    if not any(counts.values()):
        yield say("publish.no-flow", year=told.year)
        return
    closing = rows["closing"]
    assert closing is not None, "counted above"
    name = bare(closing.row_of.label[-1])
    yield say("publish.flow", year=told.year, all=plain(counts["received"] + counts["opening"]), closing_name=name, **_plain(counts))


def _applicants(told: Told, table: Table) -> Iterator[str]:
    """Who applied: the columns of 新收 by the level of their headings at which they part."""
    cells = [cell for cell in told.cells(table, "received") if not cell.derived]
    groups = _grouped(cells, [cell.column_of.label for cell in told.cells(table, "received")])
    yield from _shares("publish.applicants", {name: told.sum(group) for name, group in groups.items()})


def _outcomes(told: Told, table: Table) -> Iterator[str]:
    """What became of what was settled: its parts by the level of their headings at which they part."""
    settled = told.total(table, "settled")
    sums = (e for e in told.form.equations if settled and e.anchor == settled.key and e.identity.kind is Kind.COLUMN_SUM)
    cells = [told.form.cells[key] for e in sums for key in e.left]
    groups = _grouped(cells, [cell.row_of.label for cell in cells], rows=True)
    yield from _shares("publish.outcomes", {name: told.sum(group) for name, group in groups.items()})


def _cases(told: Told, table: Table) -> Iterator[str]:
    """Reviews and suits: how many, by way, by result."""
    cases = told.cells(table, "cases")
    labels = [cell.column_of.label for cell in cases]
    said, none = [], []
    for name, ways in _grouped(cases, labels).items():
        number = told.sum(ways)
        if not number:
            none.append(name)
            continue
        parts = [
            say("publish.count", what=way.column_of.label[-2], n=plain(told.figures[way.key])) for way in ways if told.figures[way.key]
        ]
        results: dict[str, Figure] = {}
        heads = {way.column_of.label[:-1] for way in ways}
        for cell in told.form.of_table(table.key):
            if cell not in ways and cell.column_of.label[:-1] in heads:
                results[cell.column_of.short] = results.get(cell.column_of.short, 0) + told.figures[cell.key]
        sentence = say("publish.cases", kind=name, n=plain(number))
        sentence += say("publish.cases-more", parts="、".join(parts)) if len(ways) > 1 else ""
        found = [say("publish.count", what=what, n=plain(n)) for what, n in results.items() if n]
        said.append(sentence + say("publish.cases-results", parts="、".join(found)))
    if none:
        said.append(say("publish.no-cases", kinds="、".join(none)))
    if said:
        yield "；".join(said) + "。"


def _processing_fee(told: Told, table: Table) -> Iterator[str]:
    """信息处理费, once all of it is known."""
    roles = {"notices": "fee_notices", "charged": "fee_charged", "collected": "fee_collected"}
    cells = {name: told.total(table, role) for name, role in roles.items()}
    known = {name: told.figures[cell.key] for name, cell in cells.items() if cell and cell.key in told.figures}
    if len(known) == len(roles):
        key = "publish.charged" if any(known.values()) else "publish.not-charged"
        yield say(key, fee=table.short, **_plain(known))


def _grouped(cells: Sequence[Cell], labels: Sequence[tuple[str, ...]], *, rows: bool = False) -> dict[str, list[Cell]]:
    """Cells under the heading of the outermost level at which the headings part, without its number."""
    level = next((at for at in range(max(map(len, labels), default=0)) if len({label[at : at + 1] for label in labels}) > 1), 0)
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        label = (cell.row_of if rows else cell.column_of).label
        groups.setdefault(bare(label[min(level, len(label) - 1)]), []).append(cell)
    return groups


def _shares(key: str, counts: Mapping[str, Figure]) -> Iterator[str]:
    """Numbers with their shares; where the shares do not add up to 100% the sentence says to what."""
    whole = sum(counts.values(), start=0)
    if not whole:
        return
    some = {what: n for what, n in counts.items() if n}
    shares = {what: (Decimal(n) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) for what, n in some.items()}
    parts = [say("publish.share", what=what, n=plain(n), share=shares[what]) for what, n in some.items()]
    added = sum(shares.values(), start=Decimal(0))
    yield say(key, parts="；".join(parts), note="" if added == 100 else say("publish.rounded", sum=added))


def _plain(counts: Mapping[str, Figure]) -> dict[str, str]:
    return {name: plain(n) for name, n in counts.items()}
