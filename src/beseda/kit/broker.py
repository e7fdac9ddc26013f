"""The brokers, and which of them a process uses."""

from beseda.kit.broker_notify import NotifyBroker
from beseda.kit.broker_port import Broker, InProcessBroker
from beseda.kit.broker_redis import RedisBroker
from beseda.kit.db import Database
from beseda.settings import Settings

__all__ = ["Broker", "InProcessBroker", "NotifyBroker", "RedisBroker", "make_broker"]


def make_broker(settings: Settings, database: Database, processes: int) -> Broker:
    """Choose Redis where there is one, else NOTIFY between several processes, and nothing for one alone."""
    if settings.redis_url:
        return RedisBroker(settings.redis_url, database)
    if processes > 1:
        return NotifyBroker(database)
    return InProcessBroker()
