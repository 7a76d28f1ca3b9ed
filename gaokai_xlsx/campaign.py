"""A campaign (年报工作): one year's exercise in a folder with ``gaokai.toml``, roster, outgoing, returned, results."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.finance import UNITS

FILE = "gaokai.toml"
KEY = "gaokai.key"
# Rules of plausibility that keep no filing out; all others are fixed by the form or by the work.
OPTIONAL = tuple(
    code
    for code in dict.fromkeys(name.partition("/")[0] for name in texts.RULES)
    if code.startswith("P-") and all(rule.severity is not texts.Severity.ERROR for rule in texts.variants(code).values())
)


@dataclass(frozen=True)
class Campaign:
    """What ``gaokai.toml`` says; paths are relative to the campaign's folder. Every option of the command line wins over it.

    ``finance`` and ``finance_unit`` are the table ``[finance]``: a list of fees from the finance office, and its unit of money.
    """

    folder: Path
    city: str
    year: int
    unit: str = ""
    edition: str = ""
    office: str = ""
    phone: str = ""
    password: str = ""
    roster: str = "名单.xlsx"
    outgoing: str = "下发"
    returned: str = "回收"
    sent_back: str = "退回"
    results: str = "汇总"
    register: str = "收件登记.csv"
    decisions: str = "处理记录.csv"
    previous: str = ""
    off: str = ""
    finance: str = ""
    finance_unit: str = ""

    @property
    def body(self) -> str:
        """Whose collection this is, as its summary says it: ``unit``, or the city."""
        return self.unit.strip() or self.city.strip()

    @property
    def unchecked(self) -> frozenset[str]:
        """The codes of the rules that are switched off."""
        return frozenset(_codes(self.off))

    @property
    def contact(self) -> str:
        """Office and telephone as the cover shows them."""
        return " ".join(part for part in (self.office, self.phone) if part)

    @property
    def key(self) -> bytes | None:
        """The secret with which templates are sealed; None where the campaign has none. Raises ``CannotGoOn`` for an unreadable one."""
        path = self.folder / KEY
        if not path.exists():
            return None
        secret = disk.read(path).strip()
        if len(secret) < 32:
            raise CannotGoOn("stop.key", path=path)
        return secret

    @property
    def last_year(self) -> list[Path]:
        """Last year's files, if the campaign names any."""
        return [self.path("previous")] if self.previous else []

    def summary(self, year: int | None = None) -> Path:
        """Where ``collect`` writes where nothing else is said."""
        return self.path("results") / texts.say("collect.default-name", year=year or self.year)

    def path(self, name: str) -> Path:
        """The path of a setting (``roster``, ``returned`` …)."""
        return self.folder / str(getattr(self, name))


def find(start: Path) -> Campaign | None:
    """The campaign of a folder or of one above it; raises ``CannotGoOn`` where its file has defects."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return read(folder / FILE)
    return None


def read(path: Path) -> Campaign:
    """The campaign of one ``gaokai.toml``; raises ``CannotGoOn`` that names every defect."""
    try:
        data = tomllib.loads(disk.read(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotGoOn("stop.campaign", path=path, defects=texts.say("campaign.encoding")) from error
    except tomllib.TOMLDecodeError as error:
        raise CannotGoOn("stop.campaign", path=path, defects=texts.say("campaign.toml", detail=error)) from error
    known = {f.name: int if f.name == "year" else str for f in fields(Campaign) if f.name not in ("folder", "finance", "finance_unit")}
    finance, defects = _finance(data.pop("finance", {}))
    defects += [texts.say("campaign.unknown", name=name, known="、".join(known)) for name in data if name not in known]
    for name, kind in known.items():
        if name in data and (not isinstance(data[name], kind) or isinstance(data[name], bool)):
            defects.append(texts.say("campaign.number" if kind is int else "campaign.text", name=name))
    defects += [texts.say("campaign.missing", name=name) for name in ("city", "year") if name not in data]
    defects += [texts.say("campaign.blank", name="city") for city in [data.get("city")] if isinstance(city, str) and not city.strip()]
    unknown = [code for code in _codes(str(data.get("off", ""))) if code not in OPTIONAL]
    defects += [texts.say("campaign.off", code=texts.visible(code), known="、".join(OPTIONAL)) for code in unknown]
    if not defects and not 2008 <= data["year"] <= 2100:  # 条例 came into force in 2008
        defects.append(texts.say("campaign.year", year=data["year"]))
    if defects:
        raise CannotGoOn("stop.campaign", path=path, defects="\n".join(defects))
    return Campaign(folder=path.parent, **data | finance)


def _finance(table: object) -> tuple[dict[str, str], list[str]]:
    """The table ``[finance]`` as fields, and its defects."""
    if not isinstance(table, dict):
        return {}, [texts.say("campaign.finance")]
    wrong = [name for name in table if name not in ("file", "unit")]
    wrong += [name for name, value in table.items() if name not in wrong and not isinstance(value, str)]
    if wrong or (table and not table.get("file")) or table.get("unit", "") not in ("", *UNITS):
        return {}, [texts.say("campaign.finance")]
    return ({"finance": table["file"], "finance_unit": table.get("unit", "")} if table else {}), []


def quoted(text: str) -> str:
    """A text inside a TOML string."""
    return "".join(c for c in text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") if c.isprintable())


def set_text(path: Path, name: str, value: str) -> None:
    """Give one setting of a ``gaokai.toml`` another value, all else as it stands; raises ``CannotGoOn`` where that makes no settings."""
    old = disk.read(path)
    text, line = old.decode("utf-8-sig"), f'{name} = "{quoted(value)}"'
    new, found = re.subn(rf"(?m)^{name}[ \t]*=.*$", lambda _: line, text)
    disk.write(path, (new if found else f"{text.rstrip()}\n{line}\n").encode())
    try:
        read(path)
    except CannotGoOn:
        disk.write(path, old)
        raise


def _codes(text: str) -> list[str]:
    """The codes in a setting, however they are separated."""
    return [code.upper() for code in re.split(r"[、,，;；\s]+", text) if code]
