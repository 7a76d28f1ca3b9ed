"""The outputs of ``collect`` where one workbook would hold too many units: all are made before the first is written."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from gaokai_xlsx import disk
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.results import divided, manifest
from gaokai_xlsx.results.manifest import Part
from gaokai_xlsx.submission import Report, Submission
from gaokai_xlsx.texts import say
from gaokai_xlsx.verbs._gathered import gathered
from gaokai_xlsx.verbs._outputs import Outputs, allowed, keep_earlier
from gaokai_xlsx.verbs._pool import take_all
from gaokai_xlsx.verbs._template import safe_name

_OF_PARTS = ("decisions", "register")  # references that say something of units, not of parts


@dataclass(frozen=True)
class Volume:
    """One summary among several; ``part`` is empty for the one above them."""

    part: str
    path: Path
    report: Report
    data: bytes


def volumes(
    found: Report,
    files: Sequence[Submission],
    terms: Terms,
    contents: Callable[[], Iterable[tuple[str, Content]]],
    path: Path,
) -> list[Volume]:
    """The parts of a collection as workbooks, at last the one above them, whose figures are those of ``found``.

    Raises ``CannotGoOn`` where the units cannot be divided or the parts do not add up to the whole.
    """
    from gaokai_xlsx.results import summary  # noqa: PLC0415 - XlsxWriter only when there is something to write

    made: list[Volume] = []
    for name, own in divided.files_of(found).items():
        part_terms, fees = divided.of_part(terms, found.finance, name)
        report = gathered(
            [s for s in files if s.path in own],
            part_terms,
            contents,
            with_previous=bool(part_terms.previous.filings),
            register=found.register,
            as_of=found.as_of,
            finance=fees,
        )
        made.append(Volume(name, _beside(path, name, made), report, summary.build(report)))
        gc.collect()  # a workbook's parts hang together in circles: a hundred megabytes, which the next one can have
    whole, fees = divided.of_whole(terms, found.finance)
    above = gathered(
        take_all([(v.path.name, v.data) for v in made]), whole, lambda: (), with_previous=bool(whole.previous.filings), finance=fees
    )
    assert found.totals is not None and found.form is not None and above.totals is not None
    if wrong := next((key for key, value in found.totals.items() if above.totals[key] != value), None):
        raise CannotGoOn("stop.divided-sum", label=found.form.cells[wrong].label)
    return [*made, Volume("", path, above, summary.build(above))]


def _beside(path: Path, name: str, made: Sequence[Volume]) -> Path:
    """Where a part is written: next to the whole, under its name; names that a file system takes for one are numbered."""
    plain = safe_name(name)
    taken = {v.path.name.casefold() for v in made}
    files = (say("divided.file", stem=path.stem, part=part) for part in chain([plain], (f"{plain}{n}" for n in count(2))))
    return path.with_name(next(file for file in files if file.casefold() not in taken))


def write(made: Sequence[Volume], campaign: Campaign | None, outputs: Outputs) -> list[Volume]:
    """Write all of them, that above the others last; gives them with the paths where they are now."""
    for volume in made:
        allowed({manifest.SUMMARY: volume.path})
    written = []
    for volume in made:
        if kept := keep_earlier(volume.path, volume.data, campaign):
            outputs.tell(say("history.kept", path=kept))
        role = manifest.PART if volume.part else manifest.SUMMARY
        written.append(replace(volume, path=outputs.put(role, volume.path, volume.data)))
    names = [v.part for v in made if v.part]
    homes = sum(len(v.report.counted) for v in made if v.part)
    outputs.tell(say("divided.told", n=homes, limit=divided.UNITS, parts=len(names), names="、".join(names)))
    return written


def manifests(
    made: Sequence[Volume], options: Mapping[str, bool | str], off: Sequence[str], references: Sequence[Part], parts: Sequence[Part]
) -> None:
    """The manifest of each, that above the others last; ``parts`` are the outputs of the whole run."""
    for volume in made[:-1]:
        own = Part(manifest.SUMMARY, volume.path.name, hashlib.sha256(volume.data).hexdigest())
        _write(volume, {**options, "part": volume.part}, off, references, [own])
    above = [r for r in references if r.role not in _OF_PARTS]
    _write(made[-1], {**options, "divided": True}, off, above, [p for p in parts if p.role != manifest.PART])


def _write(
    volume: Volume, options: Mapping[str, bool | str], off: Sequence[str], references: Sequence[Part], parts: Sequence[Part]
) -> None:
    disk.write(manifest.beside(volume.path), manifest.of(volume.report, options, off, references, parts).to_json().encode())
