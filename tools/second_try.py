"""Run pytest; what fails is tried once more, alone, and named as unsteady if it then passes.

Some tests start processes, cut connections and wait for what nothing announces. On a machine that
stands still for seconds one of them may run out of time. A real fault fails twice; an unsteady test
is named so that it gets mended.
"""

import json
import subprocess
import sys
from pathlib import Path

FAILED = Path(".pytest_cache/v/cache/lastfailed")
TESTS_FAILED = 1
MOST = 10  # More failures than this are no accident.


def failed() -> list[str]:
    """Return the ids of the tests that failed in the last run, none if it left no word of any."""
    return sorted(json.loads(FAILED.read_text())) if FAILED.exists() else []


def tests(*arguments: str) -> int:
    """Run pytest and return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode  # noqa: S603 - our own.


def main(arguments: list[str]) -> int:
    """Run all, then once more what failed; returns the exit code of whichever run has the last word."""
    FAILED.unlink(missing_ok=True)
    code = tests(*arguments)
    again = failed()
    if code != TESTS_FAILED or not 0 < len(again) <= MOST:
        return code
    sys.stdout.write(f"\nTried once more, alone: {len(again)} of the tests\n")
    sys.stdout.flush()
    code = tests("-n", "0", "-q", *again)
    if code == 0:
        sys.stdout.write("Unsteady, and to be mended:\n" + "".join(f"  {one}\n" for one in again))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
