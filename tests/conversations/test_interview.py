"""The whole way of an interview: message, acknowledgement, turn, bot's message, end."""

from tests.conversations.making import client, make_conversation, make_principal, room

from beseda.conversations.models import Floor
from beseda.kit.db import Database
from beseda.settings import Settings


async def test_an_interview_runs_from_greeting_to_end(database: Database, settings: Settings) -> None:
    async with room(database, settings) as made:
        anna = await make_principal(database)
        conversation = await make_conversation(database, anna, floor=Floor.BOT, kind="interview", asked=True)
        async with client(made.seat(conversation, anna)) as browser:
            ready = await browser.next()
            assert ready["type"] == "ready"
            assert ready["first"] == 1
            greeting = await browser.next()
            assert (greeting["type"], greeting["seq"]) == ("bot_message", 1)
            question = await browser.next()
            assert question["choices"] == [{"id": "m", "label": "Moscow"}]
            await browser.say("Москва")
            ack = await browser.next("ack")
            assert ack["seq"] == 3
            assert not ack["duplicate"]
            assert (await browser.next("bot_message"))["message"] == "Москва, I see. Experience?"
            await browser.say("3 года 🚀")
            ended = await browser.next("chat_ended")
            assert ended["approved"] is True
            assert ended["seq"] == 7
            await browser.say("one more thing")
            assert (await browser.next("error"))["code"] == "ended"
        async with client(made.seat(conversation, anna)) as browser:
            frames = await browser.all()
            assert [frame["type"] for frame in frames] == [
                "ready",
                "bot_message",
                "bot_message",
                "message",
                "bot_message",
                "message",
                "bot_message",
                "chat_ended",
            ]
            assert [frame["seq"] for frame in frames[1:]] == list(range(1, 8))
