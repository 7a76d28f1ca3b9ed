"""``init``: a new campaign folder: gaokai.toml, 名单.xlsx, 下发/ 回收/ 退回/ 汇总/."""

from __future__ import annotations

import secrets
from pathlib import Path

from gaokai_xlsx import campaign, disk, texts
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.outgoing import roster as sheet


def init(folder: Path, *, city: str, year: int, roster: Path | None = None, office: str = "", phone: str = "", key: bool = False) -> Path:
    """Make a campaign; gives its folder. ``roster`` is a list under foreign heads: its units get codes once, in 名单.xlsx.

    ``office`` and ``phone`` are shown to the units. ``key`` also makes a secret with which templates are sealed, in a file for the
    owner alone. Raises ``CannotGoOn`` where the folder holds a campaign already, no edition is in force that year, or the list has
    defects.
    """
    editions.for_year(year)
    if not city.strip():
        raise Usage("usage.missing", name="--city")
    if (folder / campaign.FILE).exists():
        raise Usage("stop.campaign-exists", path=folder)
    units = rosters.read(roster).entries if roster else ()
    blank = campaign.Campaign(folder, city, year)
    if blank.path("roster").exists():
        raise Usage("stop.exists", path=blank.path("roster"))
    quoted = {
        "city": campaign.quoted(city),
        "year": year,
        "last": year - 1,
        "roster": blank.roster,
        "outgoing": blank.outgoing,
        "returned": blank.returned,
        "office": f'office = "{campaign.quoted(office)}"' if office.strip() else texts.say("init.office"),
        "phone": f'phone = "{campaign.quoted(phone)}"' if phone.strip() else texts.say("init.phone"),
    }
    ledgers = {"register": blank.register, "decisions": blank.decisions}
    settings = texts.say("init.toml", **quoted, sent_back=blank.sent_back, results=blank.results, **ledgers)
    disk.write(blank.path("roster"), sheet.build(units, city, year))
    for name in ("outgoing", "returned", "sent_back", "results"):
        blank.path(name).mkdir(parents=True, exist_ok=True)
    if key:
        disk.write(folder / campaign.KEY, secrets.token_hex(32).encode(), private=True)
    disk.write(folder / campaign.FILE, settings.encode())
    return folder
