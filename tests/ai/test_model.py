"""Asking a model through real sockets, and everything its server may do instead of answering."""

import asyncio
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import BaseModel
from tests.ai.ledgers import PURPOSE, QUICK, Ledger, asking, model_of, provider_of
from tests.ai.model_twin import Called, Fault, Twin, model_twin
from tests.serving import free_port

from beseda.ai.errors import (
    AiBrokeOff,
    AiError,
    AiMalformed,
    AiOffline,
    AiRefused,
    AiTooLarge,
    AiTooSlow,
    AiUnavailable,
    BudgetSpent,
)
from beseda.ai.model import LanguageModel
from beseda.ai.offline import Offline
from beseda.ai.openai import OpenAi
from beseda.ai.port import Chunk, Patience, Price, Tool, Usage
from beseda.ai.structured import formed


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    async with model_twin() as made:
        yield made


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def model(twin: Twin, ledger: Ledger) -> AsyncIterator[LanguageModel]:
    made = model_of(twin, ledger)
    yield made
    await made.close()
    assert ledger.open == 0, "what was reserved must be settled"


async def streamed(model: LanguageModel, text: str = "Hello?") -> list[Chunk]:
    async with aclosing(model.stream(asking(text), PURPOSE, QUICK)) as chunks:
        return [chunk async for chunk in chunks]


async def heard_until(model: LanguageModel, error: type[AiError], patience: Patience = QUICK) -> str:
    """Return what was streamed before an error that has to come."""
    heard = []
    try:
        async with aclosing(model.stream(asking(), PURPOSE, patience)) as chunks:
            async for chunk in chunks:
                heard.append(chunk.text)  # noqa: PERF401 - what came before the error counts.
    except error:
        return "".join(heard)
    raise AssertionError("the stream ended well")


async def test_a_whole_answer_with_what_it_used(twin: Twin, model: LanguageModel, ledger: Ledger):
    reply = await model.complete(asking("Как дела?"), PURPOSE, QUICK)
    assert (reply.text, reply.finish, reply.model) == ("Hello", "stop", "twin-1")
    assert reply.usage == Usage(reply.usage.tokens_in, 2)
    assert not reply.usage.estimated
    assert twin.asked[0]["messages"][1] == {"role": "user", "content": "Как дела?"}
    assert twin.headers[0]["authorization"] == "Bearer sk-test-0123456789"
    assert (ledger.outcomes, ledger.spent[0].attempts, ledger.spent[0].price) == (["ok"], 1, None)
    assert ledger.plans[0].most.tokens_out == 500


async def test_an_answer_comes_piece_by_piece(twin: Twin, model: LanguageModel, ledger: Ledger):
    twin.says = lambda _: "Здравствуйте, рад знакомству"
    chunks = await streamed(model)
    assert len(chunks) > 3
    assert "".join(chunk.text for chunk in chunks) == "Здравствуйте, рад знакомству"
    assert chunks[-1].finish == "stop"
    assert chunks[-1].usage == ledger.spent[0].usage
    assert not ledger.spent[0].usage.estimated


async def test_tools_are_called_with_arguments(twin: Twin, model: LanguageModel):
    twin.says = lambda _: Called((("look_up", '{"order": "A-17"}'), ("hand_over", "{}")))
    tool = Tool("look_up", "Looks an order up.", {"type": "object", "properties": {}})
    ask = replace(asking(), tools=(tool,))
    reply = await model.complete(ask, PURPOSE, QUICK)
    assert [(one.name, one.arguments) for one in reply.tool_calls] == [
        ("look_up", '{"order": "A-17"}'),
        ("hand_over", "{}"),
    ]
    assert twin.asked[0]["tools"][0]["function"]["name"] == "look_up"
    async with aclosing(model.stream(ask, PURPOSE, QUICK)) as chunks:
        last = [chunk async for chunk in chunks][-1]
    assert last.tool_calls == reply.tool_calls


