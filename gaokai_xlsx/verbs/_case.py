"""One unit's files and records as ``decide`` sees them: which file is meant, what would become of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gaokai_xlsx.checks.submissions import settle
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import say, visible

_SHORTEST = 8  # characters of a sha256 that name a file


@dataclass(frozen=True)
class Case:
    """One unit's files in a collection: ``taken`` are all files as they were read, ``folder`` is where they lie.

    ``form`` is that of the year, ``earlier`` the records of the unit that hold.
    """

    unit: Unit
    taken: tuple[Submission, ...]
    terms: Terms
    folder: Path
    form: Form

    @cached_property
    def all(self) -> list[Submission]:
        """Every file of the collection as it stands now."""
        return settle(self.taken, self.terms)[0]

    @cached_property
    def own(self) -> list[Submission]:
        """The unit's filings as they stand now, if there are any."""
        return self._of_unit(self.all)

    @property
    def files(self) -> list[Submission]:
        """The same; raises ``Usage`` where it has none."""
        if not self.own:
            raise Usage("stop.decide-none", unit=self.unit.name, folder=self.folder)
        return self.own

    @cached_property
    def earlier(self) -> list[Decision]:
        """The unit's records that hold, oldest first."""
        return list(self.terms.rulings.about(self.unit))

    def outcome(self, file: Submission, *more: Decision) -> str:
        """What becomes of a file once these decisions hold."""
        rulings = replace(self.terms.rulings, decisions=(*self.terms.rulings.decisions, *more))
        after = self._of_unit(settle(self.taken, replace(self.terms, rulings=rulings))[0])
        return next(s.word for s in after if s.path == file.path)

    def named(self, names: Sequence[str], own: Sequence[Submission], kind: Kind) -> Submission:
        """The one file that is meant: by name, path, sha256, or as the only one of ``own``; raises ``Usage`` that lists them."""
        if len(names) > 1:
            raise Usage("stop.decide-extra", what=kind.word, names=visible("、".join(names[1:])))
        if not names and not own:
            raise Usage("stop.decide-nothing", unit=self.unit.name, what=kind.word, files=self.listed(self.files))
        if not names:
            if len({s.sha256 for s in own}) != 1:
                raise Usage("stop.decide-which", unit=self.unit.name, files=self.listed(own))
            return own[0]
        found = self.matching(names[0])
        if len({s.sha256 for s in found}) > 1:
            raise Usage("stop.decide-which", unit=self.unit.name, files=self.listed(found))
        if not found:
            raise Usage("stop.decide-file", unit=self.unit.name, name=visible(names[0]), files=self.listed(self.files))
        return found[0]

    def matching(self, name: str) -> list[Submission]:
        """The files of that path, name or sha256."""
        return _named(self.own, _path(name))

    def listed(self, files: Sequence[Submission]) -> str:
        """Files with what has become of them."""
        return "、".join(say("decide.file", file=visible(s.path), outcome=s.word) for s in files)

    @property
    def final(self) -> Decision | None:
        """The decision that holds a file of the unit as final."""
        present = {s.sha256 for s in self.own}
        return next((d for d in self.earlier if d.kind is Kind.FINAL and d.sha256 in present), None)

    def refuse_strangers(self, name: str) -> None:
        """Raises ``Usage`` for a file that is there and is no filing of the unit: another's, of nobody, or no workbook at all."""
        for s in _named(self.all, _path(name)):
            if s.filing and s.unit:
                raise Usage("stop.decide-others", file=visible(s.path), other=s.unit.name, unit=self.unit.name, outcome=s.word)
            said = next((f for f in s.findings if f.is_error), None)
            why = say("decide.because", why=(said.message.partition("】")[2] + said.remedy).rstrip("。")) if said else ""
            raise Usage("stop.decide-strange", file=visible(s.path), unit=self.unit.name, outcome=s.word, why=why)

    def _of_unit(self, files: Sequence[Submission]) -> list[Submission]:
        own = fold(self.unit.name)
        return [s for s in files if s.filing and s.unit and fold(s.unit.name) == own]


def _path(name: str) -> str:
    """A file's name or path as it is compared."""
    return fold(name).replace("\\", "/").removeprefix("./")


def _named(files: Sequence[Submission], wanted: str) -> list[Submission]:
    """The files of that path; else of that name or sha256."""
    return [s for s in files if fold(s.path) == wanted] or [s for s in files if _is_named(s, wanted)]


def _is_named(file: Submission, wanted: str) -> bool:
    """Whether a file is meant by its bare name, the end of its path, its path from elsewhere, or the beginning of its sha256."""
    path, name = fold(file.path), fold(file.name)
    sha256 = file.sha256 or ""
    ends = path.endswith(f"/{wanted}") or wanted.endswith(f"/{path}")
    return wanted in (name, name.rpartition(".")[0]) or ends or (len(wanted) >= _SHORTEST and sha256.startswith(wanted))
