"""The roster (报送名单): the units expected this year, from xlsx or csv under the heads people use."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.quantity import fold

# Heads of foreign lists, folded and without what stands in brackets.
_HEADS = {
    "code": ("编码", "单位编码", "代码", "单位代码"),
    "name": ("单位全称", "全称", "单位名称", "填报单位", "部门名称", "机构名称", "名称", "单位", "部门"),
    "aliases": ("简称及曾用名", "简称", "曾用名", "别名"),
    "category": ("类别", "单位类别"),
    "rulemaking": ("规章制定权", "规章权"),
    "belongs": ("汇总归属",),
    "duty": ("报送要求",),
    "due": ("报送截止",),
    "change": ("变动情况",),
    "predecessors": ("上年编码",),
    "contact": ("联系人",),
    "phone": ("电话", "联系电话", "手机号码", "手机", "办公电话"),
}
NAME_HEADS = _HEADS["name"]
_SUM = re.compile("[合总共小]计")  # a line below a list, no unit
DUTIES = ("应报", "免报", "并入上级", "纸质代录")
_ABSORBED = "并入上级"
_EXEMPT = ("免报", _ABSORBED)
_POWERLESS = ("无", "否", "没有")  # answers under 规章制定权
_FOUNDED, _ABOLISHED = "新设", "撤销"  # answers under 变动情况
_LONGEST = 100  # characters of a unit's name; the longest official names have about 40
_ROWS, _WIDTH = 20_000, 100  # of a list; a stray cell far away must not make it endless
_HEAD_ROWS = 10  # a list may have a title and a note above its heads


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of the roster; ``order`` is its place in the list, from 0.

    ``texts`` are its columns as they stood, by our name of the column; ``extra`` further columns by their head (grouping fields).
    """

    order: int
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    files: bool = True
    predecessors: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def unit(self) -> Unit:
        """The unit as filings name it."""
        return Unit(self.code, self.name)

    @property
    def powerless(self) -> bool:
        """Whether the roster says that it has no rule-making power; an empty column says nothing."""
        return self._says("rulemaking") in _POWERLESS

    @property
    def founded(self) -> bool:
        """新设: it has no year before."""
        return self._says("change") == _FOUNDED

    @property
    def gone(self) -> bool:
        """撤销, and it files no more: nothing can be carried on by it."""
        return self._says("change") == _ABOLISHED and not self.files

    @property
    def absorbed(self) -> bool:
        """并入上级: its figures stand in the filing of the unit it belongs to."""
        return self._says("duty") == _ABSORBED

    @property
    def category(self) -> str:
        """What stands under 类别."""
        return dict(self.texts).get("category", "")

    @property
    def parent(self) -> str:
        """The unit or group under 汇总归属."""
        return dict(self.texts).get("belongs", "")

    @property
    def due(self) -> str:
        """报送截止 as it stands."""
        return dict(self.texts).get("due", "")

    def _says(self, column: str) -> str:
        return fold(dict(self.texts).get(column, ""))


@dataclass(frozen=True)
class Roster:
    """The units in their order."""

    entries: tuple[Entry, ...]

    @property
    def expected(self) -> list[Entry]:
        """The units that must file (应报)."""
        return [e for e in self.entries if e.files]

    def named(self, name: str) -> Entry | None:
        """The unit of that full name, or of that alias where only one has it."""
        wanted = fold(name)
        found = self._exact.get(wanted) or self._by_alias.get(wanted, [])
        return found[0] if len(found) == 1 else None

    def parent_of(self, entry: Entry) -> Entry | None:
        """The other unit of the roster that 汇总归属 names; None for a mere group."""
        found = (self.named(entry.parent) or self.coded(entry.parent)) if entry.parent else None
        return None if found is entry else found

    def coded(self, code: str) -> Entry | None:
        """The unit of that code."""
        return self._by_code.get(code)

    @cached_property
    def _exact(self) -> dict[str, list[Entry]]:
        return _index((fold(e.name), e) for e in self.entries)

    @cached_property
    def _by_alias(self) -> dict[str, list[Entry]]:
        return _index((alias, e) for e in self.entries for alias in dict.fromkeys(map(fold, e.aliases)))

    def mentioned(self, text: str) -> Entry | None:
        """The one unit whose full name or alias stands in a file or folder name; a name inside a longer one is no mention."""
        folded = fold(text)
        said = [(fold(name), e) for e in self.entries for name in (*e.aliases, e.name) if len(fold(name)) > 1 and fold(name) in folded]
        longest = [e for name, e in said if not any(name != other and name in other for other, _ in said)]
        return longest[0] if longest and all(e is longest[0] for e in longest) else None

    @cached_property
    def _by_code(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in reversed(self.entries)}


