"""One returned file → a submission: its filing and the structural findings. Outcomes that need the other files come later."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache

from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.kinds import kind_of
from gaokai_xlsx.cells.model import Cell, Kind, Refusal, Sheet, Workbook
from gaokai_xlsx.filing import Filing, Source
from gaokai_xlsx.finding import Finding, Place, in_form_order, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.formulas import name_of
from gaokai_xlsx.form.grid import a1
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake import summaries, values
from gaokai_xlsx.intake.anchors import Anchored, Spot, anchor, show
from gaokai_xlsx.intake.identify import Identity, identify, wrong_year
from gaokai_xlsx.intake.tampering import tampering
from gaokai_xlsx.intake.written import written
from gaokai_xlsx.quantity import Figure, Reading, Reason, fold, from_number
from gaokai_xlsx.submission import MANIFEST, Outcome, Submission
from gaokai_xlsx.texts import say

IGNORED = (".ds_store", "thumbs.db", "desktop.ini")
"""Names, folded, of files that systems leave in folders and nobody sends."""
_REPORTS = (".docx", ".doc", ".wps", ".odt", ".rtf", ".pdf", ".ofd")
_OF_REPORTS = ("F-CORRUPT", "F-ENCRYPTED")
"""Where the bytes do not tell, the name says whether what came was meant as a workbook or as a report, which is mended otherwise."""
_YUAN = re.compile(r"^\(?(?:单位:?.*)?(?<![万亿])元\)?$")  # a unit of its own, not an amount in a sentence
_TOP, _HEAD, _HEADS = 10, 60, 100  # rows, characters of a text, texts: where a name can stand above the tables
_SHORT = 20  # characters of a text that can be such a unit
_LACKING = 3  # missing labels that one finding names
_ASIDE = frozenset(say(f"sheet.{name}") for name in ("problems", "cover", "sources", "reasons", "checks", "print", "notes"))
"""Sheets of our template that hold no inputs; the page to print repeats the tables, 问题清单 what was in them."""


def take(path: str, data: bytes | Refusal) -> Submission:
    """Read one file. The outcome is final for what cannot be read and ``counted`` for a filing until the checks have spoken."""
    name = path.rpartition("/")[2]
    sha256 = None if isinstance(data, Refusal) else hashlib.sha256(data).hexdigest()
    if name.startswith(("~$", ".~", "._")) or name.casefold() in IGNORED:
        return Submission(path, sha256, Outcome.IGNORED)
    # A county that sends its summary sends the manifest too.
    if not isinstance(data, Refusal) and (kind_of(data) in reader.ATTACHMENTS or name.casefold().endswith(MANIFEST)):
        return Submission(path, sha256, Outcome.ATTACHMENT)
    book = data if isinstance(data, Refusal) else reader.read(data)
    if isinstance(book, Refusal):
        rule = f"{book.code}/report" if book.code in _OF_REPORTS and name.casefold().endswith(_REPORTS) else book.code
        return Submission(path, sha256, Outcome.UNREADABLE, findings=(make(rule, file=name, detail=book.detail),))
    return _from_workbook(path, name, sha256, book)


def _from_workbook(path: str, name: str, sha256: str | None, book: Workbook) -> Submission:
    if stamp := summaries.stamp_of(book):
        return summaries.take(path, name, sha256, book, stamp)
    flags = tuple(make(code, file=name) for code in book.flags)
    whose = identify(book, name)
    form, found = _recognise(book, whose)
    if not found.places:
        empty = (*flags, make("F-EMPTY", file=name))
        return Submission(path, sha256, Outcome.UNRECOGNISED, unit=whose.unit, year=whose.year, findings=empty)
    stamped = whose.stamp is not None
    taken = _Taken(form, book, found, stamped)
    findings = (*flags, *whose.findings, *_years(found, whose, name), *in_form_order(form, taken.findings()))
    return Submission(
        path=path,
        sha256=sha256,
        outcome=Outcome.COUNTED,
        kind=whose.stamp.kind if whose.stamp else "foreign",
        unit=whose.unit,
        year=whose.year,
        edition=form.edition,
        stamp=whose.stamp,
        filing=taken.filing(whose),
        findings=findings,
        heads=_heads(book) if whose.unit is None else (),
        saved=_saved(book.properties.get("modified", "")),
    )


def _years(found: Anchored, whose: Identity, file: str) -> Iterator[Finding]:
    """S-YEAR for tables that stand on a sheet of another year than the workbook's."""
    for sheet, year in {found.sheets[table]: year for table, year in found.years.items()}.items():
        assert whose.year is not None, "another year than none"
        yield wrong_year(file, say("whose.sheet", sheet=sheet), year, whose.year)


def _heads(book: Workbook) -> tuple[str, ...]:
    """The short texts in the first rows of each sheet."""
    found = (text for s in book.sheets for (row, _), text in s.texts.items() if row < _TOP and len(text) < _HEAD)
    return tuple(itertools.islice(dict.fromkeys(found), _HEADS))


def _saved(stated: str) -> str:
    """The time of the last save without zone and fractions, so that times compare as texts; empty where it is none."""
    with contextlib.suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(stated)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if moment.tzinfo else moment.strftime("%Y-%m-%dT%H:%M:%S")
    return ""


def _recognise(book: Workbook, whose: Identity) -> tuple[Form, Anchored]:
    """The edition the stamp names, else the one of whose figures most have their labels here."""
    known = editions.names()
    stated = whose.stamp.edition if whose.stamp and whose.stamp.edition in known else None
    tried = []
    for edition in [stated] if stated else known:
        form = editions.load(edition)
        tried.append((form, anchor(form, book, _names(form), _ASIDE, whose.year)))
    return max(tried, key=lambda pair: pair[1].located)


