"""Submissions as JSON and back, exactly: how what was read is kept between two runs.

Plain values stand as they are; everything else is a list that begins with a letter: what it is. Only the classes named here come
out of it, so that a file that somebody wrote by hand can be wrong, but nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from gaokai_xlsx.filing import Filing, Source, Unit, Unread, Written, at_home
from gaokai_xlsx.finding import Finding, Place
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.outgoing.issue import Issue
from gaokai_xlsx.quantity import Reading, Reason
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.submission import Below, Inner, Outcome, Submission
from gaokai_xlsx.texts import Severity

_KINDS = (Submission, Below, Inner, Filing, Source, Finding, Place, Unit, Unread, Written, Reading, Stamp)
_RECORDS = {kind.__name__: kind for kind in _KINDS}
_ENUMS: dict[str, type[Enum]] = {kind.__name__: kind for kind in (Outcome, Reason, Severity)}


def dumps(record: Submission | Issue) -> str:
    """One line of JSON; only a submission can be had back from it."""
    return json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Submission:
    """The submission of such a line; raises ``ValueError`` for any other text."""
    try:
        found = _value(json.loads(text))
    except (KeyError, TypeError, ArithmeticError, IndexError, RecursionError) as error:
        raise ValueError(text) from error
    if not isinstance(found, Submission):
        raise ValueError(text)
    return found


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return ["d", str(value)]
    if isinstance(value, Enum):
        return ["e", type(value).__name__, value.name]
    if isinstance(value, Form):
        return ["f", value.edition, value.fingerprint]
    if isinstance(value, Mapping):
        return ["m", {key: _plain(one) for key, one in value.items()}]
    if isinstance(value, tuple):
        return ["t", *map(_plain, value)]
    if isinstance(value, frozenset):
        return ["s", *sorted(value)]
    assert is_dataclass(value), value
    own = {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, Filing) and value.origins == at_home(value.form):
        own["origins"] = None
    return ["r", type(value).__name__, *map(_plain, own.values())]


def _value(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    match plain:
        case ["d", text]:
            return Decimal(text)
        case ["e", name, member]:
            return _ENUMS[name][member]
        case ["f", edition, fingerprint]:
            form = editions.load(edition)
            if form.fingerprint != fingerprint:
                raise ValueError(edition)
            return form
        case ["m", dict(items)]:
            return {sys.intern(key): _value(one) if isinstance(one, list) else one for key, one in items.items()}
        case ["t", *items]:
            return tuple(map(_value, items))
        case ["s", *items]:
            return frozenset(items)
        case ["r", name, *items]:
            kind: Any = _RECORDS[name]
            own = dict(zip((f.name for f in fields(kind)), map(_value, items), strict=True))
            if kind is Filing and own["origins"] is None:
                own["origins"] = at_home(own["form"])
            return kind(**own)
    raise ValueError(plain)
