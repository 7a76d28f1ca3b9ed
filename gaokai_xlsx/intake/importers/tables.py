"""One table of a report from the stream of its words and numbers: which figures are read, restored, or lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.intake.importers.extract import Extract, Open, Shown
from gaokai_xlsx.intake.importers.groups import (
    Group,
    Row,
    groups_of,
    headings_of,
    in_order,
    mentioned,
    rows_of,
    with_figures,
    with_numbers_of_rows,
)
from gaokai_xlsx.intake.importers.moved import down, not_confirmed, states_totals, unproved
from gaokai_xlsx.intake.importers.restore import restore
from gaokai_xlsx.intake.importers.rows import readings
from gaokai_xlsx.intake.importers.solve import broken
from gaokai_xlsx.intake.importers.stream import Segment, Token, headed
from gaokai_xlsx.intake.importers.subtotals import without_subtotals
from gaokai_xlsx.intake.importers.ties import Ties, tie
from gaokai_xlsx.quantity import Figure, Reading, Reason, from_text


def extract(form: Form, table: Table, region: Sequence[Segment]) -> Extract:
    """The figures of a table that its region of the stream shows."""
    rows, headings = rows_of(form, table), headings_of(table)
    groups = with_figures(groups_of(region, max(len(row.keys) for row in rows)), rows, headings)
    with_numbers_of_rows(groups, rows)
    without_subtotals(groups, rows)
    result = Extract()
    if not groups or not in_order(table, _head(region)):
        return result
    if len(rows) == 1:
        _single(rows[0], groups, result)
        if not headed(table, region):
            _headless(result)
        return result
    shown = Shown(form, table, rows, groups)
    ties = tie(rows, groups, headings, lambda way: _adds_up(shown, way))
    if _shifted(shown, ties, mentioned(rows, region)):
        return result
    left = Open()
    for at, row in ties.all.items():
        if _page(shown, ties, at):
            _open(rows[row], groups[at], result, left)
        else:
            _take(shown, rows[row], groups[at], result, left, proved=at in ties.whole)
    placed = {at: tokens for at, row in ties.all.items() if (tokens := _placed(groups[at], len(rows[row].keys), groups))}
    totals = states_totals(rows[0].shape, placed.values()) if any(rows[0].shape.sums) else False
    moved_down = down(shown.form, shown.equations, [(rows[ties.all[at]], tokens) for at, tokens in placed.items()])
    moved = [at for at, tokens in placed.items() if not moved_down and _moved(shown, rows[ties.all[at]], tokens, left, totals=totals)]
    for at in moved:
        _doubt(rows[ties.all[at]], groups[at], result, left)
    for at, tokens in placed.items():
        _forget([key for key in rows[ties.all[at]].keys if key in moved_down], tokens, result, left)
    left.shut.update(moved_down)
    left.shut.update(result.refused)
    named = {*ties.all.values()} | mentioned(rows, region)
    left.shut.update(key for at in set(range(len(rows))) - named for key in rows[at].keys)
    restore(shown, ties, left, result)
    return result


def _take(shown: Shown, row: Row, group: Group, result: Extract, left: Open, *, proved: bool) -> None:
    """The figures of a group that is tied to a row, as they stand; ``proved`` by a whole label."""
    tokens = _placed(group, len(row.keys), shown.groups)
    if tokens is None or _goes_on(shown.groups, next(n for n, g in enumerate(shown.groups) if g is group), len(row.keys)):
        _open(row, group, result, left)
        return
    values = _values(shown.form, row, tokens, result)
    if not group.firm and not row.shape.holds(tuple(v if isinstance(v, int) else None for v in values)):
        result.raw.update(dict.fromkeys(row.keys, tuple(tokens)))
        left.shut.update(row.keys)
        return
    for key, value, token in zip(row.keys, values, tokens, strict=True):
        if value is None:
            continue
        result.tokens[key] = token
        if proved:
            result.read[key] = value
        else:
            left.unsure[key] = token
        if isinstance(value, int):
            left.certain[key] = value


def _page(shown: Shown, ties: Ties, at: int) -> bool:
    """Whether a number below a label may be a page's: rows of one figure have theirs on the label's line."""
    group, singles = shown.groups[at], [n for n, row in ties.all.items() if len(shown.rows[row].keys) == 1]
    number = "".join(token.text for token in group.tokens)
    alone = at in singles and not group.words and not group.firm and re.fullmatch(r"[1-9]\d?", number, re.ASCII)
    return bool(alone) and any(shown.groups[n].words for n in singles)


def _open(row: Row, group: Group, result: Extract, left: Open) -> None:
    """A row whose cells have too few or too many numbers: only what it can say without contradiction."""
    result.raw.update(dict.fromkeys(row.keys, tuple(group.tokens)))
    left.rows[row] = readings([t.text for t in group.tokens if t.text], row.shape)
    if not left.rows[row] and any(t.text for t in group.tokens):
        left.shut.update(row.keys)


def _moved(shown: Shown, row: Row, tokens: Sequence[Token], left: Open, *, totals: bool) -> bool:
    """Whether figures of a row may stand under the wrong headings: they leave blanks, and no sum proves or one of them breaks."""
    filled = [key for key, token in zip(row.keys, tokens, strict=True) if token.text]
    blank = [at for at, token in enumerate(tokens) if not token.text and (totals or not row.shape.sums[at])]
    if not filled or not blank:
        return False
    beyond = [e for e in shown.equations if not set(row.keys) >= {*e.left, *e.right}]
    if any(broken(e, left.certain) and any(key in (*e.left, *e.right) for key in filled) for e in shown.equations):
        return True
    if not unproved(row.shape, tokens, tuple(left.certain.get(key) for key in row.keys), totals=totals):
        return False
    whole = [{*e.left, *e.right} for e in beyond if all(key in left.certain for key in (*e.left, *e.right))]
    return not all(any(key in keys for keys in whole) for key in filled)


def _doubt(row: Row, group: Group, result: Extract, left: Open) -> None:
    _forget(row.keys, group.tokens, result, left)
    _open(row, group, result, left)


def _forget(keys: Sequence[str], tokens: Sequence[Token], result: Extract, left: Open) -> None:
    """Take back figures that may stand in another's place."""
    for key in keys:
        result.read.pop(key, None)
        result.refused.pop(key, None)
        left.certain.pop(key, None)
        left.unsure.pop(key, None)
    result.moved.update(keys)
    result.raw.update(dict.fromkeys(keys, tuple(tokens)))


