"""Where pages of accounts are, for links that leave the program."""

from fastapi import Request

from beseda.settings import Settings


def invitation_url(request: Request, settings: Settings, raw: str) -> str:
    """Write the link that an invited person opens."""
    base = settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/invite/{raw}"
