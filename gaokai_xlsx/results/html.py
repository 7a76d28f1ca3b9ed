"""All that a collection found as one page (``collect --report``): overview, 报送情况, each finding with its table, faulty cells marked.

The page needs no other file and asks nothing of the net; style and script are named by their hash, everything else is forbidden.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gaokai_xlsx import __version__, dates, texts
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.results.gathered import WHOLE, Entry, gather
from gaokai_xlsx.results.overview import overview
from gaokai_xlsx.results.records import paper
from gaokai_xlsx.results.reminders import Reminders, reminders
from gaokai_xlsx.submission import Report
from gaokai_xlsx.texts import Severity

MARK = b"<!DOCTYPE html>\n<!-- gaokai-xlsx/report/1 -->\n"
"""How every page of ours begins, so that no other file is written over."""

FOLDER = Path(__file__).parent
"""Where the page's parts lie: the desk draws tables and findings with the same ones."""

_OPEN_TABLES = 20  # up to so many tables are drawn open; more are opened one by one, or when a filter leaves so few
_OPEN_BOARD = 100  # units up to which 报送情况 is open


def build(report: Report, lines: Reminders | None = None) -> bytes:
    """The page as bytes; the same report gives the same bytes. ``lines`` are what to paste, without contact if they are not given."""
    assert report.form is not None and report.year is not None
    groups = list(gather(report))
    entries = [entry for group in groups for entry in group.entries]
    found = [line.finding for entry in entries for line in entry.lines]
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    page = environment(FOLDER).get_template("report.html")
    text = page.render(
        report=report,
        title=texts.say("html.title", year=report.year, report=report.form.report_title),
        version=__version__,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
        groups=groups,
        found=[group for group in groups if group.entries],
        reminders=lines or reminders(report),
        overview=overview(report, [group.standing for group in groups], found),
        severities=[(s, sum(f.severity is s for f in found)) for s in Severity],
        tables=_tables(report.form, entries),
        codes=_codes(found),
        total=len(found),
        open_tables=_OPEN_TABLES,
        tables_open=sum(len(entry.tables) for entry in entries) <= _OPEN_TABLES,
        board_open=len(groups) <= _OPEN_BOARD,
    )
    return MARK + text.encode()


def is_ours(data: bytes) -> bool:
    """Whether a file is a page of ours."""
    return data.startswith(MARK)


def environment(*folders: Path) -> Environment:
    """What pages of ours are written with: every value escaped, every slot filled, our sentences at hand."""
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"say": texts.say, "Severity": Severity, "in_words": dates.in_words, "paper": partial(paper, key="html.paper")}
    environment.filters["visible"] = texts.visible
    return environment


def _asset(name: str) -> Markup:
    """Style or script as it stands between its tags; both are ours, nothing of the report is in them."""
    return Markup((FOLDER / name).read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _tables(form: Form, entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """The tables to filter by, in form order; an older edition's own tables after them."""
    found = {line.table for entry in entries for line in entry.lines}
    names = {t.key: t.sheet for t in form.tables}
    names |= {d.table.key: d.table.sheet for entry in entries for d in entry.tables if d.table.key not in names}
    return [(key, name) for key, name in (names | {WHOLE: texts.say("html.whole")}).items() if key in found]


def _codes(found: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """The codes to filter by: code, titles as the messages say them, number of findings."""
    titles: dict[str, dict[str, None]] = {}
    for finding in found:
        titles.setdefault(finding.code, {})[finding.title] = None
    counts = Counter(f.code for f in found)
    return [(code, "、".join(titles[code]), counts[code]) for code in sorted(titles)]
