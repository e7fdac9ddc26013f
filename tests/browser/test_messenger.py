"""Two people in two browsers, a phone and a desk: find, write, answer, lose the network, block, sign out."""

import pytest
from playwright.async_api import Locator, Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import spills
from tests.conftest import Serving
from tests.serving import Server

pytestmark = pytest.mark.browser

PASSWORD = "three green chairs"


async def register(page: Page, server: Server, username: str, name: str) -> None:
    await page.goto(f"{server.url}/users/register")
    await page.locator("#username").fill(username)
    await page.locator("#display_name").fill(name)
    await page.locator("#password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/chat")


def field(page: Page) -> Locator:
    return page.locator("beseda-chat textarea")


def rows(page: Page, kind: str = "") -> Locator:
    return page.locator(f"beseda-chat .row{kind}")


async def say(page: Page, text: str) -> None:
    await field(page).fill(text)
    await field(page).press("Enter")


async def do(page: Page, row: Locator, what: str) -> None:
    """Choose what to do with a message."""
    await row.hover()
    await row.locator(".more").click()
    await page.get_by_role("menuitem", name=what, exact=True).click()


async def find(page: Page, server: Server, name: str) -> None:
    await page.goto(f"{server.url}/users/")
    await page.locator("#q").fill(name)
    await page.locator("#q").press("Enter")
    await page.locator("a.person").first.click()
    await expect(field(page)).to_be_visible()


async def both(opens: OpensPages, server: Server) -> tuple[Page, Page]:
    desk = await opens(width=1280)
    phone = await opens(width=360, height=740, theme="dark")
    await register(desk, server, "anna", "Anna")
    await register(phone, server, "boris", "Boris")
    return desk, phone


async def test_two_people_write_to_each_other(server: Server, browser_page: OpensPages) -> None:
    anna, boris = await both(browser_page, server)
    await find(boris, server, "ann")
    await say(boris, "Hello, Anna")
    # Her list says so by itself.
    line = anna.locator(".chat-line", has_text="Hello, Anna")
    await expect(line.locator(".fresh-count")).to_have_text("1 unread")
    await expect(anna).to_have_title("(1) Chats")
    await line.click()
    await expect(rows(anna)).to_have_count(1)
    await expect(anna.locator("beseda-chat .line.fresh")).to_be_visible()
    await expect(rows(boris, ".own").locator(".mark")).to_have_attribute("title", "read")
    await expect(boris.locator("#presence")).to_have_text("online")
    await expect(boris.locator("#vanish")).to_have_text("kept for 30 minutes")
    await do(anna, rows(anna).first, "Reply")
    await say(anna, "Hello yourself")
    await expect(boris.locator("beseda-chat .quote")).to_contain_text("Hello, Anna")
    await field(anna).press("ArrowUp")
    await expect(field(anna)).to_have_value("Hello yourself")
    await say(anna, "Hello, Boris")
    await expect(rows(boris).nth(1).locator(".text")).to_have_text("Hello, Boris")
    await expect(rows(boris).nth(1).locator(".changed")).to_be_visible()
    await do(boris, rows(boris, ".own").first, "Delete for both")
    await expect(rows(anna).first.locator(".text")).to_have_text("Message deleted")
    await expect(anna.locator("beseda-chat .quote")).to_be_visible()
    await expect(anna.locator("beseda-chat .quote")).to_have_text("This message is gone")
    for page in (anna, boris):
        assert await spills(page) == []


async def test_what_was_written_without_a_network_arrives_once(
    server: Server, browser_page: OpensPages
) -> None:
    anna, boris = await both(browser_page, server)
    await find(boris, server, "anna")
    await find(anna, server, "boris")
    await say(boris, "before")
    await expect(rows(anna)).to_have_count(1)
    await boris.context.set_offline(True)
    await boris.evaluate("document.querySelector('beseda-chat').connection.wake()")
    # A socket that is open survives the browser's switch: it is closed as a lost network would close it.
    await boris.evaluate("document.querySelector('beseda-chat').connection.stop()")
    await boris.evaluate("document.querySelector('beseda-chat').connection.start()")
    for text in ("one", "two", "three"):
        await say(boris, text)
    await expect(rows(boris, ".own").last.locator(".mark")).to_have_attribute(
        "title", "waiting for the network"
    )
    await boris.context.set_offline(False)
    await expect(rows(anna)).to_have_count(4)
    await expect(rows(anna).locator(".text")).to_have_text(["before", "one", "two", "three"])
    await expect(rows(boris, ".own").last.locator(".mark")).to_have_attribute("title", "read")


