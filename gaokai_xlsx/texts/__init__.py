"""Every sentence for people, by key, with ``{slots}``; Chinese, plain, ending with what to do.

What the command line says of itself is here at once; all else is loaded with the first sentence that is no part of it, so that
``--help`` does not pay for it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gaokai_xlsx.texts.help import HELP

if TYPE_CHECKING:
    from gaokai_xlsx.texts.catalogue import CASES, MADE_UP, PAGES, RULES, SENTENCES, Rule, Severity, rule_name, variants

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


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(_catalogue(), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _catalogue() -> Any:
    return import_module("gaokai_xlsx.texts.catalogue")


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
    return fill(HELP[key] if key in HELP else _catalogue().SENTENCES[key], **slots)


def count(prefix: str) -> int:
    """How many numbered sentences there are under a prefix (``notes.1``, ``notes.2`` …)."""
    return sum(key.startswith(prefix) and key.removeprefix(prefix).isdigit() for key in _catalogue().SENTENCES)
