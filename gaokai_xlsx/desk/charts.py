"""Small bar charts of a report: measured here, drawn by the page as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaokai_xlsx.results.standing import standings
from gaokai_xlsx.submission import Report
from gaokai_xlsx.texts import say, visible

_WIDEST = 100.0
_UNITS = 15  # bars of units; the others are one bar
_LONGEST = 14  # characters of a unit's name beside its bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, what it says, how long it is in per cent of the longest."""

    label: str
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with a title; the page draws them and gives the same as a table to who cannot see them."""

    title: str
    bars: tuple[Bar, ...]


def charts(report: Report) -> list[Chart]:
    """How the units stand, and where the applications came in; none where there is nothing to draw."""
    states: dict[str, int] = {}
    for standing in standings(report):
        if standing.state:
            states[standing.state.word] = states.get(standing.state.word, 0) + 1
    drawn = [_chart(say("desk.chart-states"), list(states.items()), "html.homes")]
    if report.form and (keys := [c.key for c in report.form.role("received") if c.derived]):
        received = [
            (s.unit.name, sum(int(s.filing.figures.get(k) or 0) for k in keys)) for s in report.counted if s.filing and s.unit is not None
        ]
        received = sorted((item for item in received if item[1] > 0), key=lambda item: (-item[1], item[0]))
        rest = sum(n for _, n in received[_UNITS:])
        shown = received[:_UNITS] + ([(say("desk.chart-rest", n=len(received) - _UNITS), rest)] if rest else [])
        drawn.append(_chart(say("desk.chart-received", word=report.form.word("received")), shown, "desk.pieces"))
    return [chart for chart in drawn if chart.bars]


def _chart(title: str, values: Sequence[tuple[str, int]], said: str) -> Chart:
    most = max((n for _, n in values), default=1)
    bars = (Bar(_short(visible(name)), say(said, n=n), round(_WIDEST * n / most, 2)) for name, n in values)
    return Chart(title, tuple(bars))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
