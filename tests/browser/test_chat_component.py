"""<beseda-chat> in a real browser against a twin of the engine's socket: what people see and do."""

import asyncio
import gzip
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.twin import STATIC, Twin

OWN = {"id": "p1", "name": "Anna", "kind": "candidate"}
LARGEST_BYTES = 20 * 1024


async def opened(browser_page: OpensPages, twin: Twin, **options: Any) -> Page:
    page = await browser_page(**options)
    await page.goto(twin.url)
    return page


async def write(page: Page, text: str) -> None:
    await page.locator("textarea").fill(text)
    await page.locator("textarea").press("Enter")


async def test_an_interview_is_held(browser_page: OpensPages, twin: Twin) -> None:
    await twin.say("In which city do you live?", progress={"n": 1, "of": 2})
    page = await opened(browser_page, twin, width=360)
    await page.evaluate(
        "document.addEventListener('beseda-ended', (event) => { window.ended = event.detail; })"
    )
    await expect(page.get_by_text("In which city do you live?")).to_be_visible()
    await expect(page.get_by_text("Question 1 of 2")).to_be_visible()
    await write(page, "Berlin")
    own = page.locator(".row.own")
    await expect(own.locator(".text")).to_have_text("Berlin")
    await expect(own.locator(".mark")).to_have_attribute("title", "sent")
    assert twin.entries[1]["message"] == "Berlin"
    await twin.say("Remote?", choices=[{"id": "y", "label": "Yes"}, "No"], progress={"n": 2, "of": 2})
    await page.get_by_role("button", name="Yes").click()
    await expect(page.locator(".choices")).to_be_hidden()
    await expect(own.last.locator(".text")).to_have_text("Yes")
    ended = {"type": "chat_ended", "approved": True, "status": "approved", "relevance_score": 1.0}
    await twin.append({**ended, "rejection_reasons": []})
    await expect(page.get_by_text("We will write to you.")).to_be_visible()
    await expect(page.locator("textarea")).to_be_hidden()
    assert await page.evaluate("window.ended.approved") is True


async def test_the_seeds_server_is_enough(browser_page: OpensPages, twin: Twin) -> None:
    twin.seed = True
    page = await opened(browser_page, twin)
    await expect(page.get_by_text("In which city")).to_be_visible()
    await write(page, "Москва")
    await expect(page.get_by_text("Thank you!")).to_be_visible()
    await expect(page.get_by_text("We will write to you.")).to_be_visible()
    assert twin.heard[0]["message"] == "Москва"


async def test_what_is_written_without_a_network_arrives_once_and_in_order(
    browser_page: OpensPages, twin: Twin
) -> None:
    await twin.say("Hello")
    page = await opened(browser_page, twin)
    await expect(page.get_by_text("Hello")).to_be_visible()
    await page.context.set_offline(offline=True)
    await twin.hang_up()
    await expect(page.get_by_text("No connection.")).to_be_visible()
    for text in ("one", "two", "three"):
        await write(page, text)
    await expect(page.locator(".mark[title='waiting for the network']")).to_have_count(3)
    await page.context.set_offline(offline=False)
    await expect(page.locator(".mark[title='sent']")).to_have_count(3)
    assert [entry["message"] for entry in twin.entries[1:]] == ["one", "two", "three"]
    await expect(page.get_by_text("No connection.")).to_be_hidden()


async def test_an_unacknowledged_message_outlives_the_page(browser_page: OpensPages, twin: Twin) -> None:
    twin.silent = True
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await page.context.set_offline(offline=True)
    await twin.hang_up()
    await write(page, "do not lose me")
    await asyncio.sleep(0.3)
    await page.context.set_offline(offline=False)
    twin.silent = False
    await page.goto(twin.url)
    await expect(page.locator(".row.own .mark")).to_have_attribute("title", "sent")
    assert [entry["message"] for entry in twin.entries] == ["do not lose me"]


async def test_a_lost_ack_shows_one_message(browser_page: OpensPages, twin: Twin) -> None:
    twin.silent = True
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await write(page, "once")
    await expect(page.locator(".row.own .mark")).to_have_attribute("title", "sent")
    twin.silent = False
    await twin.hang_up()
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await twin.say("Noted")
    await expect(page.get_by_text("Noted")).to_be_visible()
    await expect(page.locator(".row.own")).to_have_count(1)
    assert len([entry for entry in twin.entries if entry.get("message") == "once"]) == 1


async def test_history_does_not_jump_while_it_is_read(browser_page: OpensPages, twin: Twin) -> None:
    for number in range(40):
        await twin.say(f"Line {number}\nof a long history")
    page = await opened(browser_page, twin, width=360, height=640)
    await expect(page.get_by_text("Line 39")).to_be_in_viewport()
    log = page.locator(".log")
    await log.evaluate("element => { element.scrollTop = 300; }")
    await expect(page.locator(".pill")).to_be_visible()
    await twin.say("News")
    await expect(page.locator(".pill")).to_have_text("1 new")
    assert await log.evaluate("element => element.scrollTop") == pytest.approx(300, abs=2)
    await page.locator(".pill").click()
    await expect(page.get_by_text("News")).to_be_in_viewport()
    await expect(page.locator(".pill")).to_be_hidden()


