"""What taints the figures of a counted file: a mark behind the unit's name, a word under 备注."""

from __future__ import annotations

from gaokai_xlsx import texts
from gaokai_xlsx.form.detail import MARKS
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.results import levels
from gaokai_xlsx.results.merge import unstated
from gaokai_xlsx.results.records import paper
from gaokai_xlsx.stamp import TRANSCRIBED
from gaokai_xlsx.submission import Submission


def of(submission: Submission) -> list[str]:
    """The marks of ``form/detail.py`` that the file's figures deserve."""
    deserved = {
        "detail.transcribed": submission.kind == TRANSCRIBED,
        "detail.failed": submission.failed,
        "detail.zeroed": bool(submission.filing and submission.filing.zeroed),
        "detail.restored": _restored(submission) > 0,
    }
    return [mark for mark in MARKS if deserved[mark]]


def remarks(form: Form, submission: Submission) -> str:
    """The same with numbers, and what is not stated."""
    filing = submission.filing
    counts = {
        "zeroed": len(filing.zeroed) if filing else 0,
        "restored": _restored(submission),
        "blank": len(unstated(form, filing)) if filing else 0,
    }
    failed = [texts.say("detail.remark-failed", titles=submission.faults)] if submission.failed else []
    said = [texts.say(f"detail.remark-{name}", n=n) for name, n in counts.items() if n]
    said += [texts.say("levels.remark", said=below)] if (below := levels.tainted(submission)) else []
    return "；".join([*([typed] if (typed := paper(submission, "html.paper")) else []), *failed, *said])


def _restored(submission: Submission) -> int:
    return sum(f.code == "V-RESTORED" for f in submission.findings)