@cache
def _names(form: Form) -> Mapping[str, str]:
    return {key: name_of(key) for key in form.cells}


@dataclass
class _Taken:
    """The figures of one workbook sorted into known, refused, claimed, cached."""

    form: Form
    book: Workbook
    found: Anchored
    stamped: bool
    typed: dict[str, Figure] = field(default_factory=dict)
    claims: dict[str, Figure] = field(default_factory=dict)
    cached: dict[str, Figure] = field(default_factory=dict)
    refused: dict[str, Reading] = field(default_factory=dict)
    repaired: dict[str, str] = field(default_factory=dict)
    arithmetic: dict[str, str] = field(default_factory=dict)
    left_blank: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sheets = {sheet.name: sheet for sheet in self.book.sheets}
        self.declared = frozenset(_declared_zero(self.found, self.sheets))
        self.in_yuan = [] if self.stamped else list(_in_yuan(self.form, self.found, self.sheets))
        for key, (sheet, row, column) in self.found.places.items():
            if key in self.in_yuan:
                continue
            cell = self.sheets[sheet].at(row, column)
            if self.form.cells[key].derived:
                self.take_total(key, cell)
            else:
                self.take_input(key, cell)

    def take_input(self, key: str, cell: Cell) -> None:
        field = self.form.cells[key]
        reading = values.typed(cell, field)
        if reading.reason is Reason.BLANK and field.table in self.declared:
            self.typed[key] = 0
            self.left_blank.add(key)
        elif reading.value is None:
            self.refused[key] = reading
        else:
            self.typed[key] = reading.value
            if reading.repaired:
                self.repaired[key] = reading.raw
            if cell.formula is not None:
                self.arithmetic[key] = f"={cell.formula}"

    def take_total(self, key: str, cell: Cell) -> None:
        """A constant is a claim; what a formula shows is only compared, never used."""
        if cell.formula is None:
            reading = values.constant(cell, self.form.cells[key])
            if reading.value is not None:
                self.claims[key] = reading.value
        elif cell.kind is Kind.NUMBER:
            field = self.form.cells[key]
            shown = from_number(float(cell.text), field.decimals, signed=True)
            if shown.value is not None:
                self.cached[key] = shown.value

    def filing(self, whose: Identity) -> Filing:
        return Filing(
            form=self.form,
            typed=self.typed,
            unit=whose.unit,
            year=whose.year,
            claims=self.claims,
            cached=self.cached,
            origins={key: _place(*spot) for key, spot in self.found.places.items()},
            refused=self.refused,
            repaired=self.repaired,
            arithmetic=self.arithmetic,
            declared_zero=self.declared,
            left_blank=frozenset(self.left_blank),
            written=written(self.form, self.book, self.found, _ASIDE),
            sources=self.sources(whose),
        )

    def sources(self, whose: Identity) -> dict[str, Source]:
        """Where the figures of an imported report stood in it."""
        if whose.stamp is None or whose.stamp.kind != "imported":
            return {}
        from gaokai_xlsx.intake.importers.listed import listed  # noqa: PLC0415 - only an import pays for the writer's module

        return listed(self.form, self.book, self.typed)

    def findings(self) -> list[Finding]:
        unit = [make("T-ANCHOR/unit", key=k, label=self.form.cells[k].label) for k in self.in_yuan]
        lost = [
            make("T-ANCHOR", key=key, label=self.form.cells[key].label, candidates=self.candidates(key, spots))
            for key, spots in self.found.doubtful.items()
            if not self.form.cells[key].derived and not self.form.cells[key].supplement
        ]
        return [*unit, *lost, *(tampering(self.form, self.book, self.found) if self.stamped else ())]

    def candidates(self, key: str, spots: tuple[Spot, ...]) -> str:
        """Why the place of a figure is not proved: where it might be, and which labels of its table are not there."""
        lacking = self.found.lacking.get(self.form.cells[key].table, ())
        if lacking:
            return say("anchor.lacking", labels="、".join(f"“{label}”" for label in lacking[:_LACKING]))
        return say("anchor.candidates", places="、".join(map(show, spots))) if spots else say("anchor.none")


def _in_yuan(form: Form, found: Anchored, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """Amounts in 万元 on a sheet of a stranger that says its amounts are in 元: nobody can tell what was meant."""
    for key, (name, _, _) in found.places.items():
        texts = (text for text in sheets[name].texts.values() if len(text) < _SHORT)
        if form.cells[key].unit == "万元" and any(_YUAN.search(fold(text)) for text in texts):
            yield key


def _declared_zero(found: Anchored, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """The tables whose blanks are declared zero; where one sheet holds several, a declaration is of the next table that ends below it."""
    ends: dict[tuple[str, str], int] = {}
    for key, (sheet, row, _) in found.places.items():
        at = (sheet, key.partition(".")[0])
        ends[at] = max(row, ends.get(at, -1))
    for name in dict.fromkeys(sheet for sheet, _ in ends):
        tables = sorted((end, table) for (sheet, table), end in ends.items() if sheet == name)
        for row, yes in _declarations(sheets[name]):
            yield from [table for end, table in tables if yes and end >= row][:1]


def _declarations(sheet: Sheet) -> Iterator[tuple[int, bool]]:
    """Where a sheet asks whether its blanks are zero, and whether the answer is yes."""
    label, yes = fold(say("sheet.declare")), fold(say("sheet.yes"))
    for (row, column), text in sheet.texts.items():
        if fold(text) == label:
            answer = sheet.cells.get((row, column + 1)) or sheet.at(row, column + 2)
            yield row, fold(answer.text) == yes


@lru_cache(maxsize=4096)
def _place(sheet: str, row: int, column: int) -> Place:
    return Place(sheet, a1(row, column))
