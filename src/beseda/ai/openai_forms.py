"""What is asked and answered, as OpenAI's API writes it; nothing that comes in is believed."""

from collections.abc import Collection
from typing import Any

from beseda.ai.errors import AiBrokeOff, AiMalformed
from beseda.ai.port import Ask, Chunk, Message, Reply, ToolCall, Usage
from beseda.ai.tokens import tokens_asked, tokens_called, tokens_of, usage_of

MOST_TOOL_CALLS = 32
OPTIONAL = frozenset({"max_tokens", "temperature", "stream_options"})
"""What some models refuse: those that think want another name for the first and none of the second."""


def without(parameters: dict[str, Any], unwanted: Collection[str]) -> dict[str, Any]:
    """Return a completion's parameters without those that the model does not take."""
    suited = {name: value for name, value in parameters.items() if name not in unwanted}
    if "max_tokens" in unwanted:
        suited["max_completion_tokens"] = parameters["max_tokens"]
    return suited


def parameters_of(model: str, ask: Ask, *, stream: bool) -> dict[str, Any]:
    """Return the parameters of a completion."""
    parameters: dict[str, Any] = {
        "model": model,
        "messages": [_message(one) for one in ask.messages],
        "max_tokens": ask.most_tokens,
        "stream": stream,
    }
    if stream:
        parameters["stream_options"] = {"include_usage": True}
    if ask.temperature is not None:
        parameters["temperature"] = ask.temperature
    if ask.tools:
        parameters["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": one.name,
                    "description": one.description,
                    "parameters": dict(one.parameters),
                },
            }
            for one in ask.tools
        ]
    if ask.shape is not None:
        schema = {"name": ask.shape.name, "strict": True, "schema": dict(ask.shape.schema)}
        parameters["response_format"] = {"type": "json_schema", "json_schema": schema}
    return parameters


def _message(message: Message) -> dict[str, Any]:
    written: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        written["tool_calls"] = [
            {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": one.arguments}}
            for one in message.tool_calls
        ]
    if message.answers:
        written["tool_call_id"] = message.answers
    return written


def reply_of(answer: Any, ask: Ask) -> Reply:
    """Read a whole answer; raises AiMalformed where it holds neither words nor calls of tools."""
    choices: Any = getattr(answer, "choices", None)
    message = getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None
    if message is None:
        raise AiMalformed
    text = message.content if isinstance(message.content, str) else ""
    calls = tuple(_call(one) for one in (message.tool_calls or ())[:MOST_TOOL_CALLS])
    if not text.strip() and not calls:
        raise AiMalformed
    estimate = Usage(tokens_asked(ask), tokens_of(text) + tokens_called(calls), estimated=True)
    return Reply(
        text=text,
        usage=usage_of(getattr(answer, "usage", None), estimate),
        tool_calls=calls,
        finish=str(choices[0].finish_reason or "stop"),
        model=str(answer.model or ""),
    )


def _call(call: Any) -> ToolCall:
    function = getattr(call, "function", None)
    if function is None or not isinstance(function.name, str) or not function.name:
        raise AiMalformed
    return ToolCall(str(call.id or ""), function.name, str(function.arguments or ""))


class Gathering:
    """Puts a stream together: its words, its tool calls piece by piece, how it ended, what it used."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._usage: Any = None
        self._finish = ""
        self._model = ""
        self._written = 0
        self._calls: dict[int, ToolCall] = {}

    def take(self, part: Any) -> str:
        """Take one event; returns the words in it."""
        if getattr(part, "usage", None) is not None:
            self._usage = part.usage
        self._model = self._model or str(getattr(part, "model", None) or "")
        choices = getattr(part, "choices", None)
        if not isinstance(choices, list):
            raise AiMalformed
        if not choices:
            return ""
        self._finish = str(choices[0].finish_reason or self._finish)
        delta = getattr(choices[0], "delta", None)
        if delta is None:
            return ""
        for call in delta.tool_calls or ():
            self._take_call(call)
        text = delta.content if isinstance(delta.content, str) else ""
        self._written += len(text.encode("utf-8", "replace"))
        return text

    def _take_call(self, piece: Any) -> None:
        place = piece.index if isinstance(piece.index, int) else 0
        known = self._calls.get(place) or ToolCall("", "", "")
        if place not in self._calls and len(self._calls) >= MOST_TOOL_CALLS:
            raise AiMalformed
        function: Any = piece.function or None
        self._calls[place] = ToolCall(
            known.id or str(piece.id or ""),
            known.name or str(getattr(function, "name", None) or ""),
            known.arguments + str(getattr(function, "arguments", None) or ""),
        )

    def end(self) -> Chunk:
        """Return the last chunk; raises AiBrokeOff where the end never came, AiMalformed for nothing."""
        if not self._finish:
            raise AiBrokeOff
        calls = tuple(self._calls[place] for place in sorted(self._calls))
        if not self._written and not calls:
            raise AiMalformed
        if any(not call.name for call in calls):
            raise AiMalformed
        return Chunk(
            tool_calls=calls,
            usage=usage_of(self._usage, self.estimate()),
            finish=self._finish,
            model=self._model,
        )

    def estimate(self) -> Usage:
        """Return about what was used so far."""
        written = -(-self._written // 4) + tokens_called(self._calls.values())
        return Usage(tokens_asked(self._ask), written, estimated=True)


def chunk_of(text: str) -> Chunk | None:
    """Return words as a chunk; None where there are none."""
    return Chunk(text=text) if text else None
