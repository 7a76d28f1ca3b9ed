"""``rules``: the rule book, or one code of it."""

from __future__ import annotations

from gaokai_xlsx.checks import book
from gaokai_xlsx.checks.book import Article


def rules(code: str | None = None) -> list[Article]:
    """Every rule, or the one of a code (however it is written) or title; raises ``Usage`` that suggests the nearest code."""
    return book.articles() if code is None else [book.article(code)]