def _index(pairs: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for name, entry in pairs:
        found.setdefault(name, []).append(entry)
    return found


def name_defect(name: str) -> str:
    """Why a text cannot be a unit's name; empty for one that can."""
    if not fold(name):
        return texts.say("roster.blank-name")
    if len(name) > _LONGEST:
        return texts.say("roster.long-name", limit=_LONGEST)
    if "|" in name or re.search(r"_x[0-9A-Fa-f]{4}_", name) or any(unicodedata.category(c) in ("Cc", "Cs", "Cf") for c in name):
        return texts.say("roster.odd-name", name=texts.visible(name))
    return ""


def read(path: Path) -> Roster:
    """The roster in a file; raises ``CannotGoOn`` that names every defect by its row."""
    defects: list[str] = []
    entries = _entries(rows(path, "stop.roster"), defects)
    if defects:
        raise CannotGoOn("stop.roster", path=path, defects="\n".join(defects))
    return Roster(tuple(entries))


def rows(path: Path, stop: str) -> list[list[str]]:
    """The rows of a list that people give us, as texts; raises ``CannotGoOn`` under that key where it is no list at all."""
    data = disk.read(path)
    read = _csv_rows if path.suffix.casefold() in (".csv", ".txt") else _sheet_rows
    try:
        return read(data)
    except _NoListError as error:
        raise CannotGoOn(stop, path=path, defects=texts.say(f"roster.{error}")) from error


class _NoListError(Exception):
    """A file that holds no list; says which sentence of ``roster.*`` tells why."""


def is_sum(row: list[str]) -> bool:
    """Whether a row of a list is its total."""
    return any(_SUM.fullmatch(fold(cell)) for cell in row)


def _csv_rows(data: bytes) -> list[list[str]]:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            # Excel writes the separator of the system: the one that makes the most columns is it.
            separator = max(",;\t", key=text[:2000].count)
            try:
                return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
            except csv.Error:
                break
    raise _NoListError("csv")


def _sheet_rows(data: bytes) -> list[list[str]]:
    book = reader.read(data)
    if not isinstance(book, Workbook):
        raise _NoListError("kind")
    if not book.sheets:
        raise _NoListError("empty")
    sheet = book.sheets[0]
    height = min(max((row for row, _ in sheet.cells), default=-1) + 1, _ROWS)
    width = min(max((column for _, column in sheet.cells), default=-1) + 1, _WIDTH)
    return [[sheet.at(row, column).text for column in range(width)] for row in range(height)]


def _entries(rows: list[list[str]], defects: list[str]) -> list[Entry]:
    head = next((at for at, row in enumerate(rows[:_HEAD_ROWS]) if "name" in _columns(row)), None)
    if head is None:
        defects.append(texts.say("roster.no-head", known="、".join(_HEADS["name"])))
        return []
    columns = _columns(rows[head])
    entries: list[Entry] = []
    names: dict[str, int] = {}
    codes: dict[str, int] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        numbering = {columns.get("code"), 0 if fold(rows[head][0]) == "序号" else None}
        said = [fold(cell) for at, cell in enumerate(row) if at not in numbering]
        if not any(said) or is_sum(row):
            continue
        entry = _entry(row, columns, rows[head], len(entries))
        duty = fold(row[columns["duty"]]) if "duty" in columns and columns["duty"] < len(row) else ""
        if duty and duty not in DUTIES:
            defects.append(texts.say("roster.duty", row=number, duty=duty, known="、".join(DUTIES)))
        if not entry.name:
            defects.append(texts.say("roster.no-name", row=number))
            continue
        if defect := name_defect(entry.name):
            defects.append(texts.say("roster.bad-name", row=number, defect=defect))
            continue
        for known, value, key in ((names, fold(entry.name), "name"), (codes, entry.code, "code")):
            if value and value in known:
                defects.append(texts.say(f"roster.twice-{key}", row=number, other=known[value], name=entry.name, code=entry.code))
            known.setdefault(value, number)
        entries.append(entry)
    if not entries and not defects:
        defects.append(texts.say("roster.empty"))
    return _coded(entries)


def _coded(entries: list[Entry]) -> list[Entry]:
    """Units without a code get the next free numbers, so that codes given once never change when a unit is added."""
    last = max((int(e.code) for e in entries if e.code.isascii() and e.code.isdigit()), default=0)
    numbers = itertools.count(last + 1)
    return [e if e.code else replace(e, code=f"{next(numbers):03}") for e in entries]


def _columns(row: list[str]) -> dict[str, int]:
    """Which of our columns stands where; the first spelling of ``_HEADS`` that occurs wins."""
    heads = [re.sub(r"\(.*?\)", "", fold(cell)) for cell in row]
    return {field: heads.index(spelling) for field, spellings in _HEADS.items() for spelling in reversed(spellings) if spelling in heads}


def _entry(row: list[str], columns: dict[str, int], head: list[str], order: int) -> Entry:
    def cell(field: str) -> str:
        at = columns.get(field)
        return row[at].strip() if at is not None and at < len(row) else ""

    ours = {*columns.values(), *(at for at, text in enumerate(head) if not fold(text) or fold(text) == "序号")}
    return Entry(
        order=order,
        code=_code(cell("code")),
        name=cell("name"),
        aliases=tuple(a.strip() for a in re.split(r"[、,，;；]", cell("aliases")) if a.strip()),
        files=fold(cell("duty")) not in _EXEMPT,
        predecessors=tuple(_code(c.strip()) for c in re.split(r"[、,，;；]", cell("predecessors")) if c.strip()),
        texts=tuple((field, cell(field)) for field in columns),
        extra=tuple((text.strip(), row[at].strip() if at < len(row) else "") for at, text in enumerate(head) if at not in ours),
    )


def _code(text: str) -> str:
    """A code as we write it: a spreadsheet that took 001 for a number gives back 1."""
    return text.zfill(3) if text.isascii() and text.isdigit() else text
