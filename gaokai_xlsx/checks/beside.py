"""What a filing is judged beside: last year's filing of its unit, and the unit's line of the roster."""

from __future__ import annotations

from dataclasses import dataclass, field

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.intake.previous import Past
from gaokai_xlsx.roster import Entry


@dataclass(frozen=True, slots=True)
class Beside:
    """``past`` is the unit's year before, or why there is none; ``entry`` its line of the roster, None without one."""

    past: Past = field(default_factory=Past)
    entry: Entry | None = None

    @property
    def previous(self) -> Filing | None:
        """Last year's filing of the same unit, its predecessors' added up."""
        return self.past.filing
