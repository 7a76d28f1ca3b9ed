"""The manifest beside a summary, and what makes its bytes and the summary's: content and relative paths, nothing else."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import __version__, collect
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.results import manifest
from tests.helpers import BALANCED, Unit, edited, insert_row, issue, packed, put

UNITS = [Unit(f"00{n}", name) for n, name in enumerate(("市商务局", "市财政局", "市体育局", "市水利局"), start=1)]


def _files() -> dict[str, bytes]:
    """Relative paths of every sort: a folder, an archive, a shifted table, a faulty file, an attachment."""
    return {
        "名单.csv": ("编码,单位全称\n" + "".join(f"{u.code},{u.name}\n" for u in UNITS)).encode(),
        "上年/旧.xlsx": issue(BALANCED, UNITS[0], year=2024),
        "回收/a.xlsx": issue(BALANCED, UNITS[0]),
        "回收/深/b.xlsx": edited(issue(BALANCED | {"challenges.review.upheld": 5}, UNITS[1]), insert_row(10)),
        "回收/c.zip": packed({"c.xlsx": issue(BALANCED | {"challenges.review.upheld": 6}, UNITS[2]), "c.pdf": b"%PDF-1.4"}),
        "回收/d.xlsx": issue(BALANCED | {"requests.new.natural": 1}, UNITS[3]),
    }


def _laid(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder, made in an order of chance."""
    names = list(files)
    random.shuffle(names)
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    return folder


