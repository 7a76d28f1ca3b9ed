"""Figures of a table that its damaged rows leave no choice for: what every way to read them has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from gaokai_xlsx.intake.importers.extract import Extract, Open, Shown
from gaokai_xlsx.intake.importers.groups import Group, Row
from gaokai_xlsx.intake.importers.rows import Shape, Values, readings
from gaokai_xlsx.intake.importers.solve import MOST, Choice, Known, confirmed, solve
from gaokai_xlsx.intake.importers.solve import follows as follows_from
from gaokai_xlsx.intake.importers.ties import Ties


def restore(shown: Shown, ties: Ties, left: Open, result: Extract) -> None:
    """Fill in what the identities leave no choice for, in every way to assign the loose groups to rows."""
    form, table, rows, groups = shown.form, shown.table, shown.rows, shown.groups
    if not shown.equations:
        _zeros(left, result)
        return
    ways = list(islice(ties.ways(), MOST))
    loose = {at: _loose(groups, at, rows[0].shape) for at in ties.loose}
    solved = solve(form, table.key, left.certain, (_choices(rows, loose, left, way) for way in ways))
    if not solved.consistent or len(ways) == MOST:
        return
    result.read.update({key: solved.stood[key] for key in left.unsure if key in solved.stood})
    sure = {key: solved.stood[key] for key in confirmed(form, table.key, solved.stood)} | left.certain
    proved = sure | follows_from(form, table.key, sure)
    forced = set.intersection(*(set(way.items()) for way in ways)) if ways else set()
    by_label = {key: (at, n) for at, row in forced for n, key in enumerate(rows[row].keys)}
    _unordered(shown, ties, left, solved.values, proved, result)
    for key, value in proved.items():
        if key in result.read or key in left.shut or form.cells[key].derived or solved.values.get(key) != value:
            continue
        result.restored[key] = value
        at, n = by_label.get(key, (-1, 0))
        tokens = groups[at].tokens if at >= 0 else []
        stands = tokens[n] if tokens and len(tokens) == len(rows[dict(forced)[at]].keys) else None
        if stands and stands.text == str(value):
            result.tokens[key] = stands
            result.how[key] = "order"
        else:
            if at >= 0 and key not in result.raw:
                result.raw[key] = tuple(tokens)
            result.how[key] = "digits" if any(t.text for t in result.raw.get(key, ())) else "sums"


def _unordered(shown: Shown, ties: Ties, left: Open, values: Mapping[str, int], proved: Known, result: Extract) -> None:
    """Take out what only the order of several rows without a label would tell: every sum holds for any other order as well."""
    for gap in (gap for gap in ties.gaps if len(gap.rows) > 1):
        rows = [shown.rows[at] for at in gap.rows]
        tokens = tuple(t for at in gap.groups for t in shown.groups[at].tokens)
        for keys in zip(*(row.keys for row in rows), strict=True):
            if len({values.get(key) for key in keys}) > 1 or values.get(keys[0]) is None:
                result.nameless.update(keys)
                result.raw.update(dict.fromkeys(keys, tokens))
        if not _alike(shown, rows):  # in another order of these rows figures elsewhere could be others
            certain = follows_from(shown.form, shown.table.key, left.certain)
            inside = {key for row in rows for key in row.keys}
            for key in [key for key in proved if key not in inside and certain.get(key) != proved[key]]:
                del proved[key]
    for key in result.nameless:
        proved.pop(key, None)


def _alike(shown: Shown, rows: Sequence[Row]) -> bool:
    """Whether rows stand in the same place of every equation that goes beyond a row."""
    places = []
    for row in rows:
        beyond = [e for e in shown.equations if not set(row.keys) >= {*e.left, *e.right}]
        places.append([[(e.anchor, key in e.left) for e in beyond if key in (*e.left, *e.right)] for key in row.keys])
    return all(place == places[0] for place in places)


def _zeros(left: Open, result: Extract) -> None:
    """Where nothing adds up: zeros run together, which can be cut in one way only."""
    for row, ways in left.rows.items():
        if len(ways) == 1 and not any(ways[0]):
            result.restored.update(dict.fromkeys((k for k in row.keys if k not in left.shut), 0))
            result.how.update(dict.fromkeys(row.keys, "digits"))


def _choices(rows: Sequence[Row], loose: Mapping[int, list[Values]], left: Open, way: Mapping[int, int]) -> list[list[Choice]]:
    """For each row that is not certain the readings it has if the loose groups stand so."""
    found: list[list[Choice]] = [[dict(zip(row.keys, v, strict=True)) for v in ways] for row, ways in left.rows.items() if ways]
    return found + [[dict(zip(rows[row].keys, v, strict=True)) for v in loose[at]] for at, row in way.items()]


def _loose(groups: Sequence[Group], at: int, shape: Shape) -> list[Values]:
    """What a group without a label can say."""
    texts = [t.text for t in groups[at].tokens]
    if len(texts) != len(shape):
        return readings([t for t in texts if t], shape)
    values: Values = tuple(int(t) if t.isascii() and t.isdigit() else None for t in texts)
    return [values] if shape.holds(values) else []
