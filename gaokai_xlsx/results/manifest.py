"""The manifest (清单) of a summary: from what, under which options and by which version it was made; ``verify`` starts from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaokai_xlsx import __version__
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.submission import MANIFEST, Outcome, Report

SCHEMA = "gaokai-xlsx/manifest/1"
SUMMARY = "summary"
"""The role of the summary among the outputs."""
PART = "part"
"""The role of a summary that is a part of it."""
_HEAD = f'{{\n "schema": "{SCHEMA}"'


@dataclass(frozen=True, slots=True)
class Part:
    """A file beside the returned ones: what it was to the run (roster, previous, summary …), its path or name, its sha256."""

    role: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Input:
    """One returned file by its path relative to the argument it came through; no sha256 for what could not even be opened."""

    path: str
    sha256: str | None
    outcome: Outcome
    unit: Unit | None


@dataclass(frozen=True)
class Manifest:
    """What one summary was made of. ``options`` are those that change what is counted or how it is checked.

    ``sealed`` says whether stamps had to carry the campaign's seal.
    """

    tool: str
    edition: str
    year: int
    options: Mapping[str, bool | str]
    off: tuple[str, ...]
    references: tuple[Part, ...]
    inputs: tuple[Input, ...]
    outputs: tuple[Part, ...]

    @property
    def summary(self) -> str:
        """The sha256 of the summary as it was written."""
        return next((part.sha256 for part in self.outputs if part.role == SUMMARY), "")

    @property
    def digest(self) -> str:
        """sha256 over all of it: shows a slip of an editor, proves nothing about who wrote it."""
        return hashlib.sha256(json.dumps(self._data(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        """The text of the file; the same content gives the same bytes."""
        return json.dumps({"schema": SCHEMA, **self._data(), "digest": self.digest}, ensure_ascii=False, indent=1) + "\n"

    def _data(self) -> dict[str, Any]:
        return {
            "tool": self.tool,
            "edition": self.edition,
            "year": self.year,
            "options": {**self.options, "off": list(self.off)},
            "references": [_part(part) for part in self.references],
            "inputs": [
                {
                    "path": i.path,
                    "sha256": i.sha256,
                    "outcome": i.outcome.value,
                    "unit": None if i.unit is None else {"code": i.unit.code, "name": i.unit.name},
                }
                for i in self.inputs
            ],
            "outputs": [_part(part) for part in self.outputs],
        }


def of(
    report: Report, options: Mapping[str, bool | str], off: Sequence[str], references: Sequence[Part], outputs: Sequence[Part]
) -> Manifest:
    """The manifest of a run."""
    assert report.form is not None and report.year is not None
    inputs = tuple(Input(s.path, s.sha256, s.outcome, s.unit) for s in report.files)
    return Manifest(__version__, report.form.edition, report.year, options, tuple(off), tuple(references), inputs, tuple(outputs))


def beside(summary: Path) -> Path:
    """Where the manifest of a summary lies: ``2025年汇总表.manifest.json``."""
    return summary.with_suffix(MANIFEST)


def is_manifest(data: bytes) -> bool:
    """Whether these bytes begin as a manifest of ours does."""
    return data.startswith(_HEAD.encode())


def read(data: bytes) -> tuple[Manifest, bool]:
    """The manifest in these bytes, and whether it is as it was written; raises ValueError for anything else."""
    try:
        stated = json.loads(data.decode())
        if stated["schema"] != SCHEMA:
            raise ValueError(stated["schema"])
        options = dict(stated["options"])
        found = Manifest(
            tool=str(stated["tool"]),
            edition=str(stated["edition"]),
            year=int(stated["year"]),
            off=tuple(map(str, options.pop("off"))),
            options={str(name): value if isinstance(value, bool) else str(value) for name, value in options.items()},
            references=tuple(_read_part(part) for part in stated["references"]),
            inputs=tuple(_read_input(i) for i in stated["inputs"]),
            outputs=tuple(_read_part(part) for part in stated["outputs"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("no manifest") from error
    return found, found.to_json().encode() == data


def _part(part: Part) -> dict[str, str]:
    return {"role": part.role, "path": part.path, "sha256": part.sha256}


def _read_part(stated: Mapping[str, Any]) -> Part:
    return Part(str(stated["role"]), str(stated["path"]), str(stated["sha256"]))


def _read_input(stated: Mapping[str, Any]) -> Input:
    unit = stated["unit"]
    whose = None if unit is None else Unit(None if unit["code"] is None else str(unit["code"]), str(unit["name"]))
    sha256 = None if stated["sha256"] is None else str(stated["sha256"])
    return Input(str(stated["path"]), sha256, Outcome(stated["outcome"]), whose)