async def test_texts_become_vectors_in_their_order(twin: Twin, model: LanguageModel, ledger: Ledger):
    vectors = await model.embed(["a", "abc"], PURPOSE, QUICK)
    assert [one[0] for one in vectors.vectors] == [1.0, 3.0]
    assert ledger.spent[0].usage == Usage(7, 0)
    with pytest.raises(ValueError, match="128"):
        await model.embed([], PURPOSE)
    twin.plan.append(Fault(raw=b'{"object": "list", "data": [], "model": "x"}'))
    with pytest.raises(AiMalformed):
        await model.embed(["a"], PURPOSE, QUICK)


async def test_what_a_server_has_is_listed(model: LanguageModel):
    assert list(await model.models()) == ["twin"]


@pytest.mark.parametrize(
    ("fault", "error", "tries"),
    [
        (Fault(status=429), AiUnavailable, 3),
        (Fault(status=500), AiUnavailable, 3),
        (Fault(status=503, headers={"Retry-After": "0"}), AiUnavailable, 3),
        (Fault(cut=True), AiUnavailable, 3),
        (Fault(status=429, code="insufficient_quota"), AiUnavailable, 1),
        (Fault(status=429, headers={"Retry-After": "3600"}), AiUnavailable, 1),
        (Fault(status=401), AiRefused, 1),
        (Fault(status=404), AiRefused, 1),
        (Fault(status=400), AiRefused, 1),
        (Fault(raw=b"<html>It works!</html>"), AiMalformed, 1),
        (Fault(raw=b'{"choices": ['), AiMalformed, 1),
        (Fault(raw=b'{"choices": []}'), AiMalformed, 1),
        (Fault(raw=b'{"choices": [{"message": {"content": 7}}]}'), AiMalformed, 1),
        (Fault(raw=b"[1, 2]"), AiMalformed, 1),
        (Fault(raw=b"null"), AiMalformed, 1),
        (Fault(raw=b'{"choices": "none"}'), AiMalformed, 1),
        (Fault(raw=b""), AiMalformed, 1),
        (Fault(raw=b'{"x": "' + b"y" * 10_000_000 + b'"}'), AiTooLarge, 1),
        (Fault(pieces=1), AiBrokeOff, 1),
    ],
)
async def test_what_goes_wrong_has_a_name(
    twin: Twin, model: LanguageModel, ledger: Ledger, fault: Fault, error: type[AiError], tries: int
):
    twin.always = fault
    with pytest.raises(error):
        await model.complete(asking(), PURPOSE, QUICK)
    assert len(twin.asked) == tries
    assert ledger.outcomes == [error.outcome]
    assert ledger.spent[0].attempts == tries


@pytest.mark.parametrize(
    ("fault", "error", "tries"),
    [
        (Fault(status=500), AiUnavailable, 3),
        (Fault(cut=True), AiUnavailable, 3),
        (Fault(raw=b"data: {broken\n\n"), AiMalformed, 1),
        (Fault(raw=b"data: [DONE]\n\n"), AiBrokeOff, 1),
        (Fault(raw=b"not a stream at all"), AiBrokeOff, 1),
        (Fault(raw=b'data: {"x": "' + b"y" * 10_000_000 + b'"}\n\n'), AiTooLarge, 1),
        (Fault(raw=b'data: {"choices": [{"delta": {"content": "abcdefg"}}]}\n\n' * 200_000), AiTooLarge, 1),
        (Fault(pieces=0), AiBrokeOff, 1),
        (Fault(pieces=1), AiBrokeOff, 1),
        (Fault(error_event=True), AiBrokeOff, 1),
        (Fault(finish=None), AiBrokeOff, 1),
    ],
)
async def test_what_goes_wrong_in_a_stream_has_a_name(
    twin: Twin, model: LanguageModel, ledger: Ledger, fault: Fault, error: type[AiError], tries: int
):
    twin.says = lambda _: "A rather longer answer than that"
    twin.always = fault
    with pytest.raises(error):
        await streamed(model)
    assert len(twin.asked) == tries
    assert ledger.outcomes == [error.outcome]


