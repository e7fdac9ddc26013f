"""The interviewer, walked from a vacancy's text to a contested rejection: one desk, two telephones, mail."""

import asyncio
import json
from datetime import timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar, Event
from playwright.async_api import Locator, Page, expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import TITLE, Applicant, answer, apply, publish, register, said, spills
from tests.conftest import Serving
from tests.mail_sink import Sink, sink
from tests.serving import Server

from beseda.entry import wiring
from beseda.kit.time import now
from beseda.kit.worker import Worker

pytestmark = pytest.mark.browser

TEXT = """Развозить заказы по Москве.
Опыт вождения от 2 лет обязателен.
Нужны водительские права категории B.
Приступить нужно в течение двух недель.
График 2/2.
Зарплата от 120 000 до 150 000 рублей на руки.
Мужчина до 45 лет."""
ANNA = Applicant("Анна Курьерова")
BORIS = Applicant("Борис Новиков", email="boris@example.com", phone="+7 999 765-43-21")
LETTER = "Спасибо за разговор, Борис. Сейчас нужен больший опыт."
PLACE = "https://meet.example/42"
PATIENCE = 45  # seconds; a worker and a mail server share the machine with two browsers.


@pytest.mark.timeout(400)
async def test_from_the_vacancys_text_to_a_contested_rejection(
    serving: Serving, browser_page: OpensPages
) -> None:
    async with (
        sink() as mail,
        serving(smtp_host="127.0.0.1", smtp_port=mail.port, mail_from="hr@example.com") as server,
    ):
        worker = Worker(server.app.state.database, wiring.JOBS, server.app.state.settings)
        working = asyncio.create_task(worker.run())
        desk = await browser_page()
        await register(desk, server)
        vacancy = await draft_try_and_publish(desk, server)

        annas = await browser_page(width=360, height=740, locale="ru")
        await apply(annas, server, vacancy, ANNA)
        await pass_interview(annas)
        await expect(row(desk, ANNA).get_by_text("Approved")).to_be_visible()

        boriss = await browser_page(width=360, height=740, locale="ru", theme="dark")
        await apply(boriss, server, vacancy, BORIS)
        await fall_short(boriss)
        await expect(row(desk, BORIS).get_by_text("Needs review")).to_be_visible()
        await confirm_rejection(desk)

        await offer_time(desk, server, vacancy)
        await desk.goto(f"{server.url}/console/vacancies/{vacancy}")
        await pick_time(annas, mail)
        await contest(boriss)
        await hear_of_it(desk, mail)
        await desk.close()
        await annas.close()
        await boriss.close()
        await worker.stop()
        await working


def row(desk: Page, who: Applicant) -> Locator:
    return desk.locator(".response-row").filter(has_text=who.name)


async def draft_try_and_publish(desk: Page, server: Server) -> str:
    """Paste the text, keep what is to be asked, play the interview; returns the published vacancy's id."""
    await desk.goto(f"{server.url}/console/vacancies/new")
    await desk.locator("#title").fill(TITLE)
    await desk.locator("#locale").select_option("ru")
    await desk.locator("#questions > li").nth(2).locator("[data-act=remove]").click()
    await desk.locator("#draft-questions").click()
    await desk.locator("#drafting textarea").fill(TEXT)
    await desk.locator("#drafting [type=submit]").click()
    proposed = desk.locator(".is-proposed")
    await expect(proposed.filter(has_text="Опыт вождения от 2 лет обязателен")).to_have_count(1)
    await expect(desk.locator("#drafting-note")).to_contain_text("Мужчина до 45 лет")
    await expect(desk.locator("#location")).to_have_value("Москва")
    for sentence in ("Зарплата от 120", "График 2/2"):
        await proposed.filter(has_text=sentence).locator("[data-act=drop]").click()
    for sentence in ("Опыт вождения", "права категории B", "течение двух недель"):
        await proposed.filter(has_text=sentence).locator("[data-act=keep]").click()
    await expect(proposed).to_have_count(0)
    stored = json.loads(await desk.locator("#requirements").input_value())
    assert [one["id"] for one in stored["questions"]] == ["city", "experience", "licence", "start"]
    await expect(desk.locator("input[name=mode][value=recommend]")).to_be_checked()
    await try_it(desk)
    return await publish(desk)


async def try_it(desk: Page) -> None:
    """Play the draft's interview beside the editor: it says what each answer would do, and all of them."""
    chat, outcome = desk.locator("#tryout"), desk.locator("#tryout-outcome")
    # The number of questions tells that what is played is the draft as it stands now.
    await expect(chat.get_by_text("Всего 4 вопроса")).to_be_visible()
    bot = chat.locator(".row:not(.own) .text")
    for text, then in (
        ("Москва", "Сколько лет"),
        ("год", "Понял: 1 год. Верно?"),
        ("да", "права категории B"),
        ("да", "Когда вы сможете приступить"),
    ):
        await chat.locator("textarea").fill(text)
        await chat.locator("textarea").press("Enter")
        await expect(bot.last).to_contain_text(then)
    await expect(outcome.get_by_text("What the answers did so far")).to_be_visible()
    experience = outcome.locator(".criteria > li").filter(has_text="How many years")
    await expect(experience.locator("mark")).to_have_text("год")
    await chat.locator("textarea").fill("через неделю")
    await chat.locator("textarea").press("Enter")
    await expect(outcome.get_by_text("This candidate would be")).to_be_visible()
    await expect(outcome.get_by_text("Recommended: a person would have to confirm it.")).to_be_visible()


