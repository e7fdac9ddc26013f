"""The doctor: all checks at once, as a table for the terminal that says what to do."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from beseda.kit.i18n import speaking
from beseda.operations.component import Component, State, overall, say
from beseda.operations.health import check_files, check_open_files, examine_house, try_mail_server
from beseda.operations.house import House
from beseda.operations.model_check import try_model

_MARKS = {State.OK: "✓", State.DEGRADED: "!", State.DOWN: "✗"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the doctor found."""

    components: Sequence[Component]

    @property
    def exit_code(self) -> int:
        """1 when something is down, for scripts; what is merely degraded is no failure."""
        return int(overall(self.components) is State.DOWN)

    def table(self, locale: str) -> str:
        """Render a line per part, with what to do under it, and a summary."""
        width = max((len(part.name) for part in self.components), default=0)
        lines = []
        for part in self.components:
            lines.append(f"{_MARKS[part.state]} {part.name:<{width}}  {part.detail}")
            if part.advice:
                lines.append(f"  {'':<{width}}  → {part.advice}")
        with speaking(locale):
            lines += ["", _summary(self.components)]
        return "\n".join(lines)


async def diagnose(house: House, locale: str = "en") -> Diagnosis:
    """Run all checks, with those that are too dear for `/health`."""
    with speaking(locale):
        components, files, *outside = await asyncio.gather(
            examine_house(house), check_files(), try_mail_server(house.settings), try_model(house.settings)
        )
        open_files = check_open_files()
    return Diagnosis([*components, *(one for one in outside if one), files, open_files])


def _summary(components: Sequence[Component]) -> str:
    state = overall(components)
    if state is State.OK:
        return say("All is well.")
    count = sum(part.state is not State.OK for part in components)
    if state is State.DEGRADED:
        return say("It works; look at what is marked with !: {count}.", count=count)
    return say("Something is down; begin with the first ✗. Marked lines: {count}.", count=count)
