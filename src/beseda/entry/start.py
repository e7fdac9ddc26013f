"""What a command does before its work: settings, the data folder, the signing key, the port."""

import errno
import os
import secrets
import socket
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from beseda.kit.errors import BesedaError, Kind
from beseda.settings import INSECURE_SECRET, Settings

KEY_FILE = "secret_key"
BACKLOG = 2048


class SettingsWrong(BesedaError):
    """A setting can't be what it is set to; `problems` has a line for each."""

    code = "settings_wrong"
    message = "The settings can't be used:\n{problems}"


class FolderUnusable(BesedaError):
    """The data folder can't be made or written."""

    kind, code = Kind.UNAVAILABLE, "folder_unusable"
    message = "The data folder {folder} can't be used: {reason}. Choose another with --data."


class PortTaken(BesedaError):
    """Somebody listens on this port already."""

    kind, code = Kind.CONFLICT, "port_taken"
    message = (
        "Port {port} on {host} is taken by another program, perhaps another Beseda. "
        "Stop it, or choose another port: --port {other}"
    )


class PortRefused(BesedaError):
    """The system does not let us listen there."""

    kind, code = Kind.FORBIDDEN, "port_refused"
    message = "The system does not let us listen on port {port} of {host}: {reason}."


def read_settings(**given: Any) -> Settings:
    """Return the settings; those given (not None) win over the environment. Raises SettingsWrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = (f"  {_name(found['loc'])}{_said(found['msg'])}" for found in error.errors())
        raise SettingsWrong(problems="\n".join(lines)) from error


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


def _name(location: tuple[int | str, ...]) -> str:
    return f"{'.'.join(str(part) for part in location).upper()}: " if location else ""


def with_key(settings: Settings) -> Settings:
    """Return settings with a signing key of our own, made once and kept in the data folder.

    So sessions survive a restart. A key that is set is left alone, and `prod` does not start without one.
    """
    if settings.secret != INSECURE_SECRET:
        return settings
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        key = kept_key(settings.data / KEY_FILE)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FolderUnusable(folder=settings.data.absolute(), reason=reason) from error
    return settings.model_copy(update={"secret_key": SecretStr(key)})


def kept_key(path: Path) -> str:
    """Return the key in a file that only its owner reads; the first of several processes makes it."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; the caller closes it. Raises PortTaken or PortRefused."""
    family, kind, protocol, _, address = _resolve(host, port)
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port, other=port % 65535 + 1) from error
        raise PortRefused(host=host, port=port, reason=(error.strerror or str(error)).lower()) from error
    return made


def _resolve(host: str, port: int) -> Any:
    try:
        return socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise PortRefused(host=host, port=port, reason=(error.strerror or str(error)).lower()) from error
