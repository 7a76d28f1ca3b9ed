"""What a run of ``collect`` writes: its outputs one after the other, at last the manifest; and the summaries of earlier runs."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import real, walk
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.results import manifest, reminders
from gaokai_xlsx.results.manifest import Part
from gaokai_xlsx.results.to_json import SCHEMA
from gaokai_xlsx.submission import MANIFEST


class Outputs:
    """The files of one run in the order in which they are written; ``tell`` hears what the clerk must know of them."""

    def __init__(self, tell: Callable[[str], None] | None) -> None:
        self.parts: list[Part] = []
        self.tell = tell or (lambda _: None)

    def put(self, role: str, path: Path, data: bytes) -> Path:
        """Write one; gives its path, which is another where a program holds the one that was asked for."""
        written = disk.write_near(path, data, _KINDS[role].ours)
        if written != path:
            self.tell(texts.say("write.held", name=path.name, path=written))
        self.parts.append(Part(role, written.name, hashlib.sha256(data).hexdigest()))
        return written

    def note(self, role: str, paths: Iterable[Path]) -> None:
        """Files of this run that others wrote."""
        self.parts += [_part(role, path.name, disk.read(path)) for path in paths]


def tidy(campaign: Campaign | None, returns: Path | None) -> None:
    """Clear away what killed runs left where this one may have nothing to write."""
    results = campaign.path("results") if campaign else None
    for folder in (campaign and campaign.folder, results, results and results / texts.say("history.folder"), returns):
        if folder:
            disk.clear(folder)


def referred(role: str, paths: Sequence[Path]) -> list[Part]:
    """The files behind a reference (roster, last year's files): names relative to their argument, and sha256."""
    return [_part(role, name, data) for name, data in walk(paths) if isinstance(data, bytes)]


def is_summary(path: Path) -> bool:
    """Whether a workbook there carries the stamp of a summary."""
    stamp = stamps.parse(reader.subject(disk.read(path)))
    return stamp is not None and stamp.kind == "summary"


def earlier(out: Path | None) -> list[Path]:
    """What earlier runs wrote and may lie among the returned files: summaries in the folder one works in, those beside the target."""
    stems = [(Path(), Path(texts.say("collect.default-name", year="????")).stem)]
    stems += [(out.parent, glob.escape(out.stem))] if out else []
    found = [path for folder, stem in stems for end in (".*", "([0-9]*).*") for path in folder.glob(stem + end)]
    parts = [path for folder, stem in stems for path in folder.glob(stem + "_*" + MANIFEST) if _of_part(path)]
    found += [path for made in parts for path in (made, made.with_name(made.name.removesuffix(MANIFEST) + ".xlsx"))]
    return [path for path in found if path.is_file() and (is_summary(path) or _is_manifest(path))]


def _of_part(path: Path) -> bool:
    """Whether a manifest there is that of a part; a summary that merely bears such a name may be somebody's return."""
    try:
        return _is_manifest(path) and "part" in manifest.read(disk.read(path))[0].options
    except ValueError:
        return False


def allowed(targets: Mapping[str, Path | None]) -> list[Path]:
    """The files that a run is going to write, by what they are; with the summary goes its manifest.

    Raises ``Usage`` for one path twice, a folder, a wrong suffix, and where something lies that we did not write: it could be
    somebody's return, or the roster.
    """
    paths = {role: path for role, path in targets.items() if path is not None}
    if "summary" in paths:
        paths["manifest"] = manifest.beside(paths["summary"])
    places = [real(path) for path in paths.values()]
    if twice := [path for path, place in zip(paths.values(), places, strict=True) if places.count(place) > 1]:
        raise Usage("stop.same-target", path=twice[-1])
    for role, path in paths.items():
        kind = _KINDS[role]
        if path.is_dir():
            raise Usage(f"stop.{kind.texts}folder", path=path)
        if path.suffix.casefold() not in kind.suffixes:
            raise Usage(f"stop.{kind.texts}suffix", path=path)
        if path.exists() and not kind.ours(path):
            raise Usage(f"stop.{kind.texts}not-ours", path=path)
    return list(paths.values())


def _is_page(path: Path) -> bool:
    from gaokai_xlsx.results import html  # noqa: PLC0415 - Jinja2 only when a page is asked for

    return html.is_ours(disk.read(path))


def _is_result(path: Path) -> bool:
    return is_summary(path) or _is_manifest(path) or disk.read(path).startswith(f'{{\n "schema": "{SCHEMA}"'.encode())


@dataclass(frozen=True)
class _Kind:
    """A kind of output: the suffixes it may have, how ours is known, and which sentences speak of it."""

    suffixes: tuple[str, ...]
    ours: Callable[[Path], bool]
    texts: str = ""


_KINDS = {
    manifest.SUMMARY: _Kind((".xlsx",), _is_result),
    manifest.PART: _Kind((".xlsx",), _is_result),
    "json": _Kind((".json",), _is_result),
    "manifest": _Kind((".json",), _is_result),
    "report": _Kind((".html",), _is_page, "page-"),
    "reminders": _Kind((".txt",), lambda path: reminders.is_ours(disk.read(path)), "text-"),
}


def keep_earlier(path: Path, data: bytes, campaign: Campaign | None, passing: str = "") -> Path | None:
    """Before ``data`` takes its place, put the summary at ``path`` into 历史 of the campaign's results, with its manifest.

    Named by a running number and its content; gives its path, None where there is nothing new to keep. No content is kept twice, and
    not the one with the sha256 ``passing``.
    """
    if campaign is None or real(path.parent) != real(campaign.path("results")) or not path.is_file():
        return None
    old = disk.read(path)
    if old == data:
        return None
    whole = hashlib.sha256(old).hexdigest()
    if whole == passing:
        return None
    digest = whole[:8]
    folder = path.parent / texts.say("history.folder")
    numbered = [(int(m[1]), m[2], p) for p in folder.glob("*.xlsx") if (m := re.fullmatch(r".*_(\d+)_([0-9a-f]{8})", p.stem))]
    if any(known == digest and disk.read(p) == old for _, known, p in numbered):
        return None
    number = max((n for n, _, _ in numbered), default=0) + 1
    kept = folder / texts.say("history.name", stem=path.stem, number=f"{number:03}", digest=digest)
    disk.write(kept, old)
    made_of = disk.read(manifest.beside(path)) if _is_manifest(manifest.beside(path)) else b""
    if made_of and whole.encode() in made_of:
        disk.write(manifest.beside(kept), made_of)
    return kept


def _is_manifest(path: Path) -> bool:
    return path.is_file() and manifest.is_manifest(disk.read(path))


def _part(role: str, path: str, data: bytes) -> Part:
    return Part(role, path, hashlib.sha256(data).hexdigest())
