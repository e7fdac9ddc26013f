"""Static files under a path that names their digest, so that browsers keep them for ever."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from beseda.kit.pages import STATIC, static_version

FOREVER = "public, max-age=31536000, immutable"


class VersionedStatic(StaticFiles):
    """Serves `/static/<digest>/tokens.css` from `static/tokens.css`; an older digest is served, not kept."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def get_path(self, scope: Scope) -> str:
        """Leave the digest out of the file's path."""
        return super().get_path(scope).partition("/")[2]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, and say how long it may be kept."""
        response = await super().get_response(path, scope)
        fresh = f"/{static_version()}/" in scope["path"]
        response.headers["Cache-Control"] = FOREVER if fresh else "no-cache"
        return response
