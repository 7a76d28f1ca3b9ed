"""Where the files that a manifest names lie now: known by their sha256, whatever they are called and whatever archive they are in."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import Content, walk
from gaokai_xlsx.results.manifest import Input, Manifest, Part

_PREVIOUS = "previous"


@dataclass
class Located:
    """The files that were found, by sha256, with the name under which each was; returned ones that can still not be opened by path.

    ``named`` has the sha256 of everything that was looked at, by name; ``known`` those that the manifest names, whatever for.
    ``homes`` are the folders above the paths of the manifest where returned files lie as they were.
    """

    known: frozenset[str]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    closed: dict[str, Content] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    homes: set[str] = field(default_factory=set)

    def content(self, wanted: Input) -> Content | None:
        """What is in a file, or why it cannot be read; None where it is not there as it was."""
        if wanted.sha256 is None:
            return self.closed.get(wanted.path)
        return self.files[wanted.sha256][1] if wanted.sha256 in self.files else None

    def others(self, wanted: Input) -> tuple[str, str]:
        """What lies at the place of a file with another content; and what has its name in another folder, which may be another file.

        Each empty where there is none; elsewhere a file that the manifest names itself is none.
        """
        places = [(above, name) for name in self.named if (above := _above(name, wanted.path)) is not None]
        at_home = (name for above, name in places if above in self.homes)
        elsewhere = (name for above, name in places if above not in self.homes and self.named[name] not in self.known)
        return next(at_home, ""), next(elsewhere, "")


def located(manifest: Manifest, summary: Path, campaign: Campaign | None, sources: Sequence[Path]) -> Located:
    """Look in ``sources`` (folders, archives, files), or else where returned files usually are: in the campaign, near the summary.

    Last year's files are looked for there in any case. Near the summary only names that the manifest knows are opened.
    Raises ``CannotGoOn`` for sources that are not there.
    """
    paths = {i.path for i in manifest.inputs}
    closed = {i.path for i in manifest.inputs if i.sha256 is None}
    known = {i.sha256 for i in manifest.inputs if i.sha256} | {part.sha256 for part in manifest.references}
    found = Located(frozenset(known), homes=set() if sources else {""})
    returned = walk(sources) if sources else _returned(manifest, summary, campaign)
    for name, content in itertools.chain(returned, _last_year(manifest, summary, campaign)):
        if not isinstance(content, bytes):
            found.closed |= {path: content for path in closed if _above(name, path) is not None}
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        found.named.setdefault(name, sha256)
        if sha256 in known and (sha256 not in found.files or name in paths):
            found.files[sha256] = (name, content)
    places = {i.sha256: i.path for i in manifest.inputs}
    found.homes |= {above for name, sha in found.named.items() if (above := _above(name, places.get(sha, ""))) is not None}
    return found


def reference(part: Part, summary: Path, campaign: Campaign | None, sources: Sequence[Path]) -> tuple[Path | None, Path | None]:
    """The file behind a reference; and where it is nowhere as it was, what lies at its place. Neither where there is none."""
    name = part.path.rpartition("/")[2]
    setting = [campaign.path(part.role)] if campaign and getattr(campaign, part.role, None) else []  # says where it is
    homes = [*setting, *(folder / part.path for folder in ([campaign.folder] if campaign else [summary.parent]))]
    usual = [folder / path for folder in _folders(summary) for path in dict.fromkeys((part.path, name))]
    given = [path for source in sources for path in (sorted(source.rglob("*")) if source.is_dir() else [source])]
    there = [path for path in (*homes, *usual, *given) if path.is_file()]
    same = (path for path in there if hashlib.sha256(path.read_bytes()).hexdigest() == part.sha256)
    return next(same, None), next((path for path in homes if path.is_file()), None)


def _returned(manifest: Manifest, summary: Path, campaign: Campaign | None) -> Iterator[tuple[str, Content]]:
    """All that lies in the campaign's folder of returns, under the manifest's names; then what bears these names near the summary."""
    if campaign and campaign.path("returned").is_dir():
        yield from walk([campaign.path("returned")])
    yield from _near(summary, (i.path for i in manifest.inputs))


def _last_year(manifest: Manifest, summary: Path, campaign: Campaign | None) -> Iterator[tuple[str, Content]]:
    """The same of last year's files; before their names stands the setting."""
    if campaign and campaign.previous and campaign.path(_PREVIOUS).exists():
        yield from _below(campaign.path(_PREVIOUS), campaign.previous)
    yield from _near(summary, (part.path for part in manifest.references if part.role == _PREVIOUS))


def _near(summary: Path, paths: Iterable[str]) -> Iterator[tuple[str, Content]]:
    """What bears one of these names where one would look, the folder before it."""
    tops = list(dict.fromkeys(path.replace("!/", "/").partition("/")[0] for path in paths))
    for folder in _folders(summary):
        for top in (t for t in tops if t.strip(".")):  # an edited manifest leads nowhere else
            path = folder / top
            if path.is_file():
                yield from _below(path, folder.name)
            elif path.is_dir():
                yield from _below(path, f"{folder.name}/{top}")


def _below(path: Path, above: str) -> Iterator[tuple[str, Content]]:
    return ((f"{above}/{name}", content) for name, content in walk([path]))


def _folders(summary: Path) -> list[Path]:
    """The folder of the summary, the one above, and the folders in both."""
    usual = []
    here = summary.absolute().parent
    for folder in (here, here.parent):
        usual += [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    return list(dict.fromkeys(usual))


def _above(name: str, path: str) -> str | None:
    """The folders above that path in a name; None where the name is not that path."""
    name, path = name.replace("!/", "/"), path.replace("!/", "/")
    return name.removesuffix(path) if path and (name == path or name.endswith("/" + path)) else None
