"""Returned copies that an earlier run wrote and that would come out the same: building one takes as long as reading ten files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from gaokai_xlsx.outgoing.issue import Issue
from gaokai_xlsx.outgoing.template import build
from gaokai_xlsx.verbs import _records
from gaokai_xlsx.verbs._cache import Cache


class Copies:
    """What is known of the copies in a folder, kept in the campaign's ``cache`` if there is one."""

    def __init__(self, cache: Cache | None) -> None:
        self.cache = cache
        self.found: dict[str, str] = {}

    def built(self, path: Path, issue: Issue) -> bytes | None:
        """The workbook of this issue; None if exactly that lies at ``path`` already."""
        if self.cache is None:
            return build(issue)
        made_of = _digest(issue)
        known = self.cache.copy(path.name)
        if known.startswith(f"{made_of} ") and _sha256(path) == known.partition(" ")[2]:
            self.found[path.name] = known
            return None
        data = build(issue)
        self.found[path.name] = f"{made_of} {hashlib.sha256(data).hexdigest()}"
        return data

    def keep(self) -> None:
        """Note what lies there now, and nothing else."""
        if self.cache is not None:
            self.cache.put_copies(self.found)


def _digest(issue: Issue) -> str:
    """Of everything a workbook is built from; the seal of the cache's lines stands for the campaign's key."""
    return hashlib.sha256(_records.dumps(replace(issue, key=None)).encode("utf-8", "surrogatepass")).hexdigest()


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
