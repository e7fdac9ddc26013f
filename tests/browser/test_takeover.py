"""A candidate on a telephone calls a person; the recruiter comes, speaks, and gives the word back."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests.browser.conftest import OpensPages
from tests.browser.walking import Applicant, answer, apply, open_workspace, said, spills
from tests.serving import Server

pytestmark = pytest.mark.browser

ANNA = Applicant("Анна Петрова")
QUESTIONS: dict[str, Any] = {
    "questions": [
        {
            "id": "city",
            "kind": "city",
            "prompt": {"ru": "В каком городе вы живёте?", "en": "Which city do you live in?"},
        },
        {
            "id": "notice",
            "kind": "notice",
            "prompt": {"ru": "Когда вы сможете выйти?", "en": "When can you start?"},
            "rule": {"op": "<=", "value": 30},
        },
    ]
}
PATIENCE = 30_000


async def test_a_person_is_called_comes_and_goes(browser_page: OpensPages, server: Server) -> None:
    desk = await browser_page(width=1280)
    (vacancy_id,) = await open_workspace(desk, server, "Курьер", requirements=QUESTIONS, locale="ru")
    phone = await browser_page(width=360, locale="ru")
    await apply(phone, server, vacancy_id, ANNA)
    await said(phone, "В каком городе")
    await desk.goto(f"{server.url}/console/vacancies/{vacancy_id}")
    await answer(phone, "А столовая у вас есть?", "придумывать не стану")
    await answer(phone, "Позовите человека", "Передал работодателю")
    await expect(phone.get_by_role("button", name="Продолжить с ботом")).to_be_visible()
    assert await spills(phone) == []

    # The list says so by itself, and the conversation is two steps away.
    await expect(desk.locator(".calling")).to_be_visible(timeout=PATIENCE)
    await desk.locator(".response-link").first.click()
    await desk.locator("[data-shows='pane-talk']").click()
    await desk.locator("form[action$='/take'] [type=submit]").click()
    writing = desk.locator("#talk beseda-chat textarea")
    await expect(writing).to_be_visible(timeout=PATIENCE)
    await expect(desk.locator("#talk beseda-chat .choices")).to_be_hidden()
    await writing.fill("Здравствуйте, я Ольга. Где вы живёте?")
    await writing.press("Enter")
    await said(phone, "я Ольга")
    await expect(phone.get_by_role("button", name="Продолжить с ботом")).to_be_hidden()
    await phone.locator("beseda-chat textarea").fill("Живу в Казани, а что со столовой?")
    await phone.locator("beseda-chat textarea").press("Enter")
    await expect(desk.locator("#talk beseda-chat").get_by_text("Живу в Казани")).to_be_visible(
        timeout=PATIENCE
    )
    await desk.locator("form[action$='/return'] [type=submit]").click()

    # The bot goes on with what the person was told.
    await said(phone, "вы уже ответили: Казань")
    await phone.get_by_role("button", name="Да, верно").click()
    await said(phone, "Когда вы сможете выйти?")

    # What it could not answer is answered once, also to who asked.
    await desk.goto(f"{server.url}/console/questions")
    await desk.locator("textarea[name=text]").fill("Да, обед бесплатный.")
    await desk.locator("form[action$='/answer'] [type=submit]").first.click()
    await said(phone, "обед бесплатный")
    await phone.get_by_role("button", name="Через две недели").click()
    await said(phone, "Спасибо, это всё!")
    assert await spills(desk) == []


async def test_the_chats_labels_follow_the_language(browser_page: OpensPages, server: Server) -> None:
    desk = await browser_page(width=1280)
    (vacancy_id,) = await open_workspace(desk, server, "Courier", requirements=QUESTIONS, locale="en")
    phone = await browser_page(width=360, locale="en-US")
    await apply(phone, server, vacancy_id, ANNA)
    await said(phone, "Which city")
    field = phone.locator("beseda-chat textarea")
    await expect(field).to_have_attribute("placeholder", "Message…")
    await answer(phone, "Давайте по-русски", "продолжим по-русски")
    await expect(field).to_have_attribute("placeholder", "Сообщение…")
    await expect(phone.get_by_text("Вопрос 1 из 2")).to_be_visible()
    await answer(phone, "Казань", "Когда вы сможете выйти?")
    await answer(phone, "Сразу", "Спасибо, это всё!")
    await expect(phone.get_by_role("link", name="Результат и ваши права")).to_be_visible()
    await phone.reload()
    await expect(phone.get_by_role("link", name="Результат и ваши права")).to_be_visible()
