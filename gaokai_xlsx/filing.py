"""A filing (填报): one unit's figures for one year, and everything the file said beside them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from typing import Any

from gaokai_xlsx.finding import Place
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import address, runs
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure, Reading, Reason
from gaokai_xlsx.texts import say


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that files; the code is None until a roster gives one."""

    code: str | None
    name: str


ENTRIES = ("filler", "phone", "reviewer", "head", "date")
"""What people write on the cover: 填报人, 联系电话, 审核人, 单位负责人, 填报日期."""
PAPER = ("basis", "typist", "proof")
"""What the cover of a filing typed from paper asks besides: 代录依据, 代录人, 核对人."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that stood in a file and was not read: the figure it may be (None: nobody can say), where it stood, its text."""

    key: str | None
    label: str
    place: str
    text: str


@dataclass(frozen=True)
class Written:
    """What a file says beside its figures.

    ``entries`` of the cover by their name in ``ENTRIES`` or ``PAPER``; ``reasons`` of 差异说明 by their point, and ``remarks`` (what,
    why) in its free rows; ``unread`` what stood where no figure could be proved.
    """

    entries: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure of a published report stood (``where``, for people), what stood there, and how it became the figure.

    ``how`` is ``read`` where label and number are plain; ``order`` (the row's label is damaged), ``digits`` (cells run together or
    lost) and ``sums`` (nothing stood there) are figures that the form's identities left no choice for.
    """

    where: str
    raw: str
    how: str = "read"


@dataclass(frozen=True)
class Filing:
    """Figures, claims, origins, refused raw values.

    ``typed`` holds the known typed-in figures (件 as int, 万元 and 元 as Decimal); ``refused`` the readings that are no figure
    (blank ones too); ``repaired`` the raw text of figures that stood as text; ``claims`` constants in derived cells; ``cached``
    what intact formulas showed; ``arithmetic`` the formula text of accepted constant arithmetic; ``declared_zero`` the tables
    whose 本表其余空格均为0 is 是. A blank of such a table is the figure 0 and stands in ``typed``, and its key in ``left_blank``.
    ``summed``: the figures are sums of several filings, so that no slip in one cell explains what is wrong with them.
    ``sources`` is where figures of a published report come from.
    """

    form: Form
    typed: Mapping[str, Figure]
    unit: Unit | None = None
    year: int | None = None
    claims: Mapping[str, Figure] = field(default_factory=dict)
    origins: Mapping[str, Place] = field(default_factory=dict)
    refused: Mapping[str, Reading] = field(default_factory=dict)
    repaired: Mapping[str, str] = field(default_factory=dict)
    cached: Mapping[str, Figure] = field(default_factory=dict)
    arithmetic: Mapping[str, str] = field(default_factory=dict)
    zeroed: frozenset[str] = frozenset()
    declared_zero: frozenset[str] = frozenset()
    left_blank: frozenset[str] = frozenset()
    written: Written = field(default_factory=Written)
    summed: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes goes the number of a figure instead of its key, and nothing for places that are the template's."""
        state = {f.name: getattr(self, f.name) for f in fields(self)}
        numbers = self.form.numbers
        for name in _BY_KEY:
            state[name] = (array("H", [numbers[key] for key in state[name]]), tuple(state[name].values()))
        if self.origins == at_home(self.form):
            state["origins"] = None
        return _restored, (state,)

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """All known figures in form order, totals recomputed."""
        return with_totals(self.form, self.typed)

    @property
    def as_numbers(self) -> dict[str, Figure]:
        """The inputs that stand as numbers, refused ones too: what the formula of 核对码 in the workbook sees."""
        numbers: dict[str, Figure] = {key: r.number for key, r in self.refused.items() if r.number is not None}
        return numbers | {key: value for key, value in self.typed.items() if key not in self.repaired}

    def blanks_as_zero(self) -> Filing:
        """The same filing with every blank counted as 0, and marked so (V-ZEROED)."""
        blank = [k for k, r in self.refused.items() if r.reason is Reason.BLANK and not self.form.cells[k].supplement]
        return replace(
            self,
            typed={**self.typed, **dict.fromkeys(blank, 0)},
            refused={k: r for k, r in self.refused.items() if k not in blank},
            zeroed=frozenset(blank),
        )

    def place(self, key: str) -> Place:
        """Where the figure stands in the file it came from; in the template of its edition where no file is behind it."""
        return self.origins.get(key) or Place(*address(self.form, key))

    def addresses(self, keys: Iterable[str]) -> str:
        """Addresses for people, neighbours drawn together: ``D4至D26、D28``."""
        found = runs([self.place(key).cell for key in keys])
        return "、".join(a if a == b else say("terms.range", first=a, last=b) for a, b in found)


_BY_KEY = ("typed", "claims", "origins", "refused", "repaired", "cached", "arithmetic")


def _restored(state: dict[str, Any]) -> Filing:
    """The filing of that state; its keys and usual places are objects that all filings of a form share."""
    form: Form = state["form"]
    keys = tuple(form.cells)
    if state["origins"] is None:
        state["origins"] = at_home(form)
    for name in _BY_KEY:
        if isinstance(state[name], tuple):
            numbers, values = state[name]
            state[name] = dict(zip((keys[number] for number in numbers), values, strict=True))
    return Filing(**state)


@cache
def at_home(form: Form) -> Mapping[str, Place]:
    """Where the figures stand in the template."""
    return {key: Place(*address(form, key)) for key in form.cells}
