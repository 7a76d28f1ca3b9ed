"""One table of a report from the stream of its words and numbers: which figures are read, restored, or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, product

from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.intake.importers.groups import (
    Group,
    Row,
    follows,
    groups_of,
    headings_of,
    in_order,
    labelled,
    mentioned,
    rows_of,
    torn,
    with_figures,
)
from gaokai_xlsx.intake.importers.rows import Shape, Values, readings
from gaokai_xlsx.intake.importers.solve import MOST, Choice, confirmed, solve
from gaokai_xlsx.intake.importers.solve import follows as follows_from
from gaokai_xlsx.intake.importers.stream import Segment, Token
from gaokai_xlsx.quantity import Figure, Reading, Reason, from_text, plain

_STRAY = 4  # numbers of a group that can be a page's or a note's; a row of the large table has seven


@dataclass
class Extract:
    """What the stream says of one table.

    ``read`` are figures whose row and column are proved, ``restored`` those that follow from the order of the rows or from the
    identities (with the word for how), ``refused`` texts that are no figures, ``raw`` what stood where nothing could be read.
    """

    read: dict[str, Figure] = field(default_factory=dict)
    restored: dict[str, Figure] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Reading] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    raw: dict[str, tuple[Token, ...]] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, Figure]:
        """All of them, however they were told."""
        return self.read | self.restored

    def doubted(self, others: Sequence[Extract]) -> dict[str, str]:
        """The figures of which other parts of the report show another value, with both."""
        rivals = [other.figures for other in others if 2 * len(other.figures) > len(self.figures)]
        own = self.figures
        differ = {k: next((r[k] for r in rivals if k in r and r[k] != v), None) for k, v in own.items()}
        return {k: f"{plain(own[k])}／{plain(v)}" for k, v in differ.items() if v is not None}


@dataclass
class _Anchors:
    """Groups tied to rows: by a whole label, by a piece of one; the others by their order, if at all."""

    whole: dict[int, int]
    pieces: dict[int, int]
    loose: list[int]


def extract(form: Form, table: Table, region: Sequence[Segment]) -> Extract:
    """The figures of a table that its region of the stream shows."""
    rows, headings = rows_of(form, table), headings_of(table)
    groups = with_figures(groups_of(region, max(len(row.keys) for row in rows)), rows, headings)
    result = Extract()
    if not groups or not in_order(table, _head(region)):
        return result
    if len(rows) == 1:
        _single(rows[0], groups, result)
        return result
    anchors = _anchors(rows, groups, headings)
    if _shifted(form, table, anchors, groups, mentioned(rows, region)):
        return result
    certain: dict[str, int] = {}
    unsure: dict[str, Token] = {}
    open_rows: dict[int, list[Values]] = {}
    shut: set[str] = set()
    for at, row in {**anchors.whole, **anchors.pieces}.items():
        group, line = groups[at], rows[row]
        tokens = _placed(group, len(line.keys), groups)
        proved = at in anchors.whole
        if tokens is None:
            result.raw.update(dict.fromkeys(line.keys, tuple(group.tokens)))
            open_rows[row] = readings([t.text for t in group.tokens if t.text], line.shape)
            if not open_rows[row] and any(t.text for t in group.tokens):
                shut.update(line.keys)
            continue
        values = _values(form, line, tokens, result)
        if not group.firm and not line.shape.holds(tuple(v if isinstance(v, int) else None for v in values)):
            result.raw.update(dict.fromkeys(line.keys, tuple(tokens)))
            shut.update(line.keys)
            continue
        for key, value, token in zip(line.keys, values, tokens, strict=True):
            if value is None:
                continue
            result.tokens[key] = token
            if proved:
                result.read[key] = value
            else:
                unsure[key] = token
            if isinstance(value, int):
                certain[key] = value
    shut.update(result.refused)
    named = {*anchors.whole.values(), *anchors.pieces.values()} | mentioned(rows, region)
    shut.update(key for at in set(range(len(rows))) - named for key in rows[at].keys)
    _restore(form, table, rows, groups, anchors, _Open(certain, open_rows, shut, unsure), result)
    return result


def _shifted(form: Form, table: Table, anchors: _Anchors, groups: Sequence[Group], named: set[int]) -> bool:
    """Whether numbers may stand before their labels: some have no label, some label has no numbers, and no sum could tell."""
    proved = any(e.table == table.key for e in form.equations) or all(group.firm for group in groups)
    return not proved and bool(anchors.loose) and bool(named - set(anchors.whole.values()))


def _head(region: Sequence[Segment]) -> str:
    """The words before the first number."""
    words = ""
    for segment in region:
        words += segment.words
        if any(t.text for t in segment.tokens):
            break
    return words


@dataclass
class _Open:
    certain: dict[str, int]
    rows: dict[int, list[Values]]
    shut: set[str]
    unsure: dict[str, Token]


def _restore(
    form: Form, table: Table, rows: Sequence[Row], groups: Sequence[Group], anchors: _Anchors, left: _Open, result: Extract
) -> None:
    """Fill in what the identities leave no choice for, in every way to assign the loose groups to rows."""
    if not any(e.table == table.key for e in form.equations):
        _zeros(rows, left, result)
        return
    ways = list(islice(_assignments(rows, groups, anchors), MOST))
    loose = {at: _loose(groups, at, rows[0].shape) for at in anchors.loose}
    solved = solve(form, table.key, left.certain, (_choices(rows, loose, left, way) for way in ways))
    if not solved.consistent or len(ways) == MOST:
        return
    result.read.update({key: solved.stood[key] for key in left.unsure if key in solved.stood})
    sure = {key: solved.stood[key] for key in confirmed(form, table.key, solved.stood)} | left.certain
    forced = set.intersection(*(set(way.items()) for way in ways)) if ways else set()
    by_order = {key: (at, n) for at, row in forced for n, key in enumerate(rows[row].keys)}
    for key, value in (sure | follows_from(form, table.key, sure)).items():
        if key in result.read or key in left.shut or form.cells[key].derived or solved.values.get(key) != value:
            continue
        result.restored[key] = value
        at, n = by_order.get(key, (-1, 0))
        tokens = groups[at].tokens if at >= 0 else []
        stands = tokens[n] if tokens and len(tokens) == len(rows[dict(forced)[at]].keys) else None
        if stands and stands.text == str(value):
            result.tokens[key] = stands
            result.how[key] = "order"
        else:
            if at >= 0 and key not in result.raw:
                result.raw[key] = tuple(tokens)
            result.how[key] = "digits" if any(t.text for t in result.raw.get(key, ())) else "sums"


def _zeros(rows: Sequence[Row], left: _Open, result: Extract) -> None:
    """Where nothing adds up: zeros run together, which can be cut in one way only."""
    for row, ways in left.rows.items():
        if len(ways) == 1 and not any(ways[0]):
            result.restored.update(dict.fromkeys((k for k in rows[row].keys if k not in left.shut), 0))
            result.how.update(dict.fromkeys(rows[row].keys, "digits"))


def _choices(rows: Sequence[Row], loose: Mapping[int, list[Values]], left: _Open, way: Mapping[int, int]) -> list[list[Choice]]:
    """For each row that is not certain the readings it has if the loose groups stand so."""
    found: list[list[Choice]] = [[dict(zip(rows[row].keys, v, strict=True)) for v in ways] for row, ways in left.rows.items() if ways]
    return found + [[dict(zip(rows[row].keys, v, strict=True)) for v in loose[at]] for at, row in way.items()]


def _loose(groups: Sequence[Group], at: int, shape: Shape) -> list[Values]:
    """What a group without a label can say."""
    texts = [t.text for t in groups[at].tokens]
    if len(texts) != len(shape):
        return readings([t for t in texts if t], shape)
    values: Values = tuple(int(t) if t.isascii() and t.isdigit() else None for t in texts)
    return [values] if shape.holds(values) else []


def _anchors(rows: Sequence[Row], groups: Sequence[Group], headings: Sequence[str]) -> _Anchors:
    """Tie groups to rows. Labels on lines of their own count only where every group has exactly one: wrapping moves labels."""
    own = [labelled(group, rows, headings) for group in groups]
    near = [mine if mine is not None else follows(group, rows, headings) for mine, group in zip(own, groups, strict=True)]
    if all(n is not None for n in near) and len(set(near)) == len(near):
        own = near
    whole = {at: row for at, row in enumerate(own) if row is not None and own.count(row) == 1}
    pieces: dict[int, int] = {}
    for at, group in enumerate(groups):
        piece = torn(group, rows) if own[at] is None and group.words else None
        if piece is not None and piece not in own:
            pieces[at] = piece
    pieces = {at: row for at, row in pieces.items() if list(pieces.values()).count(row) == 1}
    if not _ascending({**whole, **pieces}):
        pieces = {}
    doubled = {at for at, row in enumerate(own) if row is not None and own.count(row) > 1}
    loose = [at for at in range(len(groups)) if at not in whole and at not in pieces and at not in doubled]
    return _Anchors(whole, pieces, loose if _ascending(whole) and not doubled else [])


def _ascending(tied: Mapping[int, int]) -> bool:
    rows = [row for _, row in sorted(tied.items())]
    return rows == sorted(set(rows))


def _assignments(rows: Sequence[Row], groups: Sequence[Group], anchors: _Anchors) -> Iterator[dict[int, int]]:
    """Every way in which the loose groups can be rows, their order kept; groups too many for the rows between two labels are none."""
    tied = sorted({**anchors.whole, **anchors.pieces}.items())
    gaps: list[list[dict[int, int]]] = []
    for (first, above), (last, below) in zip([(-1, -1), *tied], [*tied, (len(groups), len(rows))], strict=True):
        free = list(range(above + 1, below))
        between = [at for at in anchors.loose if first < at < last]
        if len(between) > len(free):
            between = [at for at in between if len(groups[at].tokens) >= _STRAY]
        if not between or len(between) > len(free):
            continue
        gaps.append([dict(zip(between, chosen, strict=True)) for chosen in islice(combinations(free, len(between)), MOST)])
    for parts in product(*gaps):
        yield {at: row for part in parts for at, row in part.items()}


def _placed(group: Group, width: int, groups: Sequence[Group]) -> list[Token] | None:
    """The tokens of a group by column, if their number leaves no doubt; blanks at the margins of a line are lay-out."""
    tokens = list(group.tokens)
    if len(tokens) == width:
        return tokens
    if group.firm:
        columns = _columns(groups, width)
        if columns and set(columns) <= set(group.columns):
            return [tokens[group.columns.index(c)] for c in columns]
    filled = [at for at, t in enumerate(tokens) if t.text]
    inner = tokens[filled[0] : filled[-1] + 1] if filled else []
    return inner if len(inner) == width else None


def _columns(groups: Sequence[Group], width: int) -> list[int] | None:
    """The columns of a ruled table that hold its figures, as its full rows show them."""
    full = [[c for c, t in zip(g.columns, g.tokens, strict=True) if t.text] for g in groups if g.firm]
    shown = {tuple(columns) for columns in full if len(columns) == width}
    return list(next(iter(shown))) if len(shown) == 1 else None


def _values(form: Form, row: Row, tokens: Sequence[Token], result: Extract) -> list[Figure | None]:
    """The figures of a row as they stand; what is no figure is refused."""
    found: list[Figure | None] = []
    for key, token in zip(row.keys, tokens, strict=True):
        cell = form.cells[key]
        reading = figure(token.text, cell)
        if reading.value is None:
            result.refused[key] = reading
            result.tokens[key] = token
        found.append(reading.value)
    if all(not t.text for t in tokens):
        return found
    for key, token in zip(row.keys, tokens, strict=True):
        if not token.text and result.refused.get(key):  # a blank beside figures may be a lost one
            del result.refused[key]
            result.raw[key] = (token,)
    return found


def figure(text: str, cell: Cell) -> Reading:
    """A text of a report as a figure. ``0248`` is none: two cells have run together."""
    if re.fullmatch(r"0\d+(?:件)?", text.strip(), re.ASCII):
        return Reading(None, text, Reason.TEXT)
    return from_text(text, cell.decimals, cell.unit, signed=cell.signed)


def _single(row: Row, groups: Sequence[Group], result: Extract) -> None:
    """A table of one row: the one group of its width, or all groups together."""
    width = len(row.keys)
    full = [g for g in groups if len(g.tokens) == width]
    tokens = full[0].tokens if len(full) == 1 else [t for g in groups for t in g.tokens] if not full else []
    texts = [t.text for t in tokens]
    if len(texts) == width and all(t.isascii() and t.isdigit() for t in texts) and row.shape.holds(tuple(map(int, texts))):
        result.tokens.update(zip(row.keys, tokens, strict=True))
        result.read.update(zip(row.keys, map(int, texts), strict=True))
        return
    result.raw.update(dict.fromkeys(row.keys, tuple(tokens or (t for g in groups for t in g.tokens))))
    ways = readings([t for t in texts if t], row.shape) if len(groups) == 1 else []
    for at, key in enumerate(row.keys):
        values = {way[at] for way in ways}
        value = next(iter(values)) if len(values) == 1 else None
        if value is not None:
            result.restored[key] = value
            result.how[key] = "digits"
