"""The engine of one process: journal, hub and turns over one database and one broker."""

from beseda.conversations.responder import Responders
from beseda.kit.broker import Broker
from beseda.kit.db import Database
from beseda.settings import Settings


class Engine:
    """Everything live of the conversations in this process; the roof makes one, starts it and stops it."""

    def __init__(
        self, database: Database, broker: Broker, settings: Settings, responders: Responders
    ) -> None:
        self.database = database
        self.broker = broker
        self.settings = settings
        self.responders = responders

    async def start(self) -> None:
        """Start the journal, the hub and the turns."""

    async def stop(self) -> None:
        """Say bye to the sockets, drain the journal, give turns back."""