def _adds_up(shown: Shown, way: Mapping[int, int]) -> bool:
    """Whether every equation of the table holds if the groups are these rows."""
    known: dict[str, int] = {}
    for at, row in way.items():
        texts, keys = [t.text for t in shown.groups[at].tokens], shown.rows[row].keys
        if len(texts) != len(keys) or not all(t.isascii() and t.isdigit() for t in texts):
            return False
        known.update(zip(keys, map(int, texts), strict=True))
    return bool(shown.equations) and all(sum(known[k] for k in e.left) == sum(known[k] for k in e.right) for e in shown.equations)


def _shifted(shown: Shown, ties: Ties, named: set[int]) -> bool:
    """Whether numbers may stand before their labels: some have no label, some label has no numbers, and no sum could tell."""
    proved = bool(shown.equations) or all(group.firm for group in shown.groups)
    return not proved and bool(ties.loose) and bool(named - set(ties.whole.values()))


def _head(region: Sequence[Segment]) -> str:
    """The words before the first number."""
    words = ""
    for segment in region:
        words += segment.words
        if any(t.text for t in segment.tokens):
            break
    return words


def _placed(group: Group, width: int, groups: Sequence[Group]) -> list[Token] | None:
    """The tokens of a group by column, if their number leaves no doubt; blanks at the margins of a line are lay-out."""
    tokens = list(group.tokens)
    if group.firm and _two_in_one(group):
        return None
    if len(tokens) == width:
        return tokens
    if group.firm:
        columns = _columns(groups, width)
        if columns and set(columns) <= set(group.columns):
            return [tokens[group.columns.index(c)] for c in columns]
    filled = [at for at, t in enumerate(tokens) if t.text]
    inner = tokens[filled[0] : filled[-1] + 1] if filled else []
    return inner if len(inner) == width else None


def _two_in_one(group: Group) -> bool:
    """Whether a cell holds two numbers: two figures, or one that a line broke."""
    return len(set(group.columns)) < len(group.columns)


def _columns(groups: Sequence[Group], width: int) -> list[int] | None:
    """The columns of a ruled table that hold its figures, as its full rows show them."""
    full = [[c for c, t in zip(g.columns, g.tokens, strict=True) if t.text] for g in groups if g.firm]
    if any(len(columns) > width for columns in full):
        return None
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


def _goes_on(groups: Sequence[Group], at: int, width: int) -> bool:
    """Whether the next line has more numbers and no words: narrow cells break long numbers, ``120`` is 12 above 0."""
    after = groups[at + 1] if at + 1 < len(groups) and not groups[at].firm else None
    return after is not None and not after.since and 1 < len(after.tokens) < width


def _headless(result: Extract) -> None:
    """Without headings only a row of noughts is told: which of other numbers is which would rest on their order alone."""
    if not any(result.read.values()):
        result.restored.update(result.read)
        result.how.update(dict.fromkeys(result.read, "order"))
    result.raw.update({key: (token,) for key, token in result.tokens.items()})
    result.read.clear()


def _single(row: Row, groups: Sequence[Group], result: Extract) -> None:
    """A table of one row: the one group of its width, or all groups together."""
    width = len(row.keys)
    full = [tokens for n, g in enumerate(groups) if (tokens := _placed(g, width, groups)) and not _goes_on(groups, n, width)]
    tokens = full[0] if len(full) == 1 else [t for g in groups for t in g.tokens] if not full else []
    texts = [t.text for t in tokens]
    if len(texts) == width and all(t.isascii() and t.isdigit() for t in texts) and row.shape.holds(tuple(map(int, texts))):
        result.tokens.update(zip(row.keys, tokens, strict=True))
        result.read.update(zip(row.keys, map(int, texts), strict=True))
        return
    if any(g.firm and _two_in_one(g) for g in groups):
        result.moved.update(row.keys)
    elif len(tokens) == width:
        stated = tuple(int(t) if t.isascii() and t.isdigit() else None for t in texts)
        moved = not all(texts) and not row.shape.holds(tuple(0 if not t else s for t, s in zip(texts, stated, strict=True)))
        if moved or unproved(row.shape, tokens, stated, totals=states_totals(row.shape, [tokens])):
            result.moved.update(row.keys[at] for at in not_confirmed(row.shape, stated))
    result.raw.update(dict.fromkeys(row.keys, tuple(tokens or (t for g in groups for t in g.tokens))))
    ways = readings([t for t in texts if t], row.shape) if len(groups) == 1 else []
    for at, key in enumerate(row.keys):
        values = {way[at] for way in ways}
        value = next(iter(values)) if len(values) == 1 else None
        if value is not None:
            result.restored[key] = value
            result.how[key] = "digits"