async def test_an_empty_answer_is_none(twin: Twin, model: LanguageModel):
    twin.says = lambda _: ""
    with pytest.raises(AiMalformed):
        await model.complete(asking(), PURPOSE, QUICK)
    with pytest.raises(AiMalformed):
        await streamed(model)


async def test_it_is_asked_again_before_the_first_token(twin: Twin, model: LanguageModel, ledger: Ledger):
    twin.plan += [Fault(status=503), Fault(cut=True)]
    assert (await model.complete(asking(), PURPOSE, QUICK)).text == "Hello"
    twin.plan += [Fault(status=429, headers={"retry-after-ms": "5"}), Fault(status=500)]
    assert "".join(chunk.text for chunk in await streamed(model)) == "Hello"
    assert [one.attempts for one in ledger.spent] == [3, 3]


async def test_nothing_is_asked_again_after_the_first_token(twin: Twin, model: LanguageModel, ledger: Ledger):
    twin.says = lambda _: "An answer of several pieces"
    twin.plan.append(Fault(pieces=2))
    heard = await heard_until(model, AiBrokeOff)
    assert heard == "An answer of s"
    assert len(twin.asked) == 1
    spent = ledger.spent[0]
    assert (spent.usage.estimated, spent.outcome) == (True, "broke_off")
    assert spent.usage.tokens_in > 0
    assert 0 < spent.usage.tokens_out < 20


async def test_silence_is_cut_short(twin: Twin, model: LanguageModel, ledger: Ledger):
    twin.always = Fault(hang=True)
    with pytest.raises(AiTooSlow):
        await model.complete(asking(), PURPOSE, replace(QUICK, whole=0.3))
    assert await heard_until(model, AiTooSlow, replace(QUICK, first=0.2)) == ""
    twin.says = lambda _: "An answer of several pieces"
    twin.always = Fault(hang_after=1)
    assert await heard_until(model, AiTooSlow, replace(QUICK, gap=0.2)) == "An answ"
    assert ledger.outcomes == ["too_slow"] * 3
    assert all(one.usage.estimated and one.usage.tokens_in for one in ledger.spent)


async def test_nobody_is_there(ledger: Ledger):
    model = LanguageModel([OpenAi("k", f"http://127.0.0.1:{free_port()}/v1", "m")], {"tests": ledger})
    with pytest.raises(AiUnavailable):
        await model.complete(asking(), PURPOSE, QUICK)
    with pytest.raises(AiUnavailable):
        await model.models()
    assert ledger.spent[0].usage == Usage(0, 0)
    await model.close()


async def test_a_reader_that_leaves_ends_the_call(twin: Twin, model: LanguageModel, ledger: Ledger):
    twin.says = lambda _: "An answer of several pieces"
    twin.always = Fault(hang_after=2)
    async with aclosing(model.stream(asking(), PURPOSE, QUICK)) as chunks:
        async for chunk in chunks:
            assert chunk.text
            break
    await asyncio.wait_for(twin.gone.wait(), 20)
    assert ledger.outcomes == ["left"]
    assert ledger.spent[0].usage.estimated


async def test_a_caller_that_is_cancelled_ends_the_call(twin: Twin, model: LanguageModel, ledger: Ledger):
    twin.always = Fault(hang=True)
    calling = asyncio.create_task(model.complete(asking(), PURPOSE, QUICK))
    await asyncio.wait_for(twin.arrived.wait(), 20)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    await asyncio.wait_for(twin.gone.wait(), 20)
    assert ledger.outcomes == ["left"]


