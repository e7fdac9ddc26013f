"""Structured logs: JSON in prod, readable in dev, and never a secret or what people write to each other."""

import logging
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from beseda.settings import Settings

HIDDEN = "[hidden]"
# What may never stand in a log, by the name it would have there.
SECRET = re.compile(
    r"password|passwd|token|secret|authorization|cookie|api_?key|credential|csrf|resume|consent"
    r"|^(message|text|body|content|prompt|answer|query|query_string|email|phone|full_name)$",
    re.IGNORECASE,
)
DEEPEST = 4
# These say each request or each query again, with addresses and values in it.
QUIET = (
    "uvicorn.access",
    "alembic.runtime",
    "sqlalchemy.engine",
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "openai",
    "asyncio",
    "multipart",
    "websockets",
)


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the values of keys that name a secret or somebody's words, also in nested ones."""
    return {key: _hidden(key, value, 0) for key, value in event.items()}


def _hidden(key: str, value: Any, depth: int) -> Any:
    if key != "event" and SECRET.search(key):
        return HIDDEN
    if isinstance(value, dict) and depth < DEEPEST:
        return {inner: _hidden(str(inner), part, depth + 1) for inner, part in value.items()}
    if isinstance(value, list | tuple) and depth < DEEPEST:
        return [_hidden("", part, depth + 1) for part in value]
    return value


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Write all logs of the process, ours and the libraries', to `stream` (standard error) in one form."""
    target = stream or sys.stderr
    shared = _shared_processors()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(settings, target),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]


def _rendering(settings: Settings, target: TextIO) -> list[Processor]:
    if settings.is_prod:
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
        return [
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=target.isatty(), exception_formatter=plain)]
