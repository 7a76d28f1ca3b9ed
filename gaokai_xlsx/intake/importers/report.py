"""One published report → a filing with the source of each figure, and its text. What is not proved stays blank, with a finding."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gaokai_xlsx.cells.model import Area, Cell, Kind, Refusal, Sheet, Workbook
from gaokai_xlsx.cells.reports import reader
from gaokai_xlsx.cells.reports.model import Document
from gaokai_xlsx.filing import Filing, Source, Unit
from gaokai_xlsx.finding import Finding, Place, in_form_order, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import a1, address
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.anchors import Anchored, anchor, show
from gaokai_xlsx.intake.headings import spellings
from gaokai_xlsx.intake.importers import sections, title
from gaokai_xlsx.intake.importers.contradiction import contradicting, unconfirmed, unplaced
from gaokai_xlsx.intake.importers.extract import Extract
from gaokai_xlsx.intake.importers.moved import shared
from gaokai_xlsx.intake.importers.other_years import of_year
from gaokai_xlsx.intake.importers.processing_fee import stated
from gaokai_xlsx.intake.importers.stream import Segment, Token, regions, segments
from gaokai_xlsx.intake.importers.tables import extract, figure
from gaokai_xlsx.quantity import Figure, Reading, Reason, letters, plain
from gaokai_xlsx.submission import Outcome, Prose, Submission
from gaokai_xlsx.texts import say

_SAYS = 60  # characters of a report's text that a finding shows
_NAMED = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_YUAN = re.compile(r"单位:?元")


def take_report(path: str, data: bytes | Refusal) -> Submission:
    """Read one report. It stays an attachment; its filing is None where it holds no table of the form, its prose where no section."""
    name = path.rpartition("/")[2]
    sha256 = None if isinstance(data, Refusal) else hashlib.sha256(data).hexdigest()
    document = data if isinstance(data, Refusal) else reader.read(data)
    if isinstance(document, Refusal):
        finding = make(f"{document.code.partition('/')[0]}/report", file=name, detail=document.detail)
        return Submission(path, sha256, Outcome.UNREADABLE, findings=(finding,))
    taken = _recognise(document)
    unit, titled, period = title.whose(taken.form, document)
    year = titled or period
    if year and taken.twice:
        taken = _recognise(of_year(taken.form, document, year))
    text = sections.sections(taken.form, document)
    prose = Prose({n: p for n, p in text.items() if n}, titled, period) if len(text) > 1 else None
    whose = Unit(None, unit) if unit else None
    if not taken.known and not any(taken.marked.values()):
        empty = (make("F-EMPTY/report", file=name),)
        return Submission(path, sha256, Outcome.UNRECOGNISED, None, whose, year, findings=empty, prose=prose)
    for key, (value, place, raw) in stated(taken.form, [p for n, ps in text.items() for p in ps]).items():
        taken.figures[key] = value
        taken.sources[key] = Source(place, raw)
    named = sorted({int(y) for y in _NAMED.findall(name)})
    guessed = named[0] if year is None and len(named) == 1 else None
    findings: list[Finding] = []
    if guessed:
        findings.append(make("S-YEAR/file", left=guessed, file=name))
    findings += in_form_order(taken.form, taken.findings())
    return Submission(
        path,
        sha256,
        Outcome.ATTACHMENT,
        None,
        whose,
        year or guessed,
        taken.form.edition,
        filing=taken.filing(whose, year or guessed),
        findings=tuple(findings),
        heads=tuple(p.text for p in text.get(0, ())[:20]) if not unit else (),
        prose=prose,
    )


def _recognise(document: Document) -> _Taken:
    """The edition the larger share of whose labels the report shows, then the one with more figures; the newest at a tie."""
    stream = segments(document)
    tried = [_Taken(editions.load(edition), document, stream) for edition in reversed(editions.names())]
    return max(tried, key=lambda t: (t.share, t.located))


@dataclass
class _Taken:
    """The figures of one report, by one edition's form."""

    form: Form
    document: Document
    stream: list[Segment]
    figures: dict[str, Figure] = field(default_factory=dict)
    claims: dict[str, Figure] = field(default_factory=dict)
    refused: dict[str, Reading] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    origins: dict[str, Place] = field(default_factory=dict)
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    marked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = regions(self.form, self.stream)
        book = Workbook(tuple(mended(self.form, sheet) for sheet in self.document.tables))
        self.sheets = {sheet.name: sheet for sheet in book.sheets}
        found = anchor(self.form, book, {})
        self.located = found.located
        labels = shown_labels = 0
        for table in self.form.tables:
            if not table.supplement:
                shown = parts.get(table.key, [])
                tried = sorted((extract(self.form, table, region) for region in shown), key=lambda e: -len(e.figures)) or [Extract()]
                region = [segment for part in shown for segment in part]
                self.marked[table.key] = len(region)
                labels, shown_labels = labels + len(_labels(table)), shown_labels + _said(table, region)
                self.table(table, tried[0], found, region, tried[0].doubted(tried[1:]))
                self.doubt(table, tried[0])
        self.twice = any(len(shown) > 1 for shown in parts.values())
        self.located += 2 * self.known
        self.share = shown_labels / labels

    @property
    def known(self) -> int:
        return len(self.figures) + len(self.claims)

    def table(self, table: Table, said: Extract, found: Anchored, region: list[Segment], doubted: Mapping[str, str]) -> None:
        """Two witnesses for each figure: its place in a ruled table by the labels, and its row in the order of the text."""
        yuan = any(_YUAN.search(s.words) for s in region)
        for cell in self.form.of_table(table.key):
            key = cell.key
            if yuan and cell.unit != table.unit:
                self.lost[key] = ("yuan", "")
                continue
            if key in doubted:
                self.lost[key] = ("twice", doubted[key])
                continue
            spot = found.places.get(key)
            ruled = self.sheets[spot[0]].at(spot[1], spot[2]) if spot else None
            doubled = spot is not None and shared(self.sheets[spot[0]], spot[1], spot[2])
            own = figure(ruled.text, cell) if ruled and not doubled and key not in said.moved else None
            value = said.read.get(key)
            agreed = said.restored.get(key) == own.value if own and cell.derived else key not in said.restored
            if own and spot and own.value is not None and (agreed or key not in said.restored) and value in (None, own.value):
                self.keep(key, own.value, Source(_ruled(spot), ruled.text if ruled else ""), Place(*_home(spot)))
            elif own and spot and own.reason is Reason.BLANK and value is not None and _beside(said.tokens[key], spot):
                self.lost[key] = ("two", f"{say('import.blank')}／{plain(value)}")
            elif own and own.value is not None and own.value != said.read.get(key, said.restored.get(key)):
                other = said.read.get(key, said.restored.get(key))
                self.lost[key] = ("two", f"{own.raw}／{other}")
            elif own and own.reason is Reason.TEXT and value is not None and "".join(own.raw.split()) != str(value):
                self.missing(key, own, said, spot is not None)
            elif value is not None or (key in said.restored and not cell.derived):
                token = said.tokens.get(key)
                raw = " ".join(t.text for t in said.raw.get(key, ())) if key in said.raw else token.text if token else ""
                at = token or next(iter(said.raw.get(key, ())), None)
                broken = own is not None and own.reason is Reason.TEXT  # a number over two lines of its cell
                how = "digits" if broken else "read" if value is not None else said.how.get(key, "sums")
                source = Source(_where(at), own.raw if own and broken else raw, how)
                place = Place(at.sheet, at.cell) if at and at.sheet else None
                self.keep(key, value if value is not None else said.restored[key], source, place)
            elif not cell.derived:
                self.missing(key, own, said, spot is not None and key not in said.moved)

    def doubt(self, table: Table, said: Extract) -> None:
        """Take back what cannot be right together with what is missing, and where headings are the only witness what no total confirms."""
        doubted = contradicting(self.form, table, self.figures, self.claims)
        blank = {key for key, reading in self.refused.items() if reading.reason is Reason.BLANK}
        doubted |= unplaced(self.form, table, {**self.figures, **self.claims}, blank)
        if not said.figures:
            doubted |= unconfirmed(self.form, table, self.figures, self.claims)
        moved = {*doubted, *(key for key in said.moved if key not in self.figures)}
        for key in doubted | {key for key in self.claims if moved.intersection(self.form.parts[key])}:
            (self.claims if self.form.cells[key].derived else self.figures).pop(key)
            source = self.sources.pop(key)
            self.origins.pop(key, None)
            if not self.form.cells[key].derived:
                self.lost[key] = ("raw", source.raw[:_SAYS])
                self.sources[key] = replace(source, how="lost")

    def keep(self, key: str, value: Figure, source: Source, place: Place | None) -> None:
        (self.claims if self.form.cells[key].derived else self.figures)[key] = value
        self.sources[key] = source
        if place:
            self.origins[key] = place

    def missing(self, key: str, own: Reading | None, said: Extract, proved: bool) -> None:
        """What stays blank: a text that is no figure, a blank whose place is known, or what could not be told."""
        refused = own if own and own.reason is not Reason.BLANK else said.refused.get(key)
        tokens = said.raw.get(key, ())
        if refused is not None and refused.reason is not Reason.BLANK:
            self.refused[key] = refused
            token = said.tokens.get(key)
            self.sources[key] = Source(_where(token), refused.raw, "lost")
        elif proved or refused is not None or (len(tokens) == 1 and not tokens[0].text):
            self.refused[key] = Reading(None, "", Reason.BLANK)
        else:
            raw = " ".join(t.text for t in tokens if t.text)
            self.lost[key] = ("rows" if key in said.nameless else "raw" if raw else "none", raw[:_SAYS])
            self.sources[key] = Source(_where(tokens[0]) if tokens else "", raw, "lost")

    def filing(self, unit: Unit | None, year: int | None) -> Filing:
        return Filing(
            self.form, self.figures, unit, year, claims=self.claims, refused=self.refused, sources=self.sources, origins=self.origins
        )

    def findings(self) -> Iterator[Finding]:
        for key, (why, raw) in self.lost.items():
            cell = self.form.cells[key]
            if cell.derived:
                continue
            if why == "yuan":
                yield make("T-ANCHOR/unit", key=key, label=cell.label)
                continue
            source = self.sources.get(key)
            detail = say(f"import.lost-{why}", raw=raw, place=source.where if source and source.where else say("import.nowhere"))
            yield make("T-ANCHOR/report", key=key, place=Place(*address(self.form, key)), label=cell.label, detail=detail)


