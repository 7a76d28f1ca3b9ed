"""What was read of each file, and of what each returned copy was built, kept in the campaign's folder: only what is new is done again.

An entry is found by the sha256 of a file and its name; the file of entries as a whole is good for one state of this program and its
editions. It is safe to delete. A line that is not as it was written is not used: the file is read as if there were none.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from gaokai_xlsx import disk
from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form import editions
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.verbs import _records

NAME = ".gaokai-cache"
_HEAD = "gaokai-xlsx read files"
_COPY = "copy "  # begins the keys of returned copies; those of files begin with a sha256
_LARGEST = 50_000_000  # bytes that no file's record has
_PACKAGE = Path(__file__).resolve().parents[1]


class Cache:
    """Entries of an earlier run by key, and those of this run; ``key`` is the campaign's secret, if it has one, and seals them."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path = path
        self.key = key or b"-"
        self.head = f"{_HEAD} {state(editions.FOLDER)}"
        self.ours = True  # not where somebody else's file has this name
        self.before = dict(self._lines())
        self.now = {key: line for key, line in self.before.items() if key.startswith(_COPY)}

    def get(self, path: str, content: Content) -> Submission | None:
        """What was read of the same bytes under the same name, now under this path."""
        key = _key(path, content)
        line = self.before.get(key) if key else None
        if line is None or key is None:
            return None
        seal, _, body = line.partition(" ")
        if not self._sealed(seal, key, body):
            return None
        try:
            found = _records.loads(_unpacked(body))
        except (ValueError, CannotGoOn):
            return None
        self.now[key] = line
        return replace(found, path=path)

    def put(self, submission: Submission) -> None:
        """Keep what was read; not of files that could not be read, since that may lie with the machine."""
        if submission.sha256 and submission.outcome is not Outcome.UNREADABLE:
            key = f"{submission.sha256} {submission.path.rpartition('/')[2]}"
            body = _packed(_records.dumps(submission))
            self.now[key] = f"{self._seal(key, body)} {body}"

    def copy(self, name: str) -> str:
        """What an earlier run noted of the returned copy of that name; empty if nothing can be relied on."""
        seal, _, body = self.before.get(_COPY + name, "").partition(" ")
        return body if self._sealed(seal, _COPY + name, body) else ""

    def put_copies(self, notes: Mapping[str, str]) -> None:
        """Note something of each returned copy, forget all others, and save."""
        self.now = {key: line for key, line in self.now.items() if not key.startswith(_COPY)}
        self.now |= {(key := _COPY + name): f"{self._seal(key, body)} {body}" for name, body in notes.items()}
        self.save()

    def save(self) -> None:
        """Write the entries of this run, if they are others than before; what cannot be written costs only time."""
        if self.ours and self.now != self.before:
            lines = [self.head, *(part for key in sorted(self.now) for part in (key, self.now[key]))]
            with contextlib.suppress(CannotGoOn):
                disk.write(self.path, "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))

    def _lines(self) -> Iterator[tuple[str, str]]:
        try:
            head, *lines = self.path.read_bytes().decode("utf-8", "surrogatepass").split("\n")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError):
            self.ours = False
            return
        self.ours = head.startswith(_HEAD)
        if head == self.head:
            yield from zip(lines[::2], lines[1::2], strict=False)

    def _sealed(self, seal: str, key: str, body: str) -> bool:
        # As bytes: texts that are not ASCII cannot be compared.
        return hmac.compare_digest(seal.encode("utf-8", "surrogatepass"), self._seal(key, body).encode())

    def _seal(self, key: str, body: str) -> str:
        return hmac.new(self.key, f"{key} {body}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _packed(text: str) -> str:
    """All entries are in memory while files are read: packed they take a sixth of the space."""
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), level=1)).decode()


def _unpacked(body: str) -> str:
    """Raises ``ValueError`` for what was not packed, or has no end."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.b64decode(body, validate=True), _LARGEST)
    except zlib.error as error:
        raise ValueError(body[:20]) from error
    if not unpacking.eof:
        raise ValueError(body[:20])
    return data.decode("utf-8", "surrogatepass")


def _key(path: str, content: Content) -> str | None:
    return f"{hashlib.sha256(content).hexdigest()} {path.rpartition('/')[2]}" if isinstance(content, bytes) else None


@cache
def state(folder: Path) -> str:
    """What the result of reading depends on beside the file: this program's own text and the editions."""
    digest = hashlib.sha256()
    for path in (*sorted(_PACKAGE.rglob("*.py")), *sorted(folder.glob("*/form.toml"))):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()
