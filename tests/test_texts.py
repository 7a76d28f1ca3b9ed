"""Every sentence exists, has its slots filled, and ends with what to do."""

from __future__ import annotations

import ast
import re
from collections import Counter
from importlib import import_module
from string import Formatter

import pytest

from gaokai_xlsx.texts import RULES, SENTENCES, say
from tests.helpers import ROOT


def _constants(text: str) -> list[str]:
    return [n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def test_every_key_in_the_code_exists_and_every_key_is_used():
    """No sentence is missing, none is left over."""
    code = {p: p.read_text(encoding="utf-8") for p in (ROOT / "gaokai_xlsx").rglob("*.py") if "texts" not in p.parts}
    pages = [p.read_text(encoding="utf-8") for p in (ROOT / "gaokai_xlsx").rglob("*.html") if "samples" not in p.parts]
    literal = {s for text in code.values() for s in _constants(text)} | {
        s for text in pages for s in re.findall(r'"([a-z]+\.[a-z-]+)"', text)
    }
    # Keys put together at run time begin with a part that stands in the code: f"help.{text}".
    stems = tuple(s for s in literal if re.fullmatch(r"[a-z]+\.([a-z]+-)?", s))
    families = {k.partition(".")[0] for k in SENTENCES}
    named = {
        s
        for s in literal
        if re.fullmatch(r"[a-z]+\.[a-z][a-z0-9-]*", s)
        and s.partition(".")[0] in families
        and not s.endswith((".xml", ".html", ".css", ".js", ".svg", ".csv"))
    }

    assert named - set(SENTENCES) - set(stems) == set()
    assert [k for k in SENTENCES if k not in literal and not k.startswith(stems)] == []


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_what_and_what_to_do(code: str):
    """Both sentences end as sentences; the slots of both are names."""
    rule = RULES[code]
    assert rule.message.endswith(("。", "}"))
    assert rule.remedy.endswith("。")
    assert all(name is None or name.isidentifier() for text in (rule.message, rule.remedy) for _, name, _, _ in Formatter().parse(text))


@pytest.mark.parametrize("key", [k for k in SENTENCES if k.startswith("stop.")])
def test_what_stops_a_run_ends_with_what_to_do(key: str):
    """A sentence with 请 in it, for the clerk."""
    assert "请" in SENTENCES[key] or key in ("stop.interrupted", "stop.roster")


def test_no_key_stands_in_two_modules():
    """The catalogue is merged: of two sentences under one key one would never be seen."""
    topics = [path.stem for path in sorted((ROOT / "gaokai_xlsx" / "texts").glob("[a-z]*.py")) if path.stem != "catalogue"]
    modules = [import_module(f"gaokai_xlsx.texts.{topic}") for topic in topics]
    dicts = [value for module in modules for value in vars(module).values() if isinstance(value, dict)]
    own = {id(value): value for value in dicts}.values()  # a module may import another's
    known = SENTENCES.keys() | RULES.keys()
    seen = Counter((type(value), key) for part in own for key, value in part.items() if key in known)
    assert len(seen) > len(known)  # pages and examples bear the keys of their rules
    assert [key for (_, key), times in seen.items() if times > 1] == []


def test_an_unfilled_slot_shows_instead_of_crashing():
    """A message never dies of its own wording."""
    assert "{path}" in say("stop.no-path")


def test_the_desk_has_words_for_every_step():
    """The page says each of them in words of its own; it always has a roster."""
    ends = {mine: {k.removeprefix(mine) for k in SENTENCES if k.startswith(mine)} for mine in ("step.", "page.step.")}
    assert ends["step."] - {"done-open"} == ends["page.step."]
