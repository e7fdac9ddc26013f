"""What people do in a browser on a real server, in verbs: register, build a vacancy, apply, answer."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect
from tests.serving import Server

PASSWORD = "correct-horse-battery"
COMPANY = "Ромашка"
TITLE = "Курьер с автомобилем"


@dataclass(frozen=True)
class Applicant:
    """Somebody who applies."""

    name: str
    email: str = "anna@example.com"
    phone: str = "+7 999 123-45-67"
    city: str = "Москва"


async def register(page: Page, server: Server, *, email: str = "boss@example.com") -> None:
    """Make a workspace from the very first page; ends in the console."""
    await page.goto(f"{server.url}/register")
    await page.locator("#company_name").fill(COMPANY)
    await page.locator("#email").fill(email)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("form[action='/register'] [type=submit]").click()
    await page.wait_for_url("**/console**")


async def open_workspace(page: Page, server: Server, *titles: str, **fields: Any) -> list[str]:
    """Make a workspace and vacancies as a program does, and sign in; returns the vacancies' ids."""
    body = {"company_name": COMPANY, "email": "boss@example.com", "password": PASSWORD}
    async with server.client() as api:
        token = (await api.post("/employers/register", json=body)).json()["access_token"]
        made = []
        for title in titles:
            vacancy = {"title": title, "description": "Развозить заказы.", "location": "Москва"} | fields
            headers = {"Authorization": f"Bearer {token}"}
            made.append((await api.post("/vacancies", json=vacancy, headers=headers)).json()["id"])
    await sign_in(page, server)
    return made


async def sign_in(page: Page, server: Server, *, email: str = "boss@example.com") -> None:
    await page.goto(f"{server.url}/login")
    await page.locator("#email").fill(email)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("form[action='/login'] [type=submit]").click()
    await page.wait_for_url("**/console**")


async def add_question(page: Page, kind: str, prompt: str, **parts: str) -> Locator:
    """Add a question to the editor's list: its options first, then what is compared with."""
    await page.locator("#add-question").click()
    card = page.locator("#questions > li").last
    await card.locator("[data-part=kind]").select_option(kind)
    await card.locator("[data-part=prompt]").fill(prompt)
    if "options" in parts:
        await card.locator("[data-part=options]").fill(parts["options"])
    if "op" in parts:
        await card.locator("[data-part=op]").select_option(parts["op"])
    for name in ("value", "value2", "weight"):
        if name in parts:
            field = card.locator(f"[data-part={name}]")
            is_picked = await field.evaluate("element => element.localName") == "select"
            await (field.select_option(parts[name]) if is_picked else field.fill(parts[name]))
    return card


async def publish(page: Page) -> str:
    await page.locator("button[name=status][value=published]").click()
    await page.wait_for_url("**/console/vacancies/*?done=published")
    return page.url.partition("?")[0].rpartition("/")[2]


async def apply(page: Page, server: Server, vacancy_id: str, who: Applicant, resume: bytes = b"") -> None:
    """Fill in the application and send it; ends in the interview."""
    await page.goto(f"{server.url}/careers/{vacancy_id}/apply")
    await page.locator("#full_name").fill(who.name)
    await page.locator("#email").fill(who.email)
    await page.locator("#phone").fill(who.phone)
    await page.locator("#city").fill(who.city)
    if resume:
        file = {"name": "resume.txt", "mimeType": "text/plain", "buffer": resume}
        await page.locator("#resume_file").set_input_files(file)  # type: ignore[arg-type]
    await page.locator("#consent").check()
    await page.locator("form[action$='/apply'] [type=submit]").click()
    await page.wait_for_url("**/interview")


async def answer(page: Page, text: str, then: str) -> None:
    """Write an answer in the chat and wait until the bot says something with `then` in it."""
    await page.locator("beseda-chat textarea").fill(text)
    await page.locator("beseda-chat textarea").press("Enter")
    await said(page, then)


async def said(page: Page, words: str) -> None:
    await expect(page.locator("beseda-chat .row:not(.own) .text").filter(has_text=words).last).to_be_visible()


async def interview(page: Page, answers: tuple[str, ...] = ("Москва", "5 лет", "да")) -> str:
    """Answer the three usual questions in Russian to the end; returns the status page's address."""
    for text, then in zip(answers, ("опыт", "удалённо", "Спасибо"), strict=True):
        await answer(page, text, then)
    link = page.locator("beseda-chat a[href^='/r/']")
    await expect(link).to_be_visible()
    return str(await link.get_attribute("href"))


async def spills(page: Page) -> list[str]:
    """Name what stands out of the page sideways; an empty list where nothing scrolls."""
    found: list[str] = await page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const wide = [...document.body.querySelectorAll("*")].filter((element) => {
                const box = element.getBoundingClientRect();
                return box.width && (box.right > width + 1 || box.left < -1);
            });
            const names = wide.slice(0, 5).map((element) => `${element.localName}.${element.className}`);
            return [`${location.pathname}: ${document.documentElement.scrollWidth} > ${width}`, ...names];
        }"""
    )
    return found
