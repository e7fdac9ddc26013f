"""How many examples a property gets: few in every run, many with HYPOTHESIS_PROFILE=long."""

import os

from hypothesis import HealthCheck, settings

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
LONGER = 20


def examples(count: int, **more: object) -> settings:
    """Return settings for `count` examples in every run, twenty times as many in the long one."""
    return settings(
        max_examples=count * LONGER if LONG else count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        **more,  # type: ignore[arg-type]
    )
