"""A person searches their messages and goes to what was found; pinned and muted chats in the list."""

import pytest
from playwright.async_api import expect
from tests.browser.conftest import OpensPages
from tests.browser.test_messenger import both, field, find, rows, say
from tests.browser.walking import spills
from tests.conftest import Serving

pytestmark = pytest.mark.browser


async def test_a_search_leads_to_the_message_however_old(browser_page: OpensPages, serving: Serving) -> None:
    async with serving(chat_history_limit=20, rate_limits=False) as server:
        anna, boris = await both(browser_page, server)
        await find(boris, server, "anna")
        await say(boris, "The keys are under the mat")
        for number in range(1, 45):
            await say(boris, f"message {number}")
        await expect(rows(boris, ".own[data-seq]")).to_have_count(45)
        await anna.goto(f"{server.url}/chat")
        await anna.keyboard.press("/")
        await anna.locator("#q").fill("UNDER the")
        await anna.locator("#q").press("Enter")
        line = anna.locator(".talk-list .chat-line")
        await expect(line).to_have_count(1)
        await expect(line.locator("mark")).to_have_text("under the")
        assert await spills(anna) == []
        await line.click()
        row = anna.locator("beseda-chat .row[data-seq='1']")
        await expect(row).to_be_in_viewport()
        await expect(row).to_be_focused()
        await expect(field(anna)).to_be_visible()
        await anna.get_by_role("link", name="End the search").click()
        await expect(anna.locator(".chat-line").first).to_contain_text("message 44")
        for page in (anna, boris):
            await page.context.close()


async def test_a_muted_chat_is_quiet_and_a_pinned_one_first(
    browser_page: OpensPages, serving: Serving
) -> None:
    async with serving(rate_limits=False) as server:
        anna, boris = await both(browser_page, server)
        await find(boris, server, "anna")
        await say(boris, "Hello")
        await find(anna, server, "boris")
        for item in ("Mute this chat", "Pin this chat"):
            await anna.locator(".talk-head summary").click()
            await anna.get_by_role("button", name=item, exact=True).click()
        await expect(anna.locator(".chat-line .chat-sign")).to_have_count(2)
        await anna.goto(f"{server.url}/chat")
        await say(boris, "Are you there?")
        await expect(anna.locator(".quiet-count")).to_have_text("1 unread")
        await expect(anna).to_have_title("Chats")
        for page in (anna, boris):
            assert await spills(page) == []
            await page.context.close()
