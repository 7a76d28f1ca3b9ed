"""Collecting again reads only what is new, and nothing else changes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import collect
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.outgoing.issue import Issue
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.verbs import _cache, _copies, _pool, _records
from tests.helpers import BALANCED, DISTINCT, ROOT, issue

CORPUS = sorted(
    p for p in (ROOT / "tests" / "corpus").rglob("*") if p.is_file() and p.suffix not in (".py", ".csv", ".json", ".md", ".mjs")
)


@pytest.fixture
def work(tmp_path: Path) -> Campaign:
    """A campaign with four returns, one of them faulty, one no workbook."""
    (tmp_path / "gaokai.toml").write_text('city = "石嘴山市"\nyear = 2025\n', encoding="utf-8")
    (tmp_path / "回收").mkdir()
    for n, figures in enumerate((BALANCED, BALANCED, DISTINCT)):
        (tmp_path / "回收" / f"{n}.xlsx").write_bytes(issue(figures, Unit(f"{n:03}", f"第{n}局")))
    (tmp_path / "回收" / "盖章.pdf").write_bytes(b"%PDF-1.4")
    found = campaigns.find(tmp_path)
    assert found is not None
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really read."""
    paths: list[str] = []
    real = _pool.take_all

    def spy(files: object, **others: object) -> list[Submission]:
        taken = real(files, **others)  # type: ignore[arg-type]
        paths.extend(s.path for s in taken)
        return taken

    monkeypatch.setattr(_pool, "take_all", spy)
    return paths


def _collected(work: Campaign) -> bytes:
    summary = work.folder / "汇总.xlsx"
    collect([work.path("returned")], summary, year=2025, campaign=work)
    return summary.read_bytes()


def test_what_was_read_comes_back_as_it_was():
    """Every file of the corpus, through JSON."""
    for path in CORPUS:
        submission = take(path.name, path.read_bytes())
        assert _records.loads(_records.dumps(submission)) == submission, path


def test_only_what_is_new_is_read_and_the_summary_is_the_same(work: Campaign, asked: list[str]):
    """A changed, a new, a renamed and a lost file; then the whole without what was kept."""
    first = _collected(work)
    assert asked == ["0.xlsx", "1.xlsx", "2.xlsx", "盖章.pdf"]
    asked.clear()
    assert _collected(work) == first
    assert asked == []
    folder = work.path("returned")
    (folder / "0.xlsx").write_bytes(issue(BALANCED | {"requests.new.natural": 11, "requests.new.company": 4}, Unit("000", "第0局")))
    (folder / "3.xlsx").write_bytes(issue(BALANCED, Unit("003", "第3局")))
    (folder / "1.xlsx").rename(folder / "一.xlsx")
    (folder / "2.xlsx").unlink()
    again = _collected(work)
    assert asked == ["0.xlsx", "3.xlsx", "一.xlsx"]
    (work.folder / _cache.NAME).unlink()
    assert _collected(work) == again != first
    assert "2.xlsx" not in (work.folder / _cache.NAME).read_text(encoding="utf-8")


def test_the_same_file_elsewhere_keeps_its_new_path(work: Campaign, asked: list[str]):
    """Only the name is part of what a finding says."""
    _collected(work)
    asked.clear()
    (work.path("returned") / "区县").mkdir()
    (work.path("returned") / "0.xlsx").rename(work.path("returned") / "区县" / "0.xlsx")
    report, _ = collect([work.path("returned")], work.folder / "汇总.xlsx", year=2025, campaign=work)
    assert asked == []
    assert [s.path for s in report.files] == ["1.xlsx", "2.xlsx", "区县/0.xlsx", "盖章.pdf"]


