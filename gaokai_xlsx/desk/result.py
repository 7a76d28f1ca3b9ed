"""The campaign as a page sees it: the latest collection, with what people look for in it by ids that are no paths."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.decisions import State as Ruling
from gaokai_xlsx.desk import charts
from gaokai_xlsx.desk.charts import Chart
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form import editions
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.gathered import Group, gather
from gaokai_xlsx.results.overview import Overview, overview
from gaokai_xlsx.results.reminders import Reminders, reminders
from gaokai_xlsx.submission import Report
from gaokai_xlsx.verbs._collect import collect
from gaokai_xlsx.verbs._returns import answered


def id_of(kind: str, name: str) -> str:
    """The name of a unit or a file in an address: stable from run to run, and nothing that anybody could walk up from."""
    return hashlib.sha256(f"{kind}\0{name}".encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Result:
    """One collection: the report, and beside it what the pages show of it. ``told`` is what the command would have said."""

    campaign: Campaign
    report: Report
    summary: Path | None
    told: tuple[str, ...]
    groups: Mapping[str, Group]
    found: tuple[Finding, ...]
    overview: Overview
    lines: Reminders
    copies: Mapping[str, Path]
    final: frozenset[str]
    charts: tuple[Chart, ...]

    @property
    def reminders(self) -> dict[str, str]:
        """The line to paste for a unit, by its name as people see it."""
        return {name: line for _, own in self.lines.groups for name, line in own}


def collected(
    campaign: Campaign, as_of: str | None, progress: Callable[[int, int], None], early: Callable[[Result], None], passing: str = ""
) -> Result:
    """Collect as the command does that is given no arguments; an empty folder gives a report of nothing but what is missing.

    ``progress`` hears how many files of how many are read; ``early`` what was found, before summary and returned copies are written;
    ``passing`` is the sha256 of a summary that need not be kept. Raises ``CannotGoOn`` as ``collect`` does.
    """
    told: list[str] = []
    summary: Path | None = None
    there = campaign.summary() if campaign.summary().is_file() else None
    try:
        report, summary = collect(
            [campaign.path("returned")],
            campaign.summary(),
            roster=campaign.path("roster"),
            previous=campaign.last_year,
            year=campaign.year,
            returns=campaign.path("sent_back"),
            as_of=as_of,
            campaign=campaign,
            passing=passing,
            tell=told.append,
            progress=progress,
            early=lambda report: early(_result(campaign, report, there, ())),
        )
    except CannotGoOn as error:
        if error.key != "stop.no-files":
            raise
        units = rosters.read(campaign.path("roster"))
        report = Report((), editions.for_year(campaign.year), campaign.year, units, with_previous=bool(campaign.previous))
    return _result(campaign, report, summary, tuple(told))


def _result(campaign: Campaign, report: Report, summary: Path | None, told: tuple[str, ...]) -> Result:
    groups = {id_of("unit", fold(g.standing.unit.name) if g.standing.unit else f"\0{bool(g.standing.files)}"): g for g in gather(report)}
    found = tuple(line.finding for group in groups.values() for entry in group.entries for line in entry.lines)
    return Result(
        campaign,
        report,
        summary,
        told,
        groups,
        found,
        overview(report, [group.standing for group in groups.values()], found),
        reminders(report, campaign.contact),
        answered(campaign.path("sent_back")),
        frozenset(fold(r.decision.unit) for r in report.decisions if r.decision.kind is Kind.FINAL and r.state is Ruling.APPLIED),
        tuple(charts.charts(report)),
    )
