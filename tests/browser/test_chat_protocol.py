"""The chat's protocol and outbox, without a page, in a real browser: protocol_checks.js holds the checks."""

import re
from pathlib import Path

import pytest
from tests.browser.conftest import OpensPages
from tests.browser.twin import Twin

SOURCE = (Path(__file__).parent / "protocol_checks.js").read_text()
CHECKS = re.findall(r"^export (?:async )?function (\w+)", SOURCE, re.MULTILINE)
RUN = "async ([name]) => (await import('/checks/protocol_checks.js'))[name]()"


@pytest.mark.parametrize("name", CHECKS)
async def test_protocol(name: str, browser_page: OpensPages, twin: Twin) -> None:
    twin.page = "<!doctype html><title>Checks</title><link rel='icon' href='data:,'>"
    page = await browser_page()
    await page.goto(twin.url)
    await page.evaluate(RUN, [name])
