"""The application as other servers start it: by its name alone, on an empty folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.entry.clusters import wait_until
from tests.serving import free_port

from beseda.entry import web

UVICORN = Path(sys.executable).with_name("uvicorn")
PATIENCE = 60.0


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@pytest.mark.timeout(120)
def test_uvicorn_starts_the_application_by_its_name(tmp_path: Path):
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    log = tmp_path / "log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [UVICORN, "beseda.entry.web:app", "--port", str(port)],
            cwd=tmp_path,
            env=kept,
            stdout=said,
            stderr=said,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(url), PATIENCE)
        page = httpx.get(f"{url}/", headers={"Accept-Language": "en"})
        assert "Create a workspace" in page.text, "its tables are there, and nobody has registered"
        assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) in {0, -signal.SIGTERM}, log.read_text()
    assert "Traceback" not in log.read_text()


def test_nothing_else_is_made_by_being_named():
    with pytest.raises(AttributeError, match="application"):
        _ = web.application
