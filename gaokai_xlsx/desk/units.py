"""What is decided about one unit's files; the verb ``decide`` looks at them again and records it, or says why not."""

from __future__ import annotations

from starlette.requests import Request

from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.desk import actions, rendering
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.texts import say
from gaokai_xlsx.verbs._decide import decide


async def decided(request: Request) -> actions.Answer:
    """A decision about a file (by the id it has on the page), about a finding (``code`` and ``key``), or about an earlier record."""
    said, campaign = await actions.fields(request), actions.campaign_of(request)
    result = rendering.desk_of(request).work.result
    group = result.groups.get(said.get("unit", "")) if result else None
    if group is None or group.standing.unit is None:
        raise Usage("desk.no-unit")
    if not said.get("by", "").strip():
        raise Usage("desk.no-by")
    unit = group.standing.unit.name
    kind = next((k for k in Kind if k.value == said.get("what")), None)
    if kind is None:
        raise Usage("desk.no-what")
    if not said.get("reason", "").strip() and kind is not Kind.ACCEPT:
        raise Usage("desk.no-reason")
    names = [said[name] for name in ("file", "code", "key") if said.get(name)]
    people = {name: said.get(name, "") for name in ("by", "reason", "date", "reviewer")}

    def record() -> tuple[Decision, ...]:
        return decide(campaign, unit, kind, names, **people, previous=campaign.last_year)

    made = await actions.alone(request, record)
    actions.note(request, "decide", unit, *(f"{d.what} {d.after}" for d in made))
    return {"text": "\n".join(say("desk.decided", n=d.number, what=d.what, after=d.after) for d in made), "stay": True}


ACTIONS: dict[str, actions.Action] = {"decide": actions.answering(decided)}
