"""The numbers of one table as groups, one a row, and what the words around each group say about its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gaokai_xlsx.form.grid import cell_key
from gaokai_xlsx.form.model import Form, Kind, Line, Table
from gaokai_xlsx.intake.headings import spellings, unnumbered
from gaokai_xlsx.intake.importers.rows import Shape
from gaokai_xlsx.intake.importers.stream import Segment, Token
from gaokai_xlsx.quantity import letters

SHORT = 3  # letters of a label that is an ordinary word too, unless it is numbered
_PIECE = 6  # letters of a piece of a label that can tell which one it is of; a whole text may have fewer
_WHOLE = 4


@dataclass(frozen=True)
class Row:
    """One row of the form: its label, its keys in the order of the columns, how they add up."""

    line: Line
    keys: tuple[str, ...]
    shape: Shape


@dataclass
class Group:
    """Numbers that stand together. ``words`` stand before them on the same line, ``since`` all words since the group before.

    ``then`` are the words up to the group after it.
    """

    words: str
    since: str
    tokens: list[Token]
    firm: bool
    running: bool
    columns: list[int] = field(default_factory=list)
    then: str = ""


def rows_of(form: Form, table: Table) -> tuple[Row, ...]:
    """The rows of a table in form order."""
    sums = {e.anchor: e.left for e in form.equations if e.table == table.key and e.identity.kind is Kind.ROW_SUM}
    found = []
    for block in table.blocks:
        for line in block.rows:
            keys = tuple(cell_key(table, line, column) for column in block.columns)
            found.append(Row(line, keys, Shape(tuple(tuple(keys.index(p) for p in sums.get(key, ())) for key in keys))))
    return tuple(found)


def groups_of(region: Sequence[Segment], width: int) -> list[Group]:
    """The groups of a region. Numbers that stand one a line under each other are one group, up to the ``width`` of the table."""
    found: list[Group] = []
    since = ""
    for segment in region:
        since += segment.words
        if not segment.tokens:
            continue
        one = len(segment.tokens) == 1
        if found and found[-1].running and len(found[-1].tokens) < width and one and not since:
            found[-1].tokens += segment.tokens
            found[-1].columns += segment.columns
        else:
            if found:
                found[-1].then = since
            columns = list(segment.columns) if segment.firm else []
            found.append(Group(segment.words, since, list(segment.tokens), segment.firm, one and not segment.firm, columns))
        since = ""
    if found:
        found[-1].then = since
    return found


def with_figures(groups: Sequence[Group], rows: Sequence[Row], headings: Sequence[str]) -> list[Group]:
    """The groups that can be rows: no numbers of columns, no blanks of heading rows, which have none beside a row's label."""
    kept = [g for g in groups if any(t.text for t in g.tokens) and not _running([t.text for t in g.tokens])]
    taken = {labelled(g, rows, headings) for g in kept} | {follows(g, rows, headings) for g in kept}
    blank = [g for g in groups if not any(t.text for t in g.tokens) and _said(g, rows, headings) not in {None, *taken}]
    return [g for g in groups if any(g is one for one in (*kept, *blank))]


def _said(group: Group, rows: Sequence[Row], headings: Sequence[str]) -> int | None:
    own = labelled(group, rows, headings)
    return follows(group, rows, headings) if own is None else own


def _running(texts: Sequence[str]) -> bool:
    """Whether numbers count the columns."""
    return len(texts) > _WHOLE and list(texts) == [str(n) for n in range(1, len(texts) + 1)]


