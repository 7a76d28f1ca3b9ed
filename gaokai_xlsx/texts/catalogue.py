"""All topics together: sentences, the catalogue of findings, the rule book and its made-up cases."""

from __future__ import annotations

from gaokai_xlsx.texts import book, cases
from gaokai_xlsx.texts.book import Page
from gaokai_xlsx.texts.cases import MADE_UP
from gaokai_xlsx.texts.chase import CHASE, CHASE_CASES, CHASE_RULES
from gaokai_xlsx.texts.comparisons import COMPARISONS
from gaokai_xlsx.texts.decisions import DECIDED, DECIDED_CASES, DECIDED_PAGES, DECISIONS
from gaokai_xlsx.texts.desk import DESK
from gaokai_xlsx.texts.desk_words import DESK_WORDS
from gaokai_xlsx.texts.divided import DIVIDED
from gaokai_xlsx.texts.findings import FINDINGS
from gaokai_xlsx.texts.help import HELP
from gaokai_xlsx.texts.hints import HINTS
from gaokai_xlsx.texts.imports import IMPORT_CASES, IMPORT_PAGES, IMPORT_RULES, IMPORTS
from gaokai_xlsx.texts.levels import LEVEL_CASES, LEVEL_PAGES, LEVEL_RULES, LEVELS
from gaokai_xlsx.texts.lineage import LINEAGE
from gaokai_xlsx.texts.publish import PUBLISH
from gaokai_xlsx.texts.register import REGISTER
from gaokai_xlsx.texts.rule import Rule, Severity
from gaokai_xlsx.texts.screens import SCREENS
from gaokai_xlsx.texts.sheets import SHEETS
from gaokai_xlsx.texts.speed import SPEED
from gaokai_xlsx.texts.summary import SUMMARY
from gaokai_xlsx.texts.web import WEB

__all__ = ["CASES", "MADE_UP", "PAGES", "RULES", "SENTENCES", "Rule", "Severity", "rule_name", "variants"]

SENTENCES: dict[str, str] = (
    HELP
    | SCREENS
    | SHEETS
    | HINTS
    | WEB
    | PUBLISH
    | LINEAGE
    | REGISTER
    | SUMMARY
    | DECISIONS
    | LEVELS
    | IMPORTS
    | SPEED
    | DESK
    | DESK_WORDS
    | CHASE
    | DIVIDED
)
RULES: dict[str, Rule] = FINDINGS | COMPARISONS | DECIDED | LEVEL_RULES | IMPORT_RULES | CHASE_RULES
"""The whole catalogue of findings, by ``CODE`` or ``CODE/variant``; identities by kind."""
PAGES: dict[str, Page] = book.BOOK | DECIDED_PAGES | LEVEL_PAGES | IMPORT_PAGES
CASES: dict[str, dict[str, str | int]] = cases.WORDED | DECIDED_CASES | LEVEL_CASES | IMPORT_CASES | CHASE_CASES


def variants(code: str) -> dict[str, Rule]:
    """The entries of a finding code: the one that bears it, then its other wordings (``CODE/variant``)."""
    return {name: rule for name, rule in RULES.items() if name.partition("/")[0] == code}


def rule_name(code: str) -> str:
    """A code with its title, as a sentence names a rule: ``Y-STOCK（现行有效数不衔接）``."""
    return f"{code}（{next(iter(variants(code).values())).title}）"
