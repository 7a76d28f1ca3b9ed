"""What a file says beside its figures: entries of the cover, reasons in 差异说明, and what stood where no figure could be proved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice

from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.cells.model import Cell, Kind, Sheet, Workbook
from gaokai_xlsx.filing import ENTRIES, PAPER, Unread, Written
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.form.points import points, says
from gaokai_xlsx.intake.anchors import Anchored, Spot, show
from gaokai_xlsx.quantity import fold, letters
from gaokai_xlsx.texts import say

# How covers and the feet of own tables ask for it; a label is no part of a longer word (咨询电话 is ours).
_ASKED = {
    "filler": ("填报人", "填表人", "制表人", "经办人"),
    "phone": ("联系电话", "联系方式", "电话"),
    "reviewer": ("审核人", "复核人"),
    "head": ("单位负责人", "负责人"),
    "date": ("填报日期", "填表日期", "报送日期"),
    "basis": ("代录依据",),
    "typist": ("代录人",),
    "proof": ("核对人",),
}
_ENTRY_OF = {spelling: key for key in (*ENTRIES, *PAPER) for spelling in _ASKED[key]}
_ANY = "|".join(sorted(_ENTRY_OF, key=len, reverse=True))
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])({_ANY})(?:[(（][^)）]*[)）])?\s*(?:[:：]|$)")
_LONGEST = 200  # characters of a cell that can hold labels
_REACH = 3  # columns to the right of a label in which its entry may stand
_WIDE = 20  # columns to the left of a figure in which its heading may stand
_REMARKS = 100  # free rows of 差异说明; a template has four
_MOST = 1000  # leftovers of one file


def written(form: Form, book: Workbook, found: Anchored, aside: frozenset[str]) -> Written:
    """All of it; sheets named in ``aside`` hold no entries but the cover's."""
    cover = say("sheet.cover")
    sheets = [s for s in book.sheets if s.name == cover] + [s for s in book.sheets if s.name not in aside]
    entries: dict[str, str] = {}
    for sheet in sheets:
        for key, text in _entries(sheet):
            entries.setdefault(key, text)
    reasons, remarks = _reasons(form, book)
    return Written(entries, reasons, remarks, tuple(islice(_unread(form, book, found, aside), _MOST)))


def _entries(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for (row, column), said in sheet.texts.items():
        if len(said) > _LONGEST or not _asks(said) or sheet.cells[row, column].formula is not None:
            continue
        text = said.strip()
        labels = list(_LABEL.finditer(text))
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            said = text[label.end() : following.start() if following else None].strip(" _　")
            if not said and following is None:
                said = _right_of(sheet, row, column)
            if said:
                yield _ENTRY_OF[label[1]], said


@lru_cache(maxsize=8192)
def _asks(text: str) -> bool:
    """Whether a text begins with the label of an entry; nearly none does, and they are the same ones in every file."""
    return _LABEL.match(text.strip()) is not None


def _right_of(sheet: Sheet, row: int, column: int) -> str:
    """What stands beside a label; nothing if that is a label too."""
    beside = next((c for at in range(column + 1, column + 1 + _REACH) if (c := sheet.at(row, at)).text), None)
    return "" if beside is None or beside.formula is not None or _LABEL.match(beside.text.strip()) else beside.text.strip()


def _reasons(form: Form, book: Workbook) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Reasons by point and what stands in free rows, wherever the two headings of 差异说明 stand in one row."""
    known = _known(form)
    what, why = fold(say("reasons.what")), fold(say("reasons.why"))
    reasons: dict[str, str] = {}
    remarks: list[tuple[str, str]] = []
    for sheet in book.sheets:
        heads = [(at, folded) for at, text in sheet.texts.items() if len(text) <= _LONGEST and (folded := fold(text)) in (what, why)]
        whats = {row: column for (row, column), text in heads if text == what}
        whys = {row: column for (row, column), text in heads if text == why}
        top = min(whats.keys() & whys.keys(), default=None)
        if top is None:
            continue
        first = {row: sheet.cells[row, column].text for row, column in sorted(sheet.cells, reverse=True) if row > top}
        for row in sorted(first):
            if stamps.VERSION in first[row] or fold(first[row]) == fold(say("sheet.code")):
                break
            point, reason = sheet.at(row, whats[top]).text.strip(), sheet.at(row, whys[top]).text.strip()
            if fold(point) in known:
                if reason:
                    reasons.setdefault(known[fold(point)], reason)
            elif (point or reason) and len(remarks) < _REMARKS:
                remarks.append((point, reason))
    return reasons, tuple(remarks)


@cache
def _known(form: Form) -> Mapping[str, str]:
    """The points of a form by their lines in 差异说明."""
    return {fold(says(form, point)): point.name for point in points(form)}


def _unread(form: Form, book: Workbook, found: Anchored, aside: frozenset[str]) -> Iterator[Unread]:
    """What stands where a figure may be meant, then what else stands among the figures of a table that is not whole."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    used: set[Spot] = set(found.places.values())
    for key, spots in found.doubtful.items():
        used.update(spots)
        cell = form.cells[key]
        stands = [(spot, c) for spot in spots if (c := sheets[spot[0]].at(spot[1], spot[2])).kind is not Kind.BLANK]
        if stands and not cell.derived:
            texts = dict.fromkeys(_text(c) for _, c in stands)  # several only where the candidates contradict each other
            yield Unread(key, cell.label, "、".join(show(spot) for spot, _ in stands), "／".join(texts))
    for table in form.tables:
        if any(not form.cells[key].derived for key in found.doubtful if form.cells[key].table == table.key):
            yield from _leftovers(table, sheets, found, used, aside)


def _leftovers(table: Table, sheets: dict[str, Sheet], found: Anchored, used: set[Spot], aside: frozenset[str]) -> Iterator[Unread]:
    """Cells in rows and columns of a table's known figures that are none of them; numbers of unknown sheets where it is nowhere."""
    keys = set(grid(table).places)
    spots = [s for k, s in found.places.items() if k in keys] + [s for k, all_ in found.doubtful.items() if k in keys for s in all_]
    name = found.sheets.get(table.key)
    here = [s for s in spots if s[0] == name]
    labels = {letters(label.text) for label in grid(table).labels}
    if name is not None and here:
        rows = range(min(row for _, row, _ in here), max(row for _, row, _ in here) + 1)
        columns = range(min(column for _, _, column in here), max(column for _, _, column in here) + 1)
        yield from _others(sheets[name], used, lambda row, column, _: row in rows and column in columns, labels)
    elif name is None:
        for sheet in sheets.values():
            if sheet.name not in aside and sheet.name not in found.sheets.values():
                yield from _others(sheet, used, lambda _, __, cell: cell.kind is not Kind.TEXT, labels)


def _others(sheet: Sheet, used: set[Spot], wanted: Callable[[int, int, Cell], bool], labels: set[str]) -> Iterator[Unread]:
    """What stands there and is neither a formula nor a printed text; each cell once, named by the nearest text to its left."""
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda item: item[0]):
        spot = (sheet.name, row, column)
        if spot in used or cell.kind is Kind.BLANK or cell.formula is not None or letters(cell.text) in labels:
            continue
        if wanted(row, column, cell):
            used.add(spot)
            left = (sheet.at(row, at) for at in range(column - 1, max(column - 1 - _WIDE, -1), -1))
            yield Unread(None, next((c.text for c in left if c.kind is Kind.TEXT), ""), show(spot), _text(cell))


def _text(cell: Cell) -> str:
    return cell.text if cell.formula is None else f"={cell.formula}"
