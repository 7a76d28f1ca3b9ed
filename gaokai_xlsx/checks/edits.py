"""Slips of the hand that one cell or two neighbouring ones can hold, and the edits that would undo them.

For a single cell the change is given by what is broken; the slip is read off the two values. Slips over two neighbours (one place
off, exchanged, a number split over two cells) leave no choice of value, so that they can be listed beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from gaokai_xlsx.checks.residuals import Residuals
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form import model
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.quantity import Figure, plain

_LEADING = 2  # 103 split into 1|03 stands as 1|3


class Slip(Enum):
    """What may have happened; the value names the question."""

    TOLD = "told"  # last year's filing asks for the same value
    TRANSPOSED = "transposed"
    ZERO_MISSING = "zero-missing"
    ZERO_EXTRA = "zero-extra"
    SPLIT = "split"
    MOVED = "moved"
    EXCHANGED = "exchanged"
    TOTAL = "total"  # the total of its row or column stands in the cell
    FORGOTTEN = "forgotten"
    EXTRA = "extra"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Edit:
    """Cells with what they should hold; ``following``: totals that stand as constants have to be changed with them."""

    slip: Slip
    values: tuple[tuple[str, Figure], ...]
    following: bool = False


def single(filing: Filing, now: Residuals, key: str, change: Figure) -> Edit | None:
    """The change of one cell with the slip that explains it; None where the cell cannot hold the result."""
    was = now.stands[key]
    new = was + change
    if new < 0 and not filing.form.cells[key].signed:
        return None
    return Edit(_slip(filing.form, now, key, new), ((key, new),))


def pairs(filing: Filing, now: Residuals) -> Iterator[Edit]:
    """Every edit of two neighbouring cells that would undo a slip over both."""
    for first, second, beside in _neighbours(filing.form, now):
        a, b = now.stands[first], now.stands[second]
        if a != b:
            yield Edit(Slip.EXCHANGED if a and b else Slip.MOVED, ((first, b), (second, a)))
        if beside and isinstance(a, int) and isinstance(b, int) and a > 0 and b > 0:
            for zeros in range(_LEADING + 1):
                yield Edit(Slip.SPLIT, ((first, int(f"{a}{'0' * zeros}{b}")), (second, 0)))


def _neighbours(form: model.Form, now: Residuals) -> Iterator[tuple[str, str, bool]]:
    """Cells side by side or one above the other whose figures stand in some equation."""
    for table in form.tables:
        places = {(box.top, box.left): key for key, box in grid(table).places.items() if now.weights.get(key)}
        for (row, column), key in places.items():
            for at, beside in (((row, column + 1), True), ((row + 1, column), False)):
                if at in places:
                    yield key, places[at], beside


def _slip(form: model.Form, now: Residuals, key: str, new: Figure) -> Slip:
    was = now.stands[key]
    if _transposed(plain(was), plain(new)):
        return Slip.TRANSPOSED
    if was and new == 10 * was:
        return Slip.ZERO_MISSING
    if new and was == 10 * new:
        return Slip.ZERO_EXTRA
    if was > new and _holds_total(form, now, key, was - new):
        return Slip.TOTAL
    return Slip.FORGOTTEN if not was else Slip.EXTRA if not new else Slip.OTHER


def _transposed(was: str, new: str) -> bool:
    """Whether two neighbouring digits, and nothing else, are exchanged."""
    differ = [at for at, (a, b) in enumerate(zip(was, new, strict=False)) if a != b]
    if len(was) != len(new) or len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    at = differ[0]
    return was[at : at + 2] == new[at + 1] + new[at] and was[at : at + 2].isdecimal()


def _holds_total(form: model.Form, now: Residuals, key: str, others: Figure) -> bool:
    """Whether a cell that is too large by ``others`` holds what its row or column adds up to."""
    sums = (e.left for e in form.equations if e.identity.kind is not model.Kind.BALANCE and key in e.left)
    return any(sum(now.known[k] for k in keys if k != key) == others for keys in sums if all(k in now.known for k in keys))
