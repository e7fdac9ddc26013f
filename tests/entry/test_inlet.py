import asyncio

import pytest

from beseda.entry.inlet import Gate, Inlet


async def test_what_arrives_is_taken_in_order_now_or_later():
    inlet: Inlet[int] = Inlet()
    inlet.put_nowait(1)
    assert await inlet.get() == 1
    waiting = asyncio.create_task(inlet.get())
    await asyncio.sleep(0)
    inlet.put_nowait(2)
    inlet.put_nowait(3)
    assert (await waiting, await inlet.get(), inlet.empty()) == (2, 3, True)


async def test_a_reader_that_leaves_takes_nothing_with_it():
    inlet: Inlet[int] = Inlet()
    waiting = asyncio.create_task(inlet.get())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    inlet.put_nowait(1)
    assert await inlet.get() == 1


async def test_an_item_is_not_lost_when_its_reader_is_cancelled_at_that_moment():
    inlet: Inlet[int] = Inlet()
    waiting = asyncio.create_task(inlet.get())
    await asyncio.sleep(0)
    inlet.put_nowait(1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await inlet.get() == 1


async def test_a_gate_lets_all_through_once_it_opens():
    gate = Gate()
    assert await gate.wait()
    gate.clear()
    assert not gate.is_set()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*waiting[1:]) == [True, True]