async def test_a_burst_is_followed_to_its_end(browser_page: OpensPages, twin: Twin) -> None:
    for number in range(300):
        await twin.say(f"Line {number} of a history that comes in many frames")
    page = await opened(browser_page, twin, width=360, height=640)
    await expect(page.get_by_text("Line 299 ")).to_be_in_viewport()
    await asyncio.gather(*(twin.say(f"News {number}") for number in range(100)))
    await expect(page.get_by_text("News 99")).to_be_in_viewport()
    await expect(page.locator(".pill")).to_be_hidden()


async def test_edits_deletions_and_floors_are_shown(browser_page: OpensPages, twin: Twin) -> None:
    await twin.say("Whom shall I call?")
    await twin.append({"type": "message", "message": "first", "from": OWN})
    await twin.append({"type": "message", "message": "second", "from": OWN})
    page = await opened(browser_page, twin)
    await twin.append({"type": "edited", "of": 2, "message": "corrected"})
    await twin.append({"type": "deleted", "of": 3})
    await twin.append({"type": "floor", "floor": "operator", "epoch": 2, "who": {"id": "o", "name": "Irina"}})
    irina = {"id": "o", "name": "Irina", "kind": "operator"}
    await twin.append({"type": "message", "message": "Good day", "from": irina})
    await expect(page.get_by_text("corrected")).to_be_visible()
    await expect(page.get_by_text("edited", exact=True)).to_be_visible()
    await expect(page.get_by_text("Message deleted")).to_be_visible()
    await expect(page.get_by_text("A person has joined the conversation: Irina")).to_be_visible()
    await expect(page.locator(".row").last.locator(".name")).to_have_text("Irinaoperator")
    await expect(page.locator(".day")).to_have_count(1)


async def test_typing_reading_and_streaming(browser_page: OpensPages, twin: Twin) -> None:
    await twin.say("Hello")
    page = await opened(browser_page, twin)
    await write(page, "Hi")
    await twin.send({"type": "read", "who": "bot", "seq": 2})
    await expect(page.locator(".row.own .mark")).to_have_attribute("title", "read")
    await twin.send({"type": "typing", "who": {"id": "bot", "name": "Beseda"}})
    await expect(page.get_by_text("Beseda is typing")).to_be_visible()
    await twin.send({"type": "delta", "run": "r", "epoch": 0, "offset": 0, "text": "Let me "})
    await twin.send({"type": "delta", "run": "r", "epoch": 0, "offset": 7, "text": "see"})
    await expect(page.locator(".streaming .text")).to_have_text("Let me see")
    await twin.say("Let me see.")
    await expect(page.locator(".streaming")).to_have_count(0)
    await expect(page.get_by_text("is typing")).to_be_hidden()
    await asyncio.sleep(1)
    assert {"type": "read", "seq": 3} in twin.heard


@pytest.mark.parametrize(("code", "words"), [(4401, "sign in"), (4403, "another person"), (4404, "no such")])
async def test_a_refusal_says_what_to_do(code: int, words: str, browser_page: OpensPages, twin: Twin) -> None:
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await page.locator("textarea").fill("my draft")
    await twin.hang_up(code)
    await expect(page.get_by_text(words)).to_be_visible()
    await expect(page.locator("textarea")).to_be_disabled()
    await page.get_by_role("button", name="Reload").click()
    await expect(page.locator("textarea")).to_have_value("my draft")


async def test_a_refused_message_can_be_sent_again_or_removed(browser_page: OpensPages, twin: Twin) -> None:
    twin.refusal = "This is too long."
    page = await opened(browser_page, twin)
    await write(page, "first")
    await write(page, "second")
    await expect(page.get_by_text("This is too long.")).to_have_count(2)
    twin.refusal = ""
    await page.get_by_role("button", name="Send again").first.click()
    await page.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("This is too long.")).to_have_count(0)
    await expect(page.locator(".row.own .mark")).to_have_attribute("title", "sent")
    assert [entry["message"] for entry in twin.entries] == ["first"]


async def test_a_problem_is_said_and_a_technical_one_is_not(browser_page: OpensPages, twin: Twin) -> None:
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await twin.send({"type": "error", "code": "malformed", "message": "Unknown frame"})
    await twin.send({"type": "error", "code": "paused", "message": "The interview is paused."})
    await expect(page.get_by_text("The interview is paused.")).to_be_visible()
    await twin.send({"type": "error", "code": "malformed", "message": "Unknown frame"})
    await asyncio.sleep(0.2)
    assert await page.get_by_text("Unknown frame").count() == 0


