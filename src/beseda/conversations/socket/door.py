"""What every socket's door does alike: look where a page comes from, read `?after=`, refuse and close."""

from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from beseda.conversations.errors import BadAfter
from beseda.conversations.frames import error_frame
from beseda.kit.errors import BesedaError, Kind, NotSignedIn, TooMany
from beseda.kit.i18n import current_locale
from beseda.kit.limits import Limiter, address_key
from beseda.kit.security import ForeignRequest, client_address, origin_allowed
from beseda.settings import Settings

CLOSE_CODES = {
    Kind.MISSING: 4404,
    Kind.FORBIDDEN: 4403,
    Kind.CONFLICT: 4400,
    Kind.INVALID: 4400,
    Kind.UNAVAILABLE: 1013,
}
LARGEST_SEQ = 2**31 - 1


def close_code(error: BesedaError) -> int:
    """Return the protocol's close code for an error."""
    if isinstance(error, TooMany):
        return 4429
    return 4401 if error.http_status == NotSignedIn.status else CLOSE_CODES[error.kind]


async def refuse(websocket: WebSocket, error: BesedaError) -> None:
    """Say why, and close; who has gone meanwhile need not hear it."""
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.send_text(error_frame(error.code, error.text(current_locale())))
        await websocket.close(close_code(error))


async def check_door(websocket: WebSocket) -> None:
    """Raise unless this page may open sockets here, and not too many."""
    settings: Settings = websocket.app.state.settings
    limiter: Limiter = websocket.app.state.limiter
    if not origin_allowed(websocket, settings):
        raise ForeignRequest
    await limiter.hit("socket", address_key(client_address(websocket)))


def after_of(websocket: WebSocket) -> int | None:
    """Return the `seq` after which the page wants the log (None: the latest history); raises BadAfter."""
    text = websocket.query_params.get("after", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_SEQ):
        raise BadAfter
    return int(text)