def mentioned(rows: Sequence[Row], region: Sequence[Segment]) -> set[int]:
    """The rows whose label stands somewhere in the region, whole or from its beginning."""
    words = "".join(segment.words for segment in region)
    return {at for at, row in enumerate(rows) for s in _spelled(row) if len(s) >= SHORT and s[: max(_PIECE, len(s) // 3)] in words}


def labelled(group: Group, rows: Sequence[Row], headings: Sequence[str]) -> int | None:
    """The row whose whole label stands right before the numbers on their own line."""
    return _ends_with(group.words, rows, headings) if group.words else None


def follows(group: Group, rows: Sequence[Row], headings: Sequence[str]) -> int | None:
    """The row whose label is the only one since the group before, right before the numbers but on a line of its own."""
    mentioned = {at for at, row in enumerate(rows) for s in _spelled(row) if len(s) > SHORT and s in group.since}
    last = _ends_with(group.since, rows, headings)
    return last if last is not None and mentioned <= {last} else None


def before(group: Group, rows: Sequence[Row]) -> int | None:
    """The row whose label stands right behind the numbers and alone before the next ones."""
    found = {at: s for at, row in enumerate(rows) for s in _paths(row) if group.then.startswith(s)}
    longest = [at for at, s in found.items() if len(s) == max(map(len, found.values()))]
    return longest[0] if len(longest) == 1 else None


def around(groups: Sequence[Group], rows: Sequence[Row], headings: Sequence[str], own: Sequence[int | None]) -> list[int | None]:
    """For each group without a row of its ``own`` the one row whose label begins before the numbers and ends on or behind their line.

    What stands behind the numbers of one group is no label of the next one's.
    """
    found: list[int | None] = []
    rest = ""
    for mine, group in zip(own, groups, strict=True):
        parted = [(at, *cut) for at, row in enumerate(rows) if mine is None and (cut := _parted(group, row))]
        sure = [(at, s[n:]) for at, s, n in parted if _alone(group.since[:-n].removeprefix(rest), at, rows, headings)]
        found.append(sure[0][0] if len(sure) == 1 else None)
        rest = sure[0][1] if len(sure) == 1 else ""
    return found


def _parted(group: Group, row: Row) -> tuple[str, int] | None:
    """A label of a row, and how many of its letters stand before the numbers, if the others stand behind them.

    Between an outer label and a whole inner one numbers can be those of a row that lost its own.
    """
    outer = {o for level in range(len(row.line.label) - 1) for o in spellings(row.line, level)}
    for s in sorted(_paths(row), key=len, reverse=True):
        whole = bool(group.words) and s.endswith(group.words) and group.since.endswith(s)
        cuts = [
            n
            for n in range(1, len(s))
            if group.since.endswith(s[:n]) and group.then.startswith(s[n:]) and not any(s[:n].endswith(o) for o in outer)
        ]
        if len(s) > SHORT and (whole or cuts):
            return s, len(s) if whole else max(cuts)
    return None


def with_numbers_of_rows(groups: Sequence[Group], rows: Sequence[Row]) -> None:
    """Give back to a label its number where a line ends behind it: ``（三）不予公开1 0 0 5 0 0 0 5⏎.属于国家秘密``."""
    width = max(len(row.keys) for row in rows)
    for group in groups:
        number = group.tokens[0].text
        if group.firm or len(group.tokens) != width + 1 or len(number) != 1 or not group.words:
            continue
        said = group.since + number
        if any(
            said.endswith(s[:n]) and s[n - 1] == number and group.then.startswith(s[n:])
            for row in rows
            for s in _paths(row)
            for n in range(2, len(s))
        ):
            group.words, group.since, group.tokens = group.words + number, said, group.tokens[1:]


def torn(group: Group, rows: Sequence[Row]) -> int | None:
    """The one row whose label holds the end of the words on this line: a label that goes over several lines.

    Where a whole label stands before the numbers, they are not those of a piece.
    """
    if any(len(s) > SHORT and s in group.since for row in rows for s in _spelled(row)):
        return None
    best = [max((_tail(group.words, s) for s in _spelled(row)), default=0) for row in rows]
    most = max(best, default=0)
    enough = most >= _PIECE or (most >= _WHOLE and most == len(group.words))
    return best.index(most) if enough and best.count(most) == 1 else None


def headings_of(table: Table) -> tuple[str, ...]:
    """Every printed heading above the rows, as letters: what may stand before a short label in running text."""
    found = [s for block in table.blocks for c in block.columns for level in range(len(c.label)) for s in spellings(c, level)]
    return tuple(dict.fromkeys(found))


def in_order(table: Table, said: str) -> bool:
    """Whether the inner column headings that stand whole in a text follow each other as in the form; one that repeats says nothing."""
    for block in table.blocks:
        deepest = max(len(c.label) for c in block.columns)
        inner = [spellings(c, len(c.label) - 1)[0] for c in block.columns if len(c.label) == deepest]
        outer = list(dict.fromkeys(spellings(c, level)[0] for c in block.columns for level in range(len(c.label) - 1)))
        for names in (inner, [o for o in outer if not any(o != other and o in other for other in outer)]):
            single = [name for name in dict.fromkeys(names) if names.count(name) == 1 and len(name) > 2 and name in said]
            places = [said.index(name) for name in single]
            if places != sorted(places) and len(set(places)) == len(places) and not _levels(single, table):
                return False
    return True


def _levels(names: Sequence[str], table: Table) -> bool:
    """Whether these headings are of different levels, which a page may print in any order."""
    levels: Mapping[str, set[int]] = {
        n: {lv for b in table.blocks for c in b.columns for lv in range(len(c.label)) if spellings(c, lv)[0] == n} for n in names
    }
    return len({frozenset(found) for found in levels.values()}) > 1


def _ends_with(words: str, rows: Sequence[Row], headings: Sequence[str]) -> int | None:
    """The row whose label ends these words. Behind another row's whole label it proves nothing: one of the two has lost its numbers."""
    at, length = _end(words, rows, headings)
    if at is None:
        return None
    return at if _alone(words[:-length], at, rows, headings) else None


def _alone(before: str, at: int, rows: Sequence[Row], headings: Sequence[str]) -> bool:
    """Whether the words before a row's label do not end with another row's."""
    outer = [o for level in range(len(rows[at].line.label) - 1) for o in spellings(rows[at].line, level)]
    while cut := next((o for o in outer if o and before.endswith(o)), ""):
        before = before.removesuffix(cut)
    return _end(before, rows, headings)[0] in (None, at)


def _end(words: str, rows: Sequence[Row], headings: Sequence[str]) -> tuple[int | None, int]:
    """The row whose label ends these words, and the label's length. An ordinary word must be all of them, or follow a heading."""
    hits: dict[int, int] = {}
    for at, row in enumerate(rows):
        printed = letters(row.line.label[-1]) if row.line.label else ""
        numbered = printed != letters(unnumbered(row.line.label[-1])) if row.line.label else False
        for spelling in _spelled(row):
            plain = len(spelling) > SHORT or (spelling == printed and numbered)
            behind = spelling == printed and any(words.endswith(head + spelling) for head in headings if head != spelling)
            if words == spelling or (words.endswith(spelling) and (plain or behind)):
                hits[at] = max(hits.get(at, 0), len(spelling))
    longest = [at for at, length in hits.items() if length == max(hits.values())]
    return (longest[0], hits[longest[0]]) if len(longest) == 1 else (None, 0)


def _spelled(row: Row) -> tuple[str, ...]:
    return spellings(row.line, len(row.line.label) - 1) if row.line.label else ()


def _paths(row: Row) -> tuple[str, ...]:
    """A row's label as it is written alone, and as it is read behind the labels that it stands under."""
    found = _spelled(row)
    for level in range(len(row.line.label) - 2, -1, -1):
        found += tuple(outer + inner for outer in spellings(row.line, level) for inner in found)
    return found


def _tail(words: str, label: str) -> int:
    """How many of the last letters of ``words`` stand together in a label."""
    return next((n for n in range(min(len(words), len(label)), 0, -1) if words[-n:] in label), 0)