async def test_another_provider_steps_in(twin: Twin, ledger: Ledger):
    async with model_twin(lambda _: "from the other") as other:
        model = model_of(twin, ledger, provider_of(other))
        twin.always = Fault(status=401)
        assert (await model.complete(asking(), PURPOSE, QUICK)).text == "from the other"
        assert "".join(chunk.text for chunk in await streamed(model)) == "from the other"
        assert ledger.outcomes == ["refused", "ok"] * 2
        await model.close()


async def test_who_fails_again_and_again_is_left_alone_for_a_while(twin: Twin, ledger: Ledger):
    hour = [0.0]
    model = LanguageModel([provider_of(twin)], {"tests": ledger}, clock=lambda: hour[0])
    twin.always = Fault(status=500)
    once = replace(QUICK, attempts=1)
    for _ in range(4):
        with pytest.raises(AiUnavailable):
            await model.complete(asking(), PURPOSE, once)
    rested = [model.is_resting]
    with pytest.raises(AiUnavailable):
        await model.complete(asking(), PURPOSE, once)
    assert len(twin.asked) == 4
    hour[0] += 31
    with pytest.raises(AiUnavailable):
        await model.complete(asking(), PURPOSE, once)
    rested.append(model.is_resting)
    hour[0] += 31
    rested.append(model.is_resting)
    hour[0] += 31
    twin.always = None
    assert (await model.complete(asking(), PURPOSE, once)).text == "Hello"
    assert (len(twin.asked), rested, model.is_resting) == (6, [True, True, True], False)
    await model.close()


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"prompt_tokens": -5, "completion_tokens": 3},
        {"prompt_tokens": 10, "completion_tokens": -3},
        {"prompt_tokens": 0, "completion_tokens": 0},
        {"prompt_tokens": "many", "completion_tokens": 1},
        {"prompt_tokens": True, "completion_tokens": True},
        {"prompt_tokens": 10**12, "completion_tokens": 1},
        {"prompt_tokens": 9, "completion_tokens": 0},
    ],
)
async def test_a_usage_that_cannot_be_is_estimated(twin: Twin, ledger: Ledger, told: object):
    model = model_of(twin, ledger, price=Price(Decimal("2.5"), Decimal(10)))
    twin.always = Fault(usage=told)
    await model.complete(asking(), PURPOSE, QUICK)
    await streamed(model)
    for spent in ledger.spent:
        assert spent.usage.estimated
        assert spent.usage.tokens_in > 0
        assert spent.usage.tokens_out > 0
        assert spent.price is not None
        assert spent.price > 0
    await model.close()


def test_prices_are_whole_millionths_or_unknown():
    usage = Usage(1000, 10)
    assert Price(Decimal(2), Decimal(8)).of(usage) == 2080
    assert Price(Decimal("0.15"), Decimal("0.6")).of(Usage(1, 0)) == 1
    assert Price(Decimal(0), Decimal(0)).of(usage) == 0
    for unknown in (
        Price(),
        Price(Decimal(2)),
        Price(Decimal(-1), Decimal(8)),
        Price(Decimal("NaN"), Decimal(1)),
    ):
        assert unknown.of(usage) is None


async def test_a_spent_budget_asks_nobody(twin: Twin, ledger: Ledger):
    ledger.most = 10
    model = model_of(twin, ledger)
    for _ in range(6):
        with pytest.raises(BudgetSpent):
            await model.complete(asking(), PURPOSE, QUICK)
        with pytest.raises(BudgetSpent):
            await streamed(model)
    assert twin.asked == []
    assert not model.is_resting
    await model.close()


async def test_an_account_nobody_keeps_is_a_mistake(twin: Twin, model: LanguageModel):
    with pytest.raises(ValueError, match="elsewhere"):
        await model.complete(asking(), replace(PURPOSE, account="elsewhere"), QUICK)
    assert twin.asked == []


