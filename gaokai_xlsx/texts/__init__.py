"""Every sentence for people, by key, with ``{slots}``; Chinese, plain, ending with what to do."""

from __future__ import annotations

import re
import unicodedata

from gaokai_xlsx.texts import book, cases
from gaokai_xlsx.texts.cases import MADE_UP
from gaokai_xlsx.texts.chase import CHASE, CHASE_CASES, CHASE_RULES
from gaokai_xlsx.texts.comparisons import COMPARISONS
from gaokai_xlsx.texts.decisions import DECIDED, DECIDED_CASES, DECIDED_PAGES, DECISIONS
from gaokai_xlsx.texts.desk import DESK
from gaokai_xlsx.texts.desk_words import DESK_WORDS
from gaokai_xlsx.texts.divided import DIVIDED
from gaokai_xlsx.texts.findings import FINDINGS, Rule, Severity
from gaokai_xlsx.texts.hints import HINTS
from gaokai_xlsx.texts.imports import IMPORT_CASES, IMPORT_PAGES, IMPORT_RULES, IMPORTS
from gaokai_xlsx.texts.levels import LEVEL_CASES, LEVEL_PAGES, LEVEL_RULES, LEVELS
from gaokai_xlsx.texts.lineage import LINEAGE
from gaokai_xlsx.texts.publish import PUBLISH
from gaokai_xlsx.texts.register import REGISTER
from gaokai_xlsx.texts.screens import SCREENS
from gaokai_xlsx.texts.sheets import SHEETS
from gaokai_xlsx.texts.speed import SPEED
from gaokai_xlsx.texts.summary import SUMMARY
from gaokai_xlsx.texts.web import WEB

__all__ = [
    "CASES",
    "MADE_UP",
    "PAGES",
    "RULES",
    "SENTENCES",
    "Rule",
    "Severity",
    "count",
    "fill",
    "pasted",
    "rule_name",
    "say",
    "variants",
    "visible",
]

SENTENCES = (
    SCREENS
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
PAGES = book.BOOK | DECIDED_PAGES | LEVEL_PAGES | IMPORT_PAGES
CASES = cases.WORDED | DECIDED_CASES | LEVEL_CASES | IMPORT_CASES | CHASE_CASES


class _Slots(dict[str, object]):
    """A slot that nobody filled shows as its name: a message must never die of its own wording."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


_LONG = 200  # characters of a stranger's text that a message shows


def visible(text: str) -> str:
    """A stranger's text inside a sentence: one line, no control or direction characters, not endless."""
    shown = "".join(
        "↵" if c == "\n" else "�" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c for c in text[: _LONG + 1]
    )
    return shown if len(shown) <= _LONG else shown[:_LONG] + "…"


_PLAIN = re.compile(r"[\w.:/\\（）、《》【】·…-]+")  # what no shell takes for anything else
_ACTS = re.compile(r"[\"$`%!^\n\r]|\\$")  # what one takes for more than a character also between quotation marks


def pasted(text: object) -> str:
    """A text as one argument of a command line that can be pasted: in quotation marks where a shell would cut it.

    What a shell would still act on inside of them is left out: it must not run because it stood in somebody's name.
    """
    said = str(text)
    if _PLAIN.fullmatch(said):
        return said
    return "…" if _ACTS.search(said) else f'"{said}"'


def fill(sentence: str, **slots: object) -> str:
    """A sentence with its slots filled."""
    return sentence.format_map(_Slots(slots))


def say(key: str, **slots: object) -> str:
    """The sentence of that key with its slots filled; KeyError (a bug) for an unknown key."""
    return fill(SENTENCES[key], **slots)


def count(prefix: str) -> int:
    """How many numbered sentences there are under a prefix (``notes.1``, ``notes.2`` …)."""
    return sum(key.startswith(prefix) and key.removeprefix(prefix).isdigit() for key in SENTENCES)


def variants(code: str) -> dict[str, Rule]:
    """The entries of a finding code: the one that bears it, then its other wordings (``CODE/variant``)."""
    return {name: rule for name, rule in RULES.items() if name.partition("/")[0] == code}


def rule_name(code: str) -> str:
    """A code with its title, as a sentence names a rule: ``Y-STOCK（现行有效数不衔接）``."""
    return f"{code}（{next(iter(variants(code).values())).title}）"
