"""An imported report → what the template writer needs: its figures in place, what is to be looked at marked, the source of each."""

from __future__ import annotations

from dataclasses import replace

from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.outgoing.issue import Issue, Sent
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.stamp import defused
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import Severity, visible

_ORDER = list(Severity)


def findings(submission: Submission) -> list[Finding]:
    """All that is to be said of an imported report, with the places of the workbook that is made of it."""
    filing = submission.filing
    assert filing is not None
    at_home = replace(filing, origins={})
    doubted = {f.key for f in submission.findings}
    found = [f for f in check_filing(at_home) if not (f.code == "V-BLANK" and f.key in doubted)]
    return [*submission.findings, *found]


def issue(submission: Submission, unit: Unit | None, year: int, contact: str = "", password: str = "", key: bytes | None = None) -> Issue:
    """The issue of kind ``imported``; ``unit`` and ``year`` are what the report states, or what the clerk said."""
    filing = submission.filing
    assert filing is not None
    found = findings(submission)
    shown = [f for f in found if f.severity is not Severity.INFO]
    lines = sorted(for_people(replace(filing, origins={}), shown), key=lambda f: _ORDER.index(f.severity))
    marks: dict[str, Finding] = {}
    for finding in sorted(shown, key=lambda f: _ORDER.index(f.severity)):
        if finding.key and finding.code != "V-BLANK":
            marks.setdefault(finding.key, _quoted(finding))
    return Issue(
        filing.form,
        year,
        unit,
        kind="imported",
        figures=dict(filing.typed),
        contact=contact,
        password=password,
        key=key,
        sent=Sent(file=visible(defused(submission.name)), problems=tuple(map(_quoted, lines)), marks=marks),
        sources=filing.sources,
        claims=filing.claims,
    )


def tally(filing: Filing) -> dict[str, int]:
    """How many of the figures to type in were read, restored, left blank."""
    how = [filing.sources[key].how if key in filing.typed and key in filing.sources else "" for key in filing.form.typed]
    read, blank = how.count("read"), how.count("")
    return {"all": len(how), "read": read, "restored": len(how) - read - blank, "blank": blank}


def _quoted(finding: Finding) -> Finding:
    """A problem in whose words no stamp is found, whatever it quotes of the report."""
    return replace(finding, message=defused(finding.message), remedy=defused(finding.remedy))