def _inside(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of the JSON of each entry, packed again as it was."""

    def changed(line: str) -> str:
        seal, _, body = line.partition(" ")
        return f"{seal} {_cache._packed(change(_cache._unpacked(body)))}"

    return lambda text: "\n".join(changed(line) if n and not n % 2 else line for n, line in enumerate(text.rstrip("\n").split("\n"))) + "\n"


FORGERIES = {
    "figure": _inside(lambda text: text.replace('"requests.new.natural":12', '"requests.new.natural":99')),
    "cut": lambda text: text[: len(text) // 2],
    "other head": lambda text: text.replace("files ", "files x", 1),
    "not JSON": _inside(lambda text: text.replace('["r"', "[[", 1)),
    "a class of ours that is none": _inside(lambda text: text.replace('"Submission"', '"Process"')),
    "lines swapped": lambda text: "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:])]),
    "a seal of other letters": lambda text: "\n".join("封" + line if n and not n % 2 else line for n, line in enumerate(text.split("\n"))),
    "no text": lambda _: "\0" * 100,
    "empty": lambda _: "",
}


@pytest.mark.parametrize("how", FORGERIES)
def test_a_bad_entry_is_read_anew(work: Campaign, how: str):
    """Whatever stands in the file, the summary is the same, and afterwards the file is good again (if it was ours)."""
    first = _collected(work)
    kept = work.folder / _cache.NAME
    good = kept.read_bytes()
    bad = FORGERIES[how](good.decode())
    assert bad.encode() != good
    kept.write_text(bad, encoding="utf-8")
    assert _collected(work) == first
    assert (kept.read_bytes() == good) == (how not in ("no text", "empty"))


@pytest.mark.parametrize("how", ["not JSON", "a class of ours that is none", "packed by nobody", "packed without end", "cut short"])
def test_a_bad_entry_with_a_good_seal_is_read_anew(work: Campaign, monkeypatch: pytest.MonkeyPatch, how: str):
    """Without a key anybody can make the seal: what it covers is not believed either, and it cannot fill the memory."""
    first = _collected(work)
    kept = work.folder / _cache.NAME
    good = kept.read_bytes()
    ours = _cache.Cache(kept, None)
    bad = {
        "packed by nobody": lambda body: "封" + body,
        "packed without end": lambda _: _cache._packed("9" * 2000),
        "cut short": lambda body: body[:40],
    }
    head, *lines = good.decode().rstrip("\n").split("\n")
    for at in range(1, len(lines), 2):
        body = lines[at].partition(" ")[2]
        changed = bad[how](body) if how in bad else FORGERIES[how](f"{head}\nkey\n- {body}\n").split("\n")[2].partition(" ")[2]
        lines[at] = f"{ours._seal(lines[at - 1], changed)} {changed}"
    kept.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    if how == "packed without end":
        monkeypatch.setattr(_cache, "_LARGEST", 1000)
    assert _collected(work) == first
    assert kept.read_bytes() == good


@pytest.mark.parametrize(
    "forged", ['["r","Submission"]', '["d","x"]', '["e","Outcome","NONE"]', '["x"]', "{}", "1", '["r","Unit",null,"甲局"]', "[" * 5000]
)
def test_what_is_no_submission_is_told(forged: str):
    """Any other text is a ``ValueError``, which the cache takes for no entry."""
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever text
        _records.loads(forged)


def test_a_file_that_could_not_be_read_is_tried_again(work: Campaign, asked: list[str]):
    """It may have been the machine's fault."""
    (work.path("returned") / "坏.xlsx").write_bytes(b"PK\x03\x04")
    _collected(work)
    asked.clear()
    report, _ = collect([work.path("returned")], work.folder / "汇总.xlsx", year=2025, campaign=work)
    assert asked == ["坏.xlsx"]
    assert report.account[Outcome.UNREADABLE] == 1


def test_what_is_kept_is_no_return(work: Campaign):
    """Also where the whole folder of the campaign is collected."""
    _collected(work)
    report, _ = collect([work.folder], work.folder / "汇总.xlsx", year=2025, campaign=work)
    assert not [s.path for s in report.files if _cache.NAME in s.path]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose returned copies were really built."""
    names: list[str] = []
    real = _copies.build

    def spy(issue: Issue) -> bytes:
        names.append(issue.sent.file)
        return real(issue)

    monkeypatch.setattr(_copies, "build", spy)
    return names


def _returned(work: Campaign, due: str = "") -> dict[str, bytes]:
    collect([work.path("returned")], work.folder / "汇总.xlsx", year=2025, campaign=work, returns=work.folder / "退回", due=due)
    return {path.name: path.read_bytes() for path in (work.folder / "退回").iterdir()}


def test_a_copy_that_would_come_out_the_same_is_not_built_again(work: Campaign, built: list[str]):
    """It is built where it is gone, altered, due by another day, or where another file is answered."""
    first = _returned(work)
    assert built == ["2.xlsx"]
    assert len(first) == 1
    copy = work.folder / "退回" / next(iter(first))
    assert _returned(work) == first
    _collected(work)  # without copies; what is known of them stays known
    assert _returned(work) == first
    assert built == ["2.xlsx"]
    copy.unlink()
    assert _returned(work) == first
    assert built == ["2.xlsx"] * 2
    with zipfile.ZipFile(copy, "a") as package:
        package.writestr(zipfile.ZipInfo("further"), "one part more, with the date that ours have")
    assert _returned(work) == first
    assert built == ["2.xlsx"] * 3
    assert _returned(work, due="2026-01-20") != first
    (work.path("returned") / "3.xlsx").write_bytes(issue(DISTINCT | {"requests.new.natural": 5}, Unit("003", "第3局")))
    assert len(_returned(work, due="2026-01-20")) == 2
    assert built == ["2.xlsx"] * 4 + ["3.xlsx"]
    (work.folder / _cache.NAME).unlink()
    assert len(_returned(work, due="2026-01-20")) == 2
    assert built == ["2.xlsx"] * 4 + ["3.xlsx", "2.xlsx", "3.xlsx"]


def test_a_folder_in_its_place_costs_nothing_but_time(work: Campaign):
    """Somebody else's thing of this name stays as it is."""
    first = _collected(work)
    (work.folder / _cache.NAME).unlink()
    (work.folder / _cache.NAME).mkdir()
    assert _collected(work) == first
    assert (work.folder / _cache.NAME).is_dir()
