"""An interview's time in the browser: offered, picked on a telephone, mailed, read as mail, called off."""

import asyncio
from datetime import timedelta

import pytest
from icalendar import Calendar
from playwright.async_api import expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import Applicant, apply, open_workspace, spills
from tests.conftest import Serving
from tests.mail_sink import Sink, sink

from beseda.entry import wiring
from beseda.kit.time import now
from beseda.kit.worker import Worker

pytestmark = pytest.mark.browser


async def calendars(server: Sink, count: int) -> list[tuple[str, int, str]]:
    """Wait for so many letters; return each one's method, sequence and mailbox, as a calendar reads them."""
    async with asyncio.timeout(20):
        while len(server.letters) < count:  # noqa: ASYNC110 - the sink is what is watched.
            await asyncio.sleep(0.05)
    found = []
    for letter in server.letters:
        (part,) = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
        calendar = Calendar.from_ical(part.get_content())
        assert isinstance(calendar, Calendar)
        (event,) = calendar.events
        assert part["content-type"].params["method"] == calendar["METHOD"]
        found.append((str(calendar["METHOD"]), event.sequence, letter["to"].addresses[0].addr_spec))
    return sorted(found)


async def test_a_time_is_offered_picked_mailed_and_called_off(
    serving: Serving, browser_page: OpensPages
) -> None:
    async with (
        sink() as mail,
        serving(smtp_host="127.0.0.1", smtp_port=mail.port, mail_from="hr@example.com") as server,
    ):
        worker = Worker(server.app.state.database, wiring.JOBS, server.app.state.settings)
        working = asyncio.create_task(worker.run())
        desk = await browser_page()
        (vacancy,) = await open_workspace(desk, server, "Courier")
        phone = await browser_page(width=360, locale="ru", theme="dark")
        await apply(phone, server, vacancy, Applicant("Анна"))
        link = phone.url.removesuffix("/interview")
        await desk.goto(f"{server.url}/console/vacancies/{vacancy}")
        response = await desk.locator("a[href*='/console/responses/']").first.get_attribute("href")
        await desk.goto(f"{server.url}{response}")
        await desk.locator("button[value=approved]").first.click()
        await expect(desk.locator("button[value=approved]").first).to_be_disabled()
        await desk.goto(f"{server.url}/console/vacancies/{vacancy}/slots")
        local = now() + timedelta(days=7)
        await desk.locator("#starts_at").fill(f"{local:%Y-%m-%dT%H:%M}")
        await desk.locator("#timezone").fill("Europe/Moscow")
        await desk.locator("#place").fill("https://meet.example/42")
        await desk.locator("#slot-form [type=submit]").click()
        await desk.wait_for_url("**?done=offered")
        await expect(desk.get_by_text("https://meet.example/42")).to_be_visible()
        assert await spills(desk) == []
        await phone.goto(link)
        await phone.locator("[name=slot_id]").check()
        assert await spills(phone) == []
        await phone.locator("form[action$='/slot'] [type=submit]").click()
        await phone.wait_for_url("**?done=picked")
        both = ["anna@example.com", "boss@example.com"]
        assert await calendars(mail, 2) == [("REQUEST", 0, mailbox) for mailbox in both]
        await phone.locator("[data-opens=leave-slot]").click()
        await phone.locator("form[action$='/slot/leave'] [type=submit]").click()
        await phone.wait_for_url("**?done=left")
        assert await calendars(mail, 4) == sorted(
            (method, sequence, mailbox)
            for method, sequence in (("REQUEST", 0), ("CANCEL", 1))
            for mailbox in both
        )
        await desk.close()
        await phone.close()
        await worker.stop()
        await working