async def test_offline_says_so(ledger: Ledger):
    model = LanguageModel([Offline()], {"tests": ledger})
    assert model.is_offline
    with pytest.raises(AiOffline):
        await model.complete(asking(), PURPOSE)
    with pytest.raises(AiOffline):
        await streamed(model)
    with pytest.raises(AiOffline):
        await model.embed(["a"], PURPOSE)
    assert list(await model.models()) == []
    assert model.count(asking()) > 0
    assert ledger.open == 0


class Answer(BaseModel):
    title: str
    figure: int | None


GOOD = {"title": "x", "figure": 3}


async def test_an_answer_of_a_given_shape(twin: Twin, model: LanguageModel):
    twin.says = lambda _: GOOD
    assert await formed(model, asking(), Answer, PURPOSE, QUICK) == Answer(title="x", figure=3)
    schema = twin.asked[0]["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["required"] == ["title", "figure"]
    assert schema["schema"]["additionalProperties"] is False


async def test_a_server_without_schemas_is_told_in_words(twin: Twin, model: LanguageModel):
    twin.takes_shapes = False
    twin.says = lambda _: 'Sure!\n```json\n{"title": "x", "figure": null}\n```'
    for _ in range(2):
        assert await formed(model, asking(), Answer, PURPOSE, QUICK) == Answer(title="x", figure=None)
    assert [("response_format" in one) for one in twin.asked] == [True, False, False]
    assert '"figure"' in twin.asked[2]["messages"][-1]["content"]


async def test_a_model_that_thinks_takes_other_parameters(twin: Twin, model: LanguageModel):
    twin.unwanted = frozenset({"max_tokens", "temperature"})
    twin.says = lambda _: '<think>{"title": 1}</think>{"title": "x", "figure": 3}'
    warm = asking(temperature=0.5)
    for _ in range(2):
        assert await formed(model, warm, Answer, PURPOSE, QUICK) == Answer.model_validate(GOOD)
    assert len(twin.asked) == 4, "what a model refuses is remembered"
    assert twin.asked[-1]["max_completion_tokens"] == 500
    assert "temperature" not in twin.asked[-1]
    async with aclosing(model.stream(warm, PURPOSE, QUICK)) as chunks:
        assert [chunk async for chunk in chunks]
    twin.unwanted = frozenset({"messages"})
    with pytest.raises(AiRefused):
        await model.complete(asking(), PURPOSE, QUICK)


@pytest.mark.parametrize("bad", ["no object", '{"title": 7}', "{", '{"title": "x", "figure": "many"}'])
async def test_a_wrong_shape_is_repaired_once(twin: Twin, model: LanguageModel, bad: str):
    answers = iter([bad, '{"title": "x", "figure": 3}', bad, bad, bad])
    twin.says = lambda _: next(answers)
    assert await formed(model, asking(), Answer, PURPOSE, QUICK) == Answer.model_validate(GOOD)
    with pytest.raises(AiMalformed):
        await formed(model, asking(), Answer, PURPOSE, QUICK)
    assert len(twin.asked) == 4


def test_who_has_no_model_does_not_wait_for_its_library():
    script = "import sys, beseda.entry.web; print({'openai', 'httpx2'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


async def test_neither_keys_nor_words_are_logged(
    twin: Twin, model: LanguageModel, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    twin.says = lambda _: "a secret answer"
    await model.complete(asking("a secret question"), PURPOSE, QUICK)
    twin.always = Fault(status=401)
    with pytest.raises(AiRefused) as refused:
        await model.complete(asking("a secret question"), PURPOSE, QUICK)
    assert "sk-test" not in caplog.text
    assert "secret" not in caplog.text
    assert refused.value.__cause__ is None
    assert "sk-test" not in repr(refused.value)


async def test_a_slow_first_byte_is_no_reason_to_wait_longer_than_allowed(twin: Twin, model: LanguageModel):
    twin.always = Fault(wait=30)
    begun = time.monotonic()
    with pytest.raises(AiTooSlow):
        await model.complete(asking(), PURPOSE, replace(QUICK, whole=0.2))
    assert time.monotonic() - begun < 20
