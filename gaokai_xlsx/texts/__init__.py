"""Every sentence for people, by key, with ``{slots}``; Chinese, plain, ending with what to do."""

from __future__ import annotations

from gaokai_xlsx.texts.findings import RULES, Rule, Severity
from gaokai_xlsx.texts.screens import SCREENS
from gaokai_xlsx.texts.sheets import SHEETS

__all__ = ["RULES", "Rule", "Severity", "count", "fill", "say"]

_SENTENCES = SCREENS | SHEETS


class _Slots(dict[str, object]):
    """A slot that nobody filled shows as its name: a message must never die of its own wording."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def fill(sentence: str, **slots: object) -> str:
    """A sentence with its slots filled."""
    return sentence.format_map(_Slots(slots))


def say(key: str, **slots: object) -> str:
    """The sentence of that key with its slots filled; KeyError (a bug) for an unknown key."""
    return fill(_SENTENCES[key], **slots)


def count(prefix: str) -> int:
    """How many numbered sentences there are under a prefix (``notes.1``, ``notes.2`` …)."""
    return sum(key.startswith(prefix) and key.removeprefix(prefix).isdigit() for key in _SENTENCES)
