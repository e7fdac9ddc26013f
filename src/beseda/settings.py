"""The one place that reads the environment: every setting, its default and what it is for."""

import tempfile
from decimal import Decimal
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit, urlunsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

INSECURE_SECRET = "change-me"  # noqa: S105 - the name of the placeholder that prod refuses, not a secret.
LOCAL_FRONTENDS = ["http://localhost:3000", "http://localhost:5173"]


class Env(StrEnum):
    """Where the program runs: `dev` is forgiving, `prod` refuses what is unsafe."""

    DEV = "dev"
    PROD = "prod"


class Settings(BaseSettings):
    """All settings, read from the environment and `.env`; names are those of the three source systems."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    env: Env = Field(Env.DEV, description="dev or prod; prod refuses unsafe settings")
    debug: bool = Field(default=False, description="More detail in logs; never in answers")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    data: Path = Field(
        Path("var"),
        validation_alias=AliasChoices("data", "beseda_data"),
        description="Folder of all state: embedded database, uploads, keys",
    )
    public_url: str = Field("", description="Address people reach us at, such as https://hr.example.com")
    forwarded_allow_ips: str = Field(
        "127.0.0.1", description="Proxies whose X-Forwarded-* headers are believed, comma separated"
    )

    secret_key: SecretStr = Field(
        SecretStr(INSECURE_SECRET),
        validation_alias=AliasChoices("secret_key", "jwt_secret_key"),
        description="Signs tokens; at least 32 random characters",
    )
    algorithm: str = Field("HS256", pattern="^HS(256|384|512)$", description="How tokens are signed")
    access_token_minutes: int = Field(60 * 24, ge=5, description="How long an API token lives")
    session_cookie_secure: bool | None = Field(
        None, description="Send cookies over HTTPS only; unset means: in prod"
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        LOCAL_FRONTENDS, description="Foreign pages that may call the API and sockets, comma separated"
    )
    rate_limits: bool = Field(default=True, description="off for load tests alone; refused in prod")

    database_url: str = Field("", description="PostgreSQL 15+; empty starts the embedded one")
    database_url_sync: str = Field("", description="Accepted for old .env files, not needed")
    database_pool_size: int = Field(10, ge=1, le=100, description="Connections per process")
    journal_writers: int = Field(
        2, ge=1, le=8, description="Connections per process that commit messages, each its own conversations"
    )
    redis_url: str = Field("", description="redis:// or rediss://; empty needs no broker")
    processes: int = Field(
        1, ge=1, description="Processes on this database; several without Redis wake each other by NOTIFY"
    )

    smtp_url: SecretStr = Field(
        SecretStr(""), description="smtp://user:password@host:587, or smtps:// for TLS from the first byte"
    )
    smtp_host: str = Field(
        "", description="Mail server, where SMTP_URL is empty; with neither, mail goes to DATA/mail"
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port; 465 means TLS from the first byte")
    smtp_user: str = Field("", description="Name to sign in there with")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password to sign in there with")
    smtp_starttls: bool | None = Field(
        None, description="Insist on STARTTLS, or leave it; unset: insist where there is a password"
    )
    mail_from: str = Field("", description="Sender of all mail, such as Beseda <hr@example.com>")

    webhooks_to_private: bool = Field(
        default=False, description="Let webhooks go to private addresses and by http, for those at home"
    )

    openai_api_key: SecretStr = Field(SecretStr(""), description="Key of the language model's server")
    openai_model: str = Field("gpt-4.1", description="Name of the language model")
    openai_base_url: str = Field(
        "",
        description="Any OpenAI-compatible server, such as http://localhost:11434/v1; empty is OpenAI's own",
    )
    openai_fallback_model: str = Field(
        "", description="Model of the same server that is asked where the first one fails"
    )
    openai_embedding_model: str = Field("", description="Model that turns texts into vectors there")
    openai_price_in: Decimal | None = Field(
        None,
        ge=0,
        description="Price of a million tokens read, by your bill; unset means unknown, never free",
    )
    openai_price_out: Decimal | None = Field(None, ge=0, description="Price of a million tokens written")
    model_daily_calls: int = Field(
        2000, ge=0, description="Calls of the model for one workspace's interviews a day (UTC); 0 is none"
    )
    model_daily_tokens: int = Field(1_000_000, ge=0, description="Tokens for them a day, read and written")
    model_daily_cost: Decimal | None = Field(
        None,
        ge=0,
        description="Money for them a day, where the prices are set; unset bounds calls and tokens alone",
    )
    interview_model_seconds: float = Field(
        6.0,
        ge=0.1,
        le=60,
        description="How long a candidate waits for the model at most; then it goes on without",
    )

    max_message_length: int = Field(1000, ge=1, le=20000, description="Characters in a private message")
    chat_history_limit: int = Field(50, ge=1, le=1000, description="Messages shown on opening a chat")
    message_retention_minutes: int = Field(
        30, ge=0, description="When private messages vanish; 0 keeps for ever"
    )

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]
        return value

    @field_validator("database_url")
    @classmethod
    def _speak_asyncpg(cls, value: str) -> str:
        return asyncpg_url(value) if value else value

    @field_validator("smtp_url")
    @classmethod
    def _speaks_smtp(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value and not (parts.scheme in {"smtp", "smtps"} and parts.hostname):
            raise ValueError("SMTP_URL is smtp://host or smtps://host, with user:password@ before the host")
        return value

    @field_validator("openai_base_url")
    @classmethod
    def _speaks_http(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("OPENAI_BASE_URL is http://host/v1 or https://host/v1")
        return value.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _names_a_mailbox(cls, value: str) -> str:
        if value and not all(parseaddr(value)[1].rpartition("@")):
            raise ValueError("MAIL_FROM is an address, such as hr@example.com or Beseda <hr@example.com>")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.upper()
        if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
            raise ValueError("LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR, CRITICAL")
        return level

    @model_validator(mode="after")
    def _refuse_unsafe_prod(self) -> Self:
        if self.env is not Env.PROD:
            return self
        if self.secret_key.get_secret_value() in {INSECURE_SECRET, ""}:
            raise ValueError(
                "ENV=prod needs a SECRET_KEY of your own. Make one with: "
                "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if not self.rate_limits:
            raise ValueError("RATE_LIMITS=off is for load tests; ENV=prod refuses it")
        return self

    @property
    def is_prod(self) -> bool:
        """Whether the program serves real people."""
        return self.env is Env.PROD

    @property
    def cookies_secure(self) -> bool:
        """Whether cookies carry the Secure attribute."""
        return self.is_prod if self.session_cookie_secure is None else self.session_cookie_secure

    @property
    def mails_by_smtp(self) -> bool:
        """Whether mail leaves by a mail server; else it is written into a folder."""
        return bool(self.smtp_host or self.smtp_url.get_secret_value())

    @property
    def has_model(self) -> bool:
        """Whether a language model is configured."""
        return bool(self.openai_base_url or self.openai_api_key.get_secret_value())

    @property
    def secret(self) -> str:
        """The signing key, in plain text, for the few places that sign."""
        return self.secret_key.get_secret_value()


def asyncpg_url(url: str) -> str:
    """Turn any of the four spellings of a PostgreSQL URL into the one that asyncpg is reached by.

    Raises ValueError for another database.
    """
    parts = urlsplit(url)
    dialect = parts.scheme.split("+", 1)[0]
    if dialect not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must be a PostgreSQL URL, not {parts.scheme or 'a bare name'}://")
    return urlunsplit(parts._replace(scheme="postgresql+asyncpg"))


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the process's settings, read once."""
    return Settings()


def scratch_folder() -> Path:
    """Return the machine's folder for short-lived files."""
    return Path(tempfile.gettempdir())
