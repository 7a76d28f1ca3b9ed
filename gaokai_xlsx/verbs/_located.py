"""Where the files that a manifest names lie now: known by their sha256, whatever they are called and whatever archive they are in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import Content, walk
from gaokai_xlsx.results.manifest import Input, Manifest, Part


@dataclass
class Located:
    """The returned files that were found, by sha256, with the name under which each was; those that can still not be opened by path.

    ``named`` has the sha256 of everything that was looked at, by name.
    """

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    closed: dict[str, Content] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def content(self, wanted: Input) -> Content | None:
        """What is in a file, or why it cannot be read; None where it is not there as it was."""
        if wanted.sha256 is None:
            return self.closed.get(wanted.path)
        return self.files[wanted.sha256][1] if wanted.sha256 in self.files else None

    def other(self, wanted: Input) -> str:
        """A file of the same path with another content; empty where there is none."""
        names = (name for name, sha in self.named.items() if sha != wanted.sha256 and _ends(name, wanted.path))
        return next(names, "")


def located(manifest: Manifest, summary: Path, campaign: Campaign | None, sources: Path | None) -> Located:
    """Look in ``sources`` (a folder or an archive, all of it), or else where returned files usually are: in the campaign, near the summary.

    Near the summary only names that the manifest knows are opened. Raises ``CannotGoOn`` for sources that are not there.
    """
    wanted = {i.sha256 for i in manifest.inputs} - {None}
    closed = {i.path for i in manifest.inputs if i.sha256 is None}
    found = Located()
    for name, content in walk([sources]) if sources else _near(manifest, summary, campaign):
        if not isinstance(content, bytes):
            found.closed |= {path: content for path in closed if _ends(name, path)}
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        found.named.setdefault(name, sha256)
        if sha256 in wanted and (sha256 not in found.files or any(i.path == name for i in manifest.inputs)):
            found.files[sha256] = (name, content)
    return found


def reference(part: Part, summary: Path, campaign: Campaign | None, sources: Path | None) -> tuple[Path | None, Path | None]:
    """The file behind a reference, and where it is not as it was the one of its name; neither where there is none."""
    name = part.path.rpartition("/")[2]
    folders = [*([campaign.folder] if campaign else []), summary.parent, summary.parent.parent]
    usual = [folder / path for folder in folders for path in dict.fromkeys((part.path, name))]
    if campaign and getattr(campaign, part.role, None):  # the setting of that name says where it is
        usual = [campaign.path(part.role), campaign.path(part.role) / part.path, *usual]
    if sources and sources.is_dir():
        usual = [*sorted(p for p in sources.rglob("*") if p.name == name), *usual]
    there = [path for path in usual if path.is_file()]
    same = (path for path in there if hashlib.sha256(path.read_bytes()).hexdigest() == part.sha256)
    return next(same, None), next(iter(there), None)


def _near(manifest: Manifest, summary: Path, campaign: Campaign | None) -> Iterator[tuple[str, Content]]:
    """All that lies in the campaign's folder of returns; else, where one would look, what bears the names of the manifest's paths."""
    if campaign and campaign.path("returned").is_dir():
        yield from walk([campaign.path("returned")])
    tops = list(dict.fromkeys(i.path.replace("!/", "/").partition("/")[0] for i in manifest.inputs))
    for folder in _folders(summary):
        for top in (t for t in tops if t.strip(".")):  # an edited manifest leads nowhere else
            path = folder / top
            if path.is_file():
                yield from walk([path])
            elif path.is_dir():
                yield from ((f"{top}/{name}", content) for name, content in walk([path]))


def _folders(summary: Path) -> list[Path]:
    usual = []
    for folder in (summary.parent, summary.parent.parent):
        usual += [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    return list(dict.fromkeys(usual))


def _ends(name: str, path: str) -> bool:
    """Whether a name is that path, perhaps with more folders above it."""
    return name == path or name.replace("!/", "/").endswith("/" + path.replace("!/", "/"))
