"""``template``: the workbook that goes out."""

from __future__ import annotations

import re
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.outgoing.template import Issue, build


def template(
    out: Path | None = None,
    *,
    year: int,
    unit: str | None = None,
    code: str | None = None,
    edition: str | None = None,
    force: bool = False,
) -> Path:
    """Write the template of a report year, for one unit or for whoever fills in the cover; gives the path written.

    ``out`` is a file or a folder (default: the working folder). Raises ``CannotGoOn`` where no edition is in force that year, a
    file of other content stands there (unless ``force``), or it cannot be written.
    """
    form = editions.load(edition) if edition else editions.for_year(year)
    data = build(Issue(form, year, Unit(code, unit) if unit else None))
    path = _target(out, year, unit)
    if path.exists() and not force and disk.read(path) != data:
        raise Usage("stop.exists", path=path)
    disk.write(path, data)
    return path


def _target(out: Path | None, year: int, unit: str | None) -> Path:
    if out is not None and out.suffix.casefold() == ".xlsx":
        return out
    name = texts.say("template.unit-name", unit=safe_name(unit), year=year) if unit else texts.say("template.common-name", year=year)
    return (out or Path()) / name


def safe_name(name: str) -> str:
    """A unit name as part of a file name on every system: no separators, reserved characters or outer dots and blanks."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).strip(" .") or "_"