async def test_older_messages_come_as_the_reader_scrolls(browser_page: OpensPages, serving: Serving) -> None:
    async with serving(chat_history_limit=20, rate_limits=False) as server:
        anna, boris = await both(browser_page, server)
        await find(boris, server, "anna")
        for number in range(1, 56):
            await say(boris, f"message {number}")
        await expect(rows(boris, ".own[data-seq]")).to_have_count(55)
        await find(anna, server, "boris")
        await expect(rows(anna)).to_have_count(20)
        await expect(rows(anna).first.locator(".text")).to_have_text("message 36")
        log = anna.locator("beseda-chat .log")
        await log.evaluate("log => log.scrollTo(0, 0)")
        await expect(rows(anna)).to_have_count(40)
        # What was read stays where it was: the older ones stand above the view.
        await expect(rows(anna).nth(20).locator(".text")).to_be_in_viewport()
        await log.evaluate("log => log.scrollTo(0, 0)")
        await expect(rows(anna)).to_have_count(55)
        await expect(rows(anna).first.locator(".text")).to_have_text("message 1")
        await expect(anna.locator("beseda-chat .day")).to_have_count(1)
        await log.evaluate("log => log.scrollTo(0, 0)")
        # An older message is changed where it stands.
        await do(boris, rows(boris, ".own").first, "Edit")
        await say(boris, "message one")
        await expect(rows(anna).first.locator(".text")).to_have_text("message one")
        for page in (anna, boris):
            await page.context.close()


async def test_both_are_told_how_long_messages_live(server: Server, browser_page: OpensPages) -> None:
    anna, boris = await both(browser_page, server)
    await find(boris, server, "anna")
    await find(anna, server, "boris")
    await anna.locator(".talk-head summary").click()
    await anna.get_by_role("button", name="How long messages live").click()
    await anna.get_by_label("1 day").check()
    await anna.locator("#retention").get_by_role("button", name="Save").click()
    await expect(boris.locator("beseda-chat .line")).to_have_text("Anna: messages now vanish after 1 day")
    await expect(boris.locator("#vanish")).to_have_text("kept for 1 day")
    await expect(anna.locator("#vanish")).to_have_text("kept for 1 day")


async def test_the_blocked_notices_nothing(server: Server, browser_page: OpensPages) -> None:
    anna, boris = await both(browser_page, server)
    await find(boris, server, "anna")
    await say(boris, "Hello")
    await find(anna, server, "boris")
    await expect(rows(anna)).to_have_count(1)
    await anna.locator(".talk-head summary").click()
    await anna.get_by_role("button", name="Block").click()
    await anna.locator("#block").get_by_role("button", name="Block").click()
    await expect(anna.get_by_text("You have blocked Boris")).to_be_visible()
    await expect(field(anna)).to_have_count(0)
    await say(boris, "Are you there?")
    await expect(rows(boris, ".own").last.locator(".mark")).to_have_attribute("title", "sent")
    await expect(boris.locator("#presence")).to_have_text("")
    await anna.locator(".talk-pane .notice").get_by_role("button", name="Unblock").click()
    await expect(field(anna)).to_be_visible()
    await say(boris, "Now?")
    await expect(rows(anna)).to_have_count(2)
    await expect(rows(anna).locator(".text")).to_have_text(["Hello", "Now?"])


async def test_who_is_signed_out_elsewhere_leaves(server: Server, browser_page: OpensPages) -> None:
    anna, boris = await both(browser_page, server)
    await find(boris, server, "anna")
    other = await browser_page(width=1280)
    await other.goto(f"{server.url}/users/login")
    await other.locator("#username").fill("boris")
    await other.locator("#password").fill(PASSWORD)
    await other.keyboard.press("Enter")
    await other.wait_for_url("**/chat")
    await other.goto(f"{server.url}/users/profile")
    await other.locator("tbody").get_by_role("button", name="Sign out").click()
    await boris.wait_for_url("**/users/login**")
    assert anna.url.endswith("/chat")
