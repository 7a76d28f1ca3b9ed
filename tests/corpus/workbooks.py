"""The workbooks that cases begin with: the issued template, blank and filled, and workbooks that units lay out by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import clients
from truth import FORM, OLD, OTHER, T3, TRUTH, UNIT, YEAR, by_sheet, number, totals

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.formulas import ranges
from gaokai_xlsx.form.grid import Box, Grid, a1, grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.form.model import Kind as Identity
from gaokai_xlsx.outgoing.template import Issue, build

AUXILIARY = ("差异说明", "校验结果", "打印盖章页", "填报说明")
TITLE = f"{UNIT.name}{YEAR}年{FORM.report_title}"

# ---------------------------------------------------------------------------------------------- the issued template


@cache
def template(unit: Unit | None = UNIT, year: int = YEAR) -> bytes:
    """The locked workbook that went out, blank."""
    return build(Issue(editions.for_year(year), year, unit))


@cache
def common_template() -> bytes:
    """One workbook for everybody: the unit is chosen from a list on the cover."""
    return build(Issue(FORM, YEAR, None, choices=(UNIT, OTHER, Unit("003", "石嘴山市教育体育局"))))


@cache
def scripted() -> bytes:
    """Filled by openpyxl, which drops the cached totals."""
    return clients.openpyxl_edit(template(), clients.put(numbers(TRUTH)))


@cache
def typed() -> bytes:
    """Filled by typing in LibreOffice, saved as xlsx: the file most edits begin with."""
    return typing(template(), TRUTH)


def typing(blank: bytes, values: Mapping[str, str], *steps: list[Any], kind: str = "xlsx") -> bytes:
    """Values typed into the open cells of a locked template, Enter after each."""
    entered = [["enter", sheet, cells] for sheet, cells in by_sheet(values).items()]
    return clients.office(blank, *entered, *steps, ["recalculate"], kind=kind)


@cache
def lean() -> bytes:
    """The typed workbook without its four auxiliary sheets: half the size. Edits that are tampering anyway begin with it."""
    return clients.office(typed(), ["unlock"], *(["remove", sheet] for sheet in AUXILIARY), ["recalculate"])


def edited(*steps: list[Any], kind: str = "xlsx", source: bytes | None = None) -> bytes:
    """The typed workbook (or another), unlocked, changed in LibreOffice and saved again."""
    return clients.office(source or typed(), ["unlock"], *steps, ["recalculate"], kind=kind)


def tampered(*steps: list[Any], kind: str = "xlsx") -> bytes:
    """The same with the lean workbook."""
    return edited(*steps, kind=kind, source=lean())


def numbers(values: Mapping[str, str], form: Form = FORM) -> dict[str, dict[str, object]]:
    """Decimal strings as the numbers that a script writes, by sheet and cell."""
    return by_sheet({key: number(value) for key, value in values.items()}, form)


# ---------------------------------------------------------------------------------------------- workbooks of one's own


@dataclass(frozen=True)
class Own:
    """A workbook that a unit lays out after the official form, without our template.

    ``totals`` are ``formula``, ``stale`` (formulas that show 0), ``constant`` or ``none`` (no 总计 columns at all); ``wrong`` replaces stated totals; ``values``
    replaces figures by anything a cell may hold; ``spell`` rewrites labels; ``one_sheet`` puts the tables below each other;
    ``head`` says where unit and year stand: ``labels`` (填报单位（全称） and 报告年度 above the first table), ``cover`` (the same on a
    sheet of their own), ``title`` (only in a title line) or ``none``. ``crosswise`` lays 表四 out with a row for each kind of case,
    ``downward`` with its labels down the side.
    """

    figures: Mapping[str, str] = field(default_factory=lambda: dict(TRUTH))
    form: Form = FORM
    totals: str = "constant"
    wrong: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    spell: Callable[[str], str] = str
    one_sheet: bool = False
    section_titles: bool = True
    head: str = "labels"
    unit: str = UNIT.name
    year: int = YEAR
    crosswise: bool = False
    downward: bool = False

    def plan(self) -> dict[str, Any]:
        """The workbook as data for every writer (see ``make.mjs``)."""
        tables = [t for t in self.form.tables if not t.supplement]
        sheets: list[_Sheet] = []
        if self.head == "cover":
            sheets.append(_Sheet("封面", cells=self._named()))
        if self.one_sheet:
            sheet = _Sheet("年报表")
            self._headed(sheet)
            for table in tables:
                self._table(sheet, table)
            sheets.append(sheet)
        else:
            for at, table in enumerate(tables, start=1):
                sheet = _Sheet(f"Sheet{at}" if self.section_titles else table.short)
                if at == 1:
                    self._headed(sheet)
                self._table(sheet, table)
                sheets.append(sheet)
        places = {key: [s.name, cell] for s in sheets for key, cell in s.places.items()}
        return {"sheets": [{"name": s.name, "cells": s.cells, "merges": s.merges} for s in sheets], "places": places}

    def _named(self) -> list[list[Any]]:
        return [[0, 0, "填报单位（全称）"], [0, 1, self.unit], [1, 0, "报告年度"], [1, 1, f"{self.year}年"]]

    def _headed(self, sheet: _Sheet) -> None:
        if self.head == "title":
            sheet.cells.append([0, 0, f"{self.unit}{self.year}年{self.form.report_title}"])
            sheet.merges.append([0, 0, 0, 9])
            sheet.next = 2
        elif self.head == "labels":
            sheet.cells += self._named()
            sheet.next = 3

    def _table(self, sheet: _Sheet, table: Table) -> None:
        if self.section_titles:
            sheet.cells.append([sheet.next, 0, table.title])
            sheet.next += 1
        if self.crosswise and table.key == "challenges":
            return self._crosswise(sheet)
        if self.downward and table.key == "challenges":
            return self._downward(sheet, table)
        plan = grid(table)
        top = sheet.next
        for label in plan.labels:
            if not self._dropped(table, label.box):
                sheet.put(label.box, top, self.spell(label.text))
        stated = totals(self.form, self.figures)
        for key, box in plan.places.items():
            if not self._dropped(table, box):
                sheet.put(box, top, self._value(plan, key, top, stated))
                sheet.places[key] = a1(box.top + top, box.left)
        sheet.next = top + plan.rows + 1
        return None

    def _value(self, plan: Grid, key: str, top: int, stated: Mapping[str, str]) -> object:
        if key in self.values:
            return self.values[key]
        if not self.form.cells[key].derived:
            return number(self.figures[key]) if self.figures.get(key) else None
        if self.totals == "constant" or key in self.wrong:
            return self.wrong.get(key, number(stated[key]) if key in stated else None)
        equation = next(e for e in self.form.equations if e.anchor == key and e.identity.kind is not Identity.BALANCE)
        parts = [replace(plan.places[k], top=plan.places[k].top + top, bottom=plan.places[k].bottom + top) for k in equation.left]
        shown = number(stated[key]) if key in stated and self.totals != "stale" else 0
        return {"f": f"SUM({','.join(ranges(parts))})", "v": shown}

    def _dropped(self, table: Table, box: Box) -> bool:
        """Whether a box lies in a 总计 column that this workbook does not have."""
        if self.totals != "none":
            return False
        gone = {"requests": {9}, "challenges": {4, 9, 14}}.get(table.key, set())
        return box.left in gone and box.left == box.right

    def _crosswise(self, sheet: _Sheet) -> None:
        """表四 as officers like it: a row for each kind of case, a column for each result."""
        top = sheet.next
        for column, (result, _) in enumerate(RESULTS, start=1):
            sheet.cells.append([top, column, result])
        for at, (case, kind) in enumerate(CASES_OF_LAW, start=1):
            sheet.cells.append([top + at, 0, case])
            for column, (_, result) in enumerate(RESULTS, start=1):
                key = f"challenges.{kind}.{result}"
                sheet.cells.append([top + at, column, number((dict(self.figures) | totals(self.form, self.figures))[key])])
        sheet.next = top + len(CASES_OF_LAW) + 2

    def _downward(self, sheet: _Sheet, table: Table) -> None:
        """表四 with its labels down the side: each heading level a column, the figures in the column after the last."""
        plan, top = grid(table), sheet.next
        known = dict(self.figures) | totals(self.form, self.figures)
        for label in plan.labels:
            box = Box(label.box.left, label.box.top, label.box.right, label.box.bottom)
            sheet.put(box, top, label.text)
        for key, box in plan.places.items():
            sheet.cells.append([top + box.left, plan.blocks[0].body, number(known[key])])
        sheet.next = top + plan.columns + 1


PHONES = {
    "sheets": [
        {
            "name": "通讯录",
            "cells": [
                [0, 0, "单位"],
                [0, 1, "联系人"],
                [0, 2, "电话"],
                [1, 0, UNIT.name],
                [1, 1, "王某"],
                [1, 2, "0000-0000000"],
                [2, 0, OTHER.name],
                [2, 1, "李某"],
            ],
            "merges": [],
        }
    ]
}
RESULTS = (("结果维持", "upheld"), ("结果纠正", "corrected"), ("其他结果", "other"), ("尚未审结", "pending"), ("总计", "total"))
CASES_OF_LAW = (("行政复议", "review"), ("未经复议直接起诉", "suit_direct"), ("复议后起诉", "suit_after_review"))


@dataclass
class _Sheet:
    name: str
    cells: list[list[Any]] = field(default_factory=list)
    merges: list[list[int]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    next: int = 0

    def put(self, box: Box, top: int, value: object) -> None:
        if value is not None:
            self.cells.append([box.top + top, box.left, value])
        if not box.single:
            self.merges.append([box.top + top, box.left, box.bottom + top, box.right])


def old_edition() -> Own:
    """The tables of the 2019 edition for the report year 2020."""
    from truth import figures_2019

    return Own(figures=figures_2019(), form=OLD, head="title", year=2020)


def with_openpyxl(own: Own) -> bytes:
    """A workbook of one's own, written by openpyxl."""
    return clients.openpyxl_edit(None, _writing(own.plan()))


def _writing(plan: Mapping[str, Any]) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book.remove(book.active)
        for sheet in plan["sheets"]:
            page = book.create_sheet(sheet["name"])
            for row, column, value in sheet["cells"]:
                page.cell(row + 1, column + 1).value = f"={value['f']}" if isinstance(value, dict) else value
            for top, left, bottom, right in sheet["merges"]:
                page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)

    return edit


def labels(sheet: str = T3, form: Form = FORM) -> Iterator[tuple[str, str]]:
    """Cell and text of each label of a table of the template."""
    table = next(t for t in form.tables if t.sheet == sheet)
    for label in grid(table).labels:
        yield a1(label.box.top, label.box.left), label.text


def respelled(spell: Callable[[str], str]) -> list[list[Any]]:
    """Steps that rewrite the labels of all tables in LibreOffice; only those that change."""
    changed = {t.sheet: {cell: spell(text) for cell, text in labels(t.sheet) if spell(text) != text} for t in FORM.tables}
    return [["put", sheet, cells] for sheet, cells in changed.items() if cells]
