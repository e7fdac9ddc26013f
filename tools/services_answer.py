"""Say whether the servers of `make test-services` answer; exit code 1 where one does not."""

import os
import socket
import sys
from urllib.parse import urlsplit

DEFAULT_PORTS = {"postgresql": 5432, "postgres": 5432, "redis": 6379, "rediss": 6379}
WAIT = 2.0


def answers(url: str) -> bool:
    """Try to connect to the host and port of a URL."""
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS[parts.scheme.partition("+")[0]]
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", port), WAIT).close()
    except OSError:
        return False
    return True


def main() -> int:
    """Say which servers do not answer; return 1 if there are any."""
    silent = [name for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL") if not answers(os.environ[name])]  # noqa: TID251 - not a part of the program.
    for name in silent:
        sys.stderr.write(f"test-services: nothing answers at {name}; these tests are left out\n")
    return int(bool(silent))


if __name__ == "__main__":
    sys.exit(main())
