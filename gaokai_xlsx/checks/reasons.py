"""Reasons that a filing gives for its findings in 差异说明, and what a finding reads like once it is explained or accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Explained, Finding
from gaokai_xlsx.quantity import fold, letters
from gaokai_xlsx.texts import RULES, Severity, say, visible

# What people write who have nothing to say; a text of nothing else explains nothing.
_HOLLOW = (
    "特此说明|情况说明|见附件|请知悉|不清楚|[我本该]单位|[我本]局|以上|上述|同上|详见|附件|经?[核审]实|经?[核校]对|经查|确认|确实|实际|真实|属实|如实|如此|"
    "无误|准确|正确|正常|情况|数据|数字|填报|报送|填写|没有|暂无|不详|未知|同意|收到|知悉|说明|原因|差异|问题|变化|其他|"
    "[无否是有已经均都确为的了好略空]|ok|yes|none|null|no|na|[0-9]"
)
_STRIP = re.compile(_HOLLOW)
_LOWER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.INFO, Severity.INFO: Severity.INFO}


def explainable(finding: Finding) -> bool:
    """Whether a reason may answer it."""
    return RULES[finding.rule].explainable


def hollow(text: str) -> bool:
    """Whether a text explains nothing: 情况属实, 无, a dash."""
    return len(_STRIP.sub("", letters(text).casefold())) < 2


def given(filing: Filing, finding: Finding, beside: Iterable[Finding] = ()) -> str:
    """What 差异说明 says about a finding: in the row of its point, else in the free rows that name its rule, its cell or its figure.

    Of a total it also speaks where it answers each of its columns that the findings ``beside`` it name: the total differs by no more.
    """
    own = filing.written.reasons.get(f"{finding.code} {finding.key}", "")
    found = [own] if own.strip() else [why for what, why in filing.written.remarks if why.strip() and _names(what, filing, finding)]
    if not found:
        parts = filing.form.parts.get(finding.key or "", ())
        told = [given(filing, f) for f in beside if f.code == finding.code and f.key in parts]
        found = [] if any(map(hollow, told)) else told
    return "；".join(dict.fromkeys(" ".join(text.split()) for text in found))


def explained(finding: Finding, text: str) -> Finding:
    """A finding with the reason that its file gives; it stays as grave until somebody accepts the reason: that is what to do now."""
    if not text:
        return finding
    if hollow(text):
        return replace(finding, message=finding.message + say("reason.hollow", text=visible(text)))
    told = say("reason.told", text=visible(text))
    remedy = say("reason.decide" if finding.is_error else "reason.decide-warning")
    return replace(finding, message=finding.message + told, remedy=remedy, explained=Explained(text))


def accepted(finding: Finding, text: str, by: str) -> Finding:
    """A finding whose reason was accepted by somebody: one step less grave, with nothing left to do."""
    severity = _LOWER[finding.severity]
    words = finding.message.replace(f"【{finding.severity.word}·", f"【{severity.word}·", 1)
    told = say("reason.accepted", text=visible(text), by=visible(by))
    return replace(finding, severity=severity, message=words + told, remedy=say("reason.nothing"), explained=Explained(text, accepted=True))


def as_accepted(findings: Iterable[Finding], elsewhere: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of a file, those that are accepted in another file of the same figures as they stand there."""
    known = {(f.code, f.key, f.left, f.right): f for f in elsewhere if f.explained and f.explained.accepted}
    return tuple(known.get((f.code, f.key, f.left, f.right), f) for f in findings)


def _names(what: str, filing: Filing, finding: Finding) -> bool:
    """Whether a free row is about a finding."""
    said = fold(what).upper()
    if finding.code in said or letters(RULES[finding.rule].title) in letters(what):
        return True
    if finding.key is None:
        return False
    cell = filing.form.cells[finding.key]
    return bool(finding.cell and re.search(rf"(?<![A-Z]){finding.cell}(?![0-9])", said)) or letters(cell.label) in letters(what)