async def test_nothing_is_markup_and_links_are_safe(browser_page: OpensPages, twin: Twin) -> None:
    hostile = "<img src=x onerror=alert(1)> javascript:alert(1) see https://example.com/a?b=c, \u202eسلام 😀"
    await twin.say(hostile)
    page = await opened(browser_page, twin, width=320, height=568)
    text = page.locator(".row .text")
    assert await text.text_content() == hostile
    assert await page.locator(".row img").count() == 0
    link = page.locator(".row a")
    assert await link.get_attribute("href") == "https://example.com/a?b=c"
    assert "noopener" in str(await link.get_attribute("rel"))
    await twin.say("x" * 900)
    assert await page.locator(".log").evaluate("e => e.scrollWidth - e.clientWidth") == 0


async def test_length_is_counted_in_characters_and_bounded(browser_page: OpensPages, twin: Twin) -> None:
    twin.attributes = 'src="/ws/chat/1" me="candidate" lang="ru" max-length="20"'
    page = await opened(browser_page, twin)
    send = page.get_by_role("button", name="Отправить", exact=True)
    await expect(send).to_be_disabled()
    await page.locator("textarea").fill("😀" * 18)
    await expect(page.get_by_text("осталось 2")).to_be_visible()
    await page.locator("textarea").fill("😀" * 23)
    await expect(page.get_by_text("на 3 больше, чем можно")).to_be_visible()
    await expect(send).to_be_disabled()
    await page.locator("textarea").press("Enter")
    await page.locator("textarea").fill("  \n ")
    await page.locator("textarea").press("Enter")
    assert twin.entries == []


async def test_shift_enter_makes_a_line_and_the_field_grows(browser_page: OpensPages, twin: Twin) -> None:
    page = await opened(browser_page, twin)
    field = page.locator("textarea")
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    low = await field.evaluate("element => element.offsetHeight")
    await field.fill("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    assert await field.evaluate("element => element.offsetHeight") > low
    await field.press("Enter")
    await expect(page.locator(".row.own .mark")).to_have_attribute("title", "sent")
    assert twin.entries[0]["message"] == "one\ntwo"


async def test_several_choices_are_sent_together(browser_page: OpensPages, twin: Twin) -> None:
    await twin.say("Which languages?", choices=["Русский", "English", "Қазақша"], many=True)
    page = await opened(browser_page, twin, width=360)
    done = page.get_by_role("button", name="Done")
    await expect(done).to_be_disabled()
    await page.get_by_role("button", name="Русский").click()
    await page.get_by_role("button", name="Қазақша").click()
    await done.click()
    await expect(page.locator(".row.own .text")).to_have_text("Русский, Қазақша")


async def test_an_observer_reads_and_writes_nothing(browser_page: OpensPages, twin: Twin) -> None:
    twin.attributes = 'src="/ws/chat/1" lang="en" readonly'
    await twin.say("Hello", choices=["Yes"])
    page = await opened(browser_page, twin)
    await expect(page.get_by_text("Hello")).to_be_visible()
    await expect(page.get_by_text("You are reading this conversation")).to_be_visible()
    assert await page.locator("textarea, .choice").count() == 0
    await asyncio.sleep(1)
    assert twin.heard == []
    assert len(twin.asked) == 1
    await page.evaluate("document.querySelector('beseda-chat').removeAttribute('readonly')")
    await expect(page.locator("textarea")).to_be_visible()
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    assert len(twin.sockets) == 1


async def test_the_composer_is_in_reach_of_a_thumb(browser_page: OpensPages, twin: Twin) -> None:
    await twin.say("Remote?", choices=["Yes, entirely and from the first day on", "No"])
    page = await opened(browser_page, twin, width=320, height=568)
    for name in ("Send", "Yes, entirely and from the first day on", "No"):
        button = page.get_by_role("button", name=name, exact=True)
        await expect(button).to_be_in_viewport(ratio=1)
        box = await button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    size = await page.locator("textarea").evaluate("element => getComputedStyle(element).fontSize")
    assert size == "16px"
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_leaving_the_page_closes_the_socket(browser_page: OpensPages, twin: Twin) -> None:
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await page.evaluate("const chat = document.querySelector('beseda-chat'); chat.parentNode.append(chat);")
    await asyncio.sleep(0.2)
    assert len(twin.sockets) == 1, "a move within the page is no leave"
    await page.evaluate("document.querySelector('beseda-chat').remove()")
    await asyncio.sleep(0.2)
    assert len(twin.sockets) == 0


async def test_another_src_is_another_conversation(browser_page: OpensPages, twin: Twin) -> None:
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await page.evaluate("document.querySelector('beseda-chat').setAttribute('src', '/ws/chat/2')")
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await asyncio.sleep(0.2)
    assert twin.asked == ["/ws/chat/1", "/ws/chat/2"]
    assert len(twin.sockets) == 1


async def test_a_foreign_page_says_its_token_first(browser_page: OpensPages, twin: Twin) -> None:
    twin.attributes = 'src="/ws/chat/1" token="public" lang="en"'
    page = await opened(browser_page, twin)
    await expect(page.locator(".frame[data-state=open]")).to_be_visible()
    await asyncio.sleep(0.1)
    assert twin.heard[0] == {"type": "hello", "token": "public"}
    assert "public" not in twin.asked[0]


def test_the_component_is_small() -> None:
    files = sorted((STATIC / "chat").iterdir())
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < LARGEST_BYTES
