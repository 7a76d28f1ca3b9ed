"""The rule book: every code explained, with what it rests on and a message that people really get."""

from __future__ import annotations

import csv
import re

import pytest

from gaokai_xlsx.checks.book import Article, articles
from gaokai_xlsx.checks.examples import examples
from gaokai_xlsx.checks.rules import CHECKS
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.model import Kind
from gaokai_xlsx.results.rulebook import explained, listed
from gaokai_xlsx.texts import PAGES, RULES
from tests.helpers import FORM, ROOT, run

BOOK = articles()
# Every code that the design fixes.
FIXED = re.findall(
    r"\S+",
    "T3-BALANCE T3-SETTLED T3-ROW T4-TOTAL V-BLANK V-TEXT V-NEGATIVE V-FRACTION V-DATE V-ERROR V-FORMULA V-REPAIRED V-ZEROED V-RESTORED "
    "V-NOFEE T-STALE T-TAMPERED T-ANCHOR F-ENCRYPTED F-CORRUPT F-BOMB F-TYPE F-EMPTY F-MACRO F-EXTERNAL S-YEAR S-UNIT S-EDITION S-FORGED "
    "S-MISSING Y-CARRY Y-STOCK Y-PENDING Y-HEIR P-REGULATIONS P-FLOW P-UNIT P-SAME R-MISSING R-UNKNOWN R-CONFLICT R-DUPLICATE C-ONCE C-GZ "
    "C-HIER",
)


def test_every_code_stands_in_the_book_once():
    """Those of the design, of the editions, of the catalogue; each with a page, and no page left over."""
    codes = [a.code for a in BOOK]
    identities = {i.code for name in editions.names() for t in editions.load(name).tables for i in t.identities}
    catalogue = {name.partition("/")[0] for name in RULES if name[0].isupper()}
    assert len(codes) == len(set(codes))
    assert set(codes) == identities | catalogue
    assert set(FIXED) <= set(codes)
    assert set(PAGES) == catalogue | {k.value for k in Kind}
    assert {code for check in CHECKS for code in check.codes} <= catalogue


@pytest.mark.parametrize("article", BOOK, ids=[a.code for a in BOOK])
def test_a_code_is_explained(article: Article):
    """Meaning, basis, severity, whether a reason helps, an example of each wording, and in the end what to do."""
    text = explained(article)
    assert "{" not in text
    assert text.splitlines()[0].startswith(f"{article.code}　")
    for head in ("含义：", "依据：", "级别：", "举例"):
        assert f"\n{head}" in text
    assert re.search(r"\n(可以说明原因|不能用说明代替|不需要说明原因)", text)
    assert re.search(r"怎么办：.*。$", text.splitlines()[-1])
    assert {f.code for f in article.examples} == {article.code}
    assert {f.severity for f in article.examples} == set(article.severities)


def test_every_wording_has_its_example():
    """By the real checks where figures make it, in the terms of the newest edition."""
    assert {f.rule for f in examples(FORM)} == set(RULES)


@pytest.mark.parametrize("edition", editions.names())
def test_examples_can_be_made_for_every_edition(edition: str):
    """What it has no roles for is left out."""
    shown = examples(editions.load(edition))
    assert {"T3-BALANCE", "Y-CARRY", "F-TYPE"} <= {f.code for f in shown}
    assert not [f.message for f in shown if "{" in f.message]


def test_the_list_groups_codes_and_says_what_the_severities_mean():
    """One line a rule: code, severity, title."""
    lines = listed(BOOK).splitlines()
    assert lines[0].startswith(f"核对规则{len(BOOK)}条")
    assert lines[2:4] == ["勾稽关系（官方格式表内的等式）", "  T3-ROW       　须改正　横向合计不符"]
    assert "  P-UNIT       　请核实　疑似把元填成万元／疑似金额单位填错　可说明原因" in lines
    assert "  Y-CARRY      　须改正／请核实　上年结转不衔接　可说明原因" in lines
    assert sum(line.startswith("  ") for line in lines) == len(BOOK)


def test_the_command_lists_and_explains():
    """A code in any case and width, or a title."""
    assert run("rules").stdout == listed(BOOK) + "\n"
    expected = explained(next(a for a in BOOK if a.code == "P-UNIT")) + "\n"
    for wanted in ("P-UNIT", "p-unit", "Ｐ－ＵＮＩＴ", "疑似把元填成万元"):
        result = run("rules", wanted)
        assert (result.returncode, result.stdout, result.stderr) == (0, expected, "")


def test_a_reserved_code_says_that_it_cannot_occur_yet():
    """Fixed by the design, without a check behind it."""
    assert [a.code for a in BOOK if a.reserved] == []


def test_the_sources_of_rules_are_all_answered():
    """Each rule of the official form or of practice became a code that exists, or has a reason."""
    with (ROOT / "docs" / "official_rules.csv").open(encoding="utf-8", newline="") as lines:
        _, *rows = csv.reader(lines)
    known = {a.code for a in BOOK}
    for number, says, codes, note in rows:
        assert says
        assert set(filter(None, codes.split("、"))) <= known, number
        assert codes or note, number
    assert len({r[0] for r in rows}) == len(rows)