def mended(form: Form, sheet: Sheet) -> Sheet:
    """A ruled table whose outer labels a page break tore in two: the pieces put together, and each reaching down to the next one."""
    lines = [line for table in form.tables for block in table.blocks for line in block.rows]
    outer = {spelling for line in lines for level in range(len(line.label) - 1) for spelling in spellings(line, level)}
    cells = dict(sheet.cells)
    dropped: set[Area] = set()
    areas = {(m.top, m.left): m for m in sheet.merges}
    for column in {c for _, c in cells}:
        above: tuple[int, int] | None = None
        for row in sorted(r for r, c in sheet.cells if c == column):
            text = cells[row, column].text
            joined = letters((cells[above].text if above else "") + text)
            if above and joined in outer and letters(cells[above].text) not in outer and letters(text) not in outer:
                cells[above] = Cell(Kind.TEXT, cells[above].text + text)
                del cells[row, column]
                dropped.update(a for at in (above, (row, column)) for a in [areas.get(at)] if a)
                continue
            above = (row, column)
            if letters(text) in outer and (area := areas.get(above)):
                dropped.add(area)
    return replace(sheet, cells=cells, merges=tuple(m for m in sheet.merges if m not in dropped))


def _said(table: Table, region: list[Segment]) -> int:
    """How many labels of a table stand in its part of the report."""
    words = "".join(s.words for s in region)
    return sum(label in words for label in _labels(table))


def _labels(table: Table) -> set[str]:
    return {letters(line.label[-1]) for b in table.blocks for line in (*b.rows, *b.columns) if line.label}


def _beside(token: Token, spot: tuple[str, int, int]) -> bool:
    """Whether a number stands in a table where another heading than its row's order says."""
    return token.sheet == spot[0] and token.cell != a1(spot[1], spot[2])


def _where(token: Token | None) -> str:
    if token is None:
        return ""
    return say("import.in-table", table=token.place, cell=token.cell) if token.sheet else token.place


def _ruled(spot: tuple[str, int, int]) -> str:
    name, _, cell = show(spot).partition("》")
    return say("import.in-table", table=name.removeprefix("《"), cell=cell)


def _home(spot: tuple[str, int, int]) -> tuple[str, str]:
    return spot[0], show(spot).rpartition("》")[2]
