"""The socket under everything that can be done to it: what is shown is what is stored, and nothing stays."""

import pytest
from hypothesis.stateful import run_state_machine_as_test
from tests.conversations.properties.machine import SocketMachine
from tests.conversations.properties.profiles import LONG, examples
from tests.conversations.properties.world import World

from beseda.conversations.socket import wire

pytestmark = pytest.mark.timeout(3600 if LONG else 300)


def test_the_socket(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # A client that takes nothing need not be waited for here.
    monkeypatch.setattr(wire, "CLOSE_WAIT", 0.05)

    class Machine(SocketMachine):
        """The machine in this world."""

    Machine.world = world
    run_state_machine_as_test(Machine, settings=examples(45, stateful_step_count=30))