async def pass_interview(phone: Page) -> None:
    """A city with a slip of the pen, a question in return, and an earlier answer put right."""
    await said(phone, "В каком городе")
    await answer(phone, "Масква", "Понял: Москва. Верно?")
    await phone.get_by_role("button", name="Да, верно").click()
    await expect(phone.get_by_text("Вопрос 2 из 4")).to_be_visible()
    await answer(phone, "3 года", "права категории B")
    await answer(phone, "А какая зарплата?", "В вакансии указано: 120 000–150 000 ₽")
    await answer(phone, "Да", "Когда вы сможете приступить")
    await answer(phone, "нет, я имела в виду опыт 5 лет", "Исправил: 5 лет")
    await phone.get_by_role("button", name="Через неделю").click()
    await said(phone, "Спасибо, это всё! По ответам вы подходите")
    assert await spills(phone) == []


async def fall_short(phone: Page) -> None:
    """A correction that would reject is told back before it counts, and nobody is rejected in the chat."""
    await said(phone, "В каком городе")
    await answer(phone, "Москва", "Сколько лет")
    await answer(phone, "3 года", "права категории B")
    await answer(phone, "нет, я имел в виду опыт 1 год", "1 год. Верно?")
    await phone.get_by_role("button", name="Да, верно").click()
    await said(phone, "Исправил: 1 год")
    await answer(phone, "Да", "Когда вы сможете приступить")
    await answer(phone, "сразу", "Ваши ответы прочтёт человек")


async def confirm_rejection(desk: Page) -> None:
    """Read what the rules recommend and why, write to the candidate, and reject."""
    await row(desk, BORIS).locator(".response-link").click()
    pane = desk.locator("#pane")
    await expect(pane.get_by_text("The rules recommend to reject")).to_be_visible()
    await expect(pane.get_by_text("You answered").first).to_contain_text("опыт 1 год")
    await pane.locator("[data-opens=reject-one]").click()
    dialog = desk.locator("dialog#reject-one")
    await dialog.locator("[name=letter]").fill(LETTER)
    assert await spills(desk) == []
    await dialog.locator("[type=submit]").click()
    await expect(pane.locator("header").get_by_text("Rejected")).to_be_visible()
    await expect(row(desk, BORIS).get_by_text("Rejected")).to_be_visible()


async def offer_time(desk: Page, server: Server, vacancy: str) -> None:
    await desk.goto(f"{server.url}/console/vacancies/{vacancy}/slots")
    await desk.locator("#starts_at").fill(f"{now() + timedelta(days=7):%Y-%m-%dT%H:%M}")
    await desk.locator("#timezone").fill("Europe/Moscow")
    await desk.locator("#place").fill(PLACE)
    await desk.locator("#slot-form [type=submit]").click()
    await desk.wait_for_url("**?done=offered")


async def pick_time(phone: Page, mail: Sink) -> None:
    """Pick the time by the private link; both get an invitation that a calendar reads."""
    await phone.get_by_role("link", name="Результат и ваши права").click()
    await expect(phone.get_by_role("heading", name="Вы прошли интервью")).to_be_visible()
    await phone.locator("[name=slot_id]").check()
    assert await spills(phone) == []
    await phone.locator("form[action$='/slot'] [type=submit]").click()
    await phone.wait_for_url("**?done=picked")
    await expect(phone.locator("#slot").get_by_text(PLACE)).to_be_visible()
    for mailbox in (ANNA.email, "boss@example.com"):
        event = await invitation(mail, mailbox)
        assert event["LOCATION"] == PLACE
        assert timedelta(days=6) < event.start - now() < timedelta(days=8)


async def invitation(mail: Sink, mailbox: str) -> Event:
    """Wait for the letter with a calendar in it to a mailbox; returns its one event."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for letter in mail.letters:
                parts = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
                if parts and letter["to"].addresses[0].addr_spec == mailbox:
                    calendar = Calendar.from_ical(parts[0].get_content())
                    assert isinstance(calendar, Calendar)
                    assert calendar["METHOD"] == "REQUEST"
                    (event,) = calendar.events
                    return event
            await asyncio.sleep(0.05)


async def contest(phone: Page) -> None:
    """Read the letter and the reason with one's own words, and say that it is wrong."""
    await phone.get_by_role("link", name="Результат и ваши права").click()
    await expect(phone.get_by_text(LETTER)).to_be_visible()
    why = phone.locator("#why")
    await expect(why.locator("q")).to_contain_text("1 год")
    await why.locator(".objection summary").click()
    await phone.locator("[name=said_experience]").fill("пять лет")
    assert await spills(phone) == []
    await phone.locator("form:has([name=said_experience]) [type=submit]").click()
    await phone.wait_for_url("**?done=contested")
    await expect(phone.get_by_role("heading", name="Ваши ответы посмотрит человек")).to_be_visible()


async def hear_of_it(desk: Page, mail: Sink) -> None:
    """The list says so by itself, the response shows what was said, and the recruiter has a letter."""
    objector = row(desk, BORIS)
    await expect(objector.locator(".contested")).to_be_visible()
    await expect(objector.get_by_text("Needs review")).to_be_visible()
    await objector.locator(".response-link").click()
    await expect(desk.locator("#pane .contest")).to_contain_text("пять лет")
    await expect(desk.locator("#pane").get_by_text("Nobody has been told")).to_have_count(0)
    assert await spills(desk) == []
    async with asyncio.timeout(PATIENCE):
        while not any(tells_of_objection(one) for one in mail.letters):  # noqa: ASYNC110 - the sink is watched.
            await asyncio.sleep(0.05)


def tells_of_objection(letter: EmailMessage) -> bool:
    plain = letter.get_body(("plain",))
    return (
        plain is not None
        and letter["to"].addresses[0].addr_spec == "boss@example.com"
        and "an answer was understood wrongly" in plain.get_content()
    )
