"""The page's client folds frames as the reference client does, whatever a server may send, in a browser."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page
from tests.browser.conftest import OpensPages
from tests.browser.twin import Twin
from tests.conversations.properties.profiles import LONG, examples
from tests.conversations.properties.reference import View

pytestmark = pytest.mark.timeout(3600 if LONG else 120)

RUN = "async ([name, steps]) => (await import('/checks/fold_checks.js'))[name](steps)"
ANNA = {"id": "00000000-0000-0000-0000-00000000000a", "name": "Anna", "kind": "user"}
AT = "2026-11-21T12:00:00Z"
Step = dict[str, Any]


@st.composite
def logs(draw: st.DrawFn, least: int = 0) -> list[Step]:
    """Draw a whole log as one viewer gets it."""
    log: list[Step] = []
    for seq in range(1, draw(st.integers(least, 10)) + 1):
        kind = draw(
            st.sampled_from(["message", "bot_message", "edited", "deleted", "skip", "floor", "chat_ended"])
        )
        frame: Step = {"type": kind, "seq": seq}
        if kind in {"message", "bot_message", "edited"}:
            frame |= {"message": f"{kind} {seq}", "at": AT}
        if kind == "message":
            frame["from"] = ANNA
        if kind in {"edited", "deleted"}:
            frame |= {"of": draw(st.integers(1, max(1, seq - 1))), "at": AT}
        if kind == "floor":
            frame |= {"floor": draw(st.sampled_from(["bot", "operator", "people"])), "epoch": seq}
        if kind == "chat_ended":
            frame |= {"approved": None}
        log.append(frame)
    return log


class Server:
    """What a server sends to one client over several connections, written down step by step.

    It stands on the same view as the client, so that each answer is one a server could give.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.name = "one"
        self.log = draw(logs(1))
        self.oldest = 1
        self.view = View()
        self.steps: list[Step] = []
        self.ready(None)

    @property
    def last(self) -> int:
        """The last entry the client has."""
        return self.view.last or 0

    def send(self, frame: Step) -> None:
        """Send a frame."""
        self.steps.append(frame)
        self.view.take(frame)

    def ready(self, after: int | None) -> None:
        """Greet; a client that finds another log comes again without `after`."""
        start = max(0, len(self.log) - self.draw(st.integers(0, 10)))
        if after is not None and after <= len(self.log):
            start = after
        floors = [one.get("floor", "closed") for one in self.log if one["type"] in {"floor", "chat_ended"}]
        self.send(
            {
                "type": "ready",
                "log": self.name,
                "first": max(start, self.oldest - 1) + 1,
                "head": len(self.log),
            }
            | {"oldest": self.oldest, "floor": floors[-1] if floors else "people", "participants": []}
        )
        if self.view.afresh:
            self.view.afresh = False
            self.ready(None)

    def go_on(self) -> None:
        """Send what comes next."""
        self.replay(self.last, self.draw(st.integers(self.last, max(self.last, len(self.log)))))

    def repeat(self) -> None:
        """Send again what the client has."""
        self.replay(self.draw(st.integers(0, self.last)), self.last)

    def gap(self) -> None:
        """Leave something out."""
        if self.last + 1 < len(self.log):
            self.send(self.log[self.draw(st.integers(self.last + 1, len(self.log) - 1))])

    def grow(self) -> None:
        """Let the log become longer."""
        self.log += [{**one, "seq": one["seq"] + len(self.log)} for one in self.draw(logs())]

    def expire(self) -> None:
        """Let retention take the oldest entries."""
        self.oldest = self.draw(st.integers(self.oldest, max(self.oldest, len(self.log))))

    def lose(self) -> None:
        """Lose the end of the log with a disk."""
        self.log = self.log[: self.draw(st.integers(0, len(self.log)))]
        self.oldest = min(self.oldest, len(self.log) + 1)
        self.cut()

    def replace(self) -> None:
        """Restore another log."""
        self.name = "two" if self.name == "one" else "one"
        self.log, self.oldest = self.draw(logs()), 1
        self.cut()

    def cut(self) -> None:
        """Close the socket; the client comes back."""
        self.steps.append({"cut": self.draw(st.sampled_from([1006, 1012, 4408]))})
        self.ready(self.view.last)

    def replay(self, after: int, until: int) -> None:
        """Send a part of the log that still lives."""
        for frame in self.log[max(after, self.oldest - 1) : until]:
            self.send(frame)


DEEDS = [Server.go_on, Server.go_on, Server.repeat, Server.gap, Server.grow, Server.expire, Server.lose]


@st.composite
def servers(draw: st.DrawFn) -> list[Step]:
    """Draw all that a server sends, up to a last connection that tells everything."""
    server = Server(draw)
    for deed in draw(st.lists(st.sampled_from([*DEEDS, Server.replace, Server.cut]), min_size=1, max_size=6)):
        deed(server)
    server.cut()
    server.replay(server.last, len(server.log))
    return server.steps


def reference(steps: list[Step]) -> View:
    """Fold the steps as the protocol says."""
    view = View()
    for step in steps:
        if "cut" not in step:
            view.take(step)
            view.afresh = False
    return view


@pytest.fixture
async def page(browser_page: OpensPages, twin: Twin) -> Page:
    """A page that holds nothing but the checks."""
    twin.page = "<!doctype html><title>Fold</title><link rel='icon' href='data:,'>"
    opened = await browser_page()
    await opened.goto(twin.url)
    return opened


@examples(120)
@given(steps=servers())
async def test_the_pages_connection_folds_as_the_reference(page: Page, steps: list[Step]) -> None:
    found = await page.evaluate(RUN, ["fold", steps])
    view = reference(steps)
    assert (found["last"], found["log"]) == (view.last, view.log)


@examples(60)
@given(steps=servers())
async def test_the_page_shows_what_the_reference_shows(page: Page, steps: list[Step]) -> None:
    found = await page.evaluate(RUN, ["show", steps])
    view = reference(steps)
    shown = {seq: text for seq, text in found["shown"] if text is not None}
    assert shown == {seq: one.text for seq, one in view.messages.items()}
    assert found["over"] == (view.floor == "closed")
