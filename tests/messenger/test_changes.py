"""How long a message can be changed or taken back for both; for oneself it is always."""

import uuid

from sqlalchemy import text
from tests.messenger.test_chats import older, say


async def aged(database, hours: int) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE conversations SET retention_minutes = 0"))
        statement = text("UPDATE entries SET at = now() - make_interval(hours => :hours)")
        await session.execute(statement, {"hours": hours})


async def refusal(chat, **frame):
    cid = str(uuid.uuid4())
    await chat.send(cid=cid, **frame)
    refused = await chat.next("ack", "error")
    assert refused["cid"] == cid
    return refused.get("code")


async def test_what_is_older_than_two_days_stands_for_the_other(server, api, database, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "one", "two")
        await aged(database, 49)
        assert await refusal(hers, type="edit", seq=1, message="uno") == "too_late"
        assert await refusal(hers, type="delete", seq=1) == "too_late"
        assert await refusal(hers, type="delete", seq=1, **{"for": "both"}) == "too_late"
        assert [frame["message"] for frame in await older(api, boris, anna)] == ["one", "two"]
        assert await refusal(hers, type="delete", seq=1, **{"for": "me"}) is None
        assert [frame["message"] for frame in await older(api, anna, boris)] == ["two"]
        assert [frame["message"] for frame in await older(api, boris, anna)] == ["one", "two"]


async def test_within_two_days_it_can_be_changed(server, api, database, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "one", "two")
        await aged(database, 47)
        assert await refusal(hers, type="edit", seq=1, message="uno") is None
        assert await refusal(hers, type="delete", seq=2) is None
    assert [frame["message"] for frame in await older(api, boris, anna)] == ["uno"]


async def test_nobody_changes_what_another_wrote_however_old(server, database, anna, boris):
    async with anna.chat(server, boris) as hers:
        await say(hers, "one")
    async with boris.chat(server, anna) as his:
        assert await refusal(his, type="edit", seq=1, message="uno") == "no_such_message"
        assert await refusal(his, type="delete", seq=1) == "no_such_message"
        assert await refusal(his, type="edit", seq=99, message="uno") == "no_such_message"
        await aged(database, 49)
        assert await refusal(his, type="edit", seq=1, message="uno") == "no_such_message"
        assert await refusal(his, type="edit", seq=99, message="uno") == "no_such_message"