def _collect(folder: Path, **options: Any) -> Path:
    target, roster = folder / "汇总" / "汇总.xlsx", folder / "名单.csv"
    return collect([folder / "回收"], target, year=2025, roster=roster, previous=[folder / "上年"], **options)[1]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Made once; openpyxl writes the time into what it edits."""
    return _files()


def test_it_says_from_what_and_how_the_summary_was_made(tmp_path: Path, files: dict[str, bytes]):
    """Every input with its outcome, what was referred to, what was written, each with its sha256; options; a digest over all."""
    folder = _laid(tmp_path, files)
    summary = _collect(
        folder, json=folder / "汇总" / "r.json", report=folder / "汇总" / "r.html", returns=folder / "退回", include_failed=False
    )
    stated = json.loads((folder / "汇总" / "汇总.manifest.json").read_bytes())

    assert [stated[k] for k in ("schema", "tool", "edition", "year")] == ["gaokai-xlsx/manifest/1", __version__, "2021", 2025]
    chosen = {"include_failed": False, "blank_as_zero": False, "latest": False, "accept_imported": False, "sealed": False}
    assert stated["options"] == chosen | {"as_of": "", "body": "", "off": []}
    assert [(i["path"], i["outcome"], i["unit"] and i["unit"]["name"]) for i in stated["inputs"]] == [
        ("a.xlsx", "counted", "市商务局"),
        ("c.zip!/c.pdf", "attachment", None),
        ("c.zip!/c.xlsx", "counted", "市体育局"),
        ("d.xlsx", "returned", "市水利局"),
        ("深/b.xlsx", "counted", "市财政局"),
    ]
    assert stated["inputs"][0]["sha256"] == hashlib.sha256(files["回收/a.xlsx"]).hexdigest()
    assert stated["references"] == [
        {"role": "roster", "path": "名单.csv", "sha256": hashlib.sha256(files["名单.csv"]).hexdigest()},
        {"role": "previous", "path": "旧.xlsx", "sha256": hashlib.sha256(files["上年/旧.xlsx"]).hexdigest()},
    ]
    (copy,) = (folder / "退回").iterdir()
    written = {"summary": summary, "json": folder / "汇总" / "r.json", "report": folder / "汇总" / "r.html", "returned": copy}
    assert stated["outputs"] == [
        {"role": role, "path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for role, path in written.items()
    ]
    assert stated["digest"] == manifest.read((folder / "汇总" / "汇总.manifest.json").read_bytes())[0].digest


def test_the_same_bytes_in_any_order_and_any_folder(tmp_path: Path, files: dict[str, bytes]):
    """Summary and manifest; also after the whole tree was moved."""
    made = set()
    for place in ("甲", "乙/很/深"):
        summary = _collect(_laid(tmp_path / place, files))
        made.add((summary.read_bytes(), manifest.beside(summary).read_bytes()))
    shutil.move(tmp_path / "甲", tmp_path / "丙")
    summary = _collect(tmp_path / "丙")
    made.add((summary.read_bytes(), manifest.beside(summary).read_bytes()))
    assert len(made) == 1


@pytest.mark.parametrize("option", ["include_failed", "blank_as_zero", "latest", "accept_imported"])
def test_an_option_shows_in_the_manifest(tmp_path: Path, files: dict[str, bytes], option: str):
    """So that the run can be done again."""
    summary = _collect(_laid(tmp_path, files), **{option: True})
    made, intact = manifest.read(manifest.beside(summary).read_bytes())
    assert intact
    assert {name for name, on in made.options.items() if on} == {option}


def test_renamed_and_zipped_only_cells_that_show_paths_differ(tmp_path: Path, files: dict[str, bytes]):
    """Every other cell of every sheet is the same, formulas and results."""
    plain = _collect(_laid(tmp_path / "甲", files))
    renamed = {"回收/a.xlsx": "回收/再报/(1).xlsx", "回收/d.xlsx": "回收/z.xlsx"}
    members = {renamed.get(name, name).removeprefix("回收/"): data for name, data in files.items() if name.startswith("回收/")}
    other = {name: data for name, data in files.items() if not name.startswith("回收/")} | {"回收/全部.zip": packed(members)}
    zipped = _collect(_laid(tmp_path / "乙", other))
    names = {*members, *(name.removeprefix("回收/") for name in files), "c.zip!/c.xlsx", "c.zip!/c.pdf"}
    for data_only in (False, True):
        sides = [
            {(s.title, c.coordinate): c.value for s in openpyxl.load_workbook(path, data_only=data_only) for row in s for c in row}
            for path in (plain, zipped)
        ]
        differ = {at for at in sides[0].keys() | sides[1].keys() if sides[0].get(at) != sides[1].get(at)}
        assert differ
        assert [at for at in differ if not _shows_path(sides[0].get(at), names)] == []


def _shows_path(value: object, names: set[str]) -> bool:
    return isinstance(value, str) and any(Path(name.rpartition("!/")[2]).name in value for name in names)


def test_a_manifest_is_no_return_and_what_is_none_of_ours_is_not_overwritten(tmp_path: Path):
    """In the folder of returns it is left aside; a stranger's file of its name stops the run."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED, UNITS[0]))
    for _ in range(2):
        report, _ = collect([tmp_path], tmp_path / "汇总.xlsx")
        assert [s.path for s in report.files] == ["a.xlsx"]
    beside = tmp_path / "汇总.manifest.json"
    beside.write_text("{}", encoding="utf-8")
    with pytest.raises(CannotGoOn, match="不是本工具生成的"):
        collect([tmp_path], tmp_path / "汇总.xlsx")
    assert beside.read_text(encoding="utf-8") == "{}"
    with pytest.raises(CannotGoOn, match="两个输出"):
        collect([tmp_path], tmp_path / "b.xlsx", json=tmp_path / "b.manifest.json")


def test_the_manifest_of_a_level_below_is_an_attachment(tmp_path: Path):
    """It comes with its summary and is nothing to be corrected."""
    _, below = collect([_laid(tmp_path / "县", {"a.xlsx": issue(BALANCED, UNITS[0])})], tmp_path / "县汇总.xlsx")
    shutil.copy(manifest.beside(below), _laid(tmp_path / "回收", {"b.xlsx": issue(BALANCED, UNITS[1])}))
    report, _ = collect([tmp_path / "回收"], tmp_path / "市.xlsx")
    assert [(s.path, s.outcome.value) for s in report.files] == [("b.xlsx", "counted"), ("县汇总.manifest.json", "attachment")]


def test_a_blank_counted_as_zero_is_not_an_edit_of_the_manifest(tmp_path: Path):
    """Read back, the manifest is what was written, whatever names are in it."""
    (tmp_path / '"引号".xlsx').write_bytes(edited(issue(unit=UNITS[0]), put({"requests.new.natural": 1})))
    _, summary = collect([tmp_path], tmp_path / "汇总.xlsx", blank_as_zero=True)
    made, intact = manifest.read(manifest.beside(summary).read_bytes())
    assert intact
    assert made.inputs[0].path == '"引号".xlsx'
