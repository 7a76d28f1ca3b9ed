"""The rule book as text: the list of all codes, or one of them explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gaokai_xlsx.checks.book import Article
from gaokai_xlsx.texts import Severity, say


def listed(book: Sequence[Article]) -> str:
    """Code, severity and title of every rule, grouped."""
    lines = [say("rules.head", n=len(book))]
    for group, members in groupby(book, key=lambda a: a.group):
        lines += ["", say(f"rules.group-{group}")]
        lines += [_line(a) for a in members]
    return "\n".join([*lines, "", say("rules.foot")])


def explained(article: Article) -> str:
    """What it means, what it rests on, how bad it is, what people get to read and what they are to do."""
    return "\n".join(_explained(article))


def severity(article: Article) -> str:
    """须改正, or 须改正／请核实 where the wordings differ."""
    return "／".join(s.word for s in article.severities)


def title(article: Article) -> str:
    """All titles of a code."""
    return "／".join(article.titles)


def _line(article: Article) -> str:
    mark = say("rules.reserved") if article.reserved else say("rules.explainable") if article.explainable else ""
    return say("rules.line", code=f"{article.code:<13}", severity=severity(article), title=title(article), mark=mark)


def _explained(article: Article) -> Iterator[str]:
    mark = say("rules.reserved") if article.reserved else ""
    yield say("rules.title", code=article.code, title=title(article)) + mark
    yield ""
    yield say("rules.says", says=article.says)
    if article.formula:
        yield say("rules.formula", formula=article.formula)
    yield say("rules.basis", basis=article.basis)
    if article.editions:
        yield say("rules.editions", editions="、".join(article.editions))
    yield say("rules.severity", severity=severity(article))
    correct = "must-correct" if Severity.ERROR in article.severities else "nothing-to-explain"
    yield say("rules.may-explain") if article.explainable else say(f"rules.{correct}")
    yield ""
    yield say("rules.example")
    several = len(article.examples) > 1
    for n, finding in enumerate(article.examples, start=1):
        yield say("rules.message-n" if several else "rules.message", n=n, message=finding.message)
        yield say("rules.remedy", indent=" " * (5 if several else 2), remedy=finding.remedy)
