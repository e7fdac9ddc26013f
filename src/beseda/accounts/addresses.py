"""Where pages of accounts are, for links that leave the program."""

from fastapi import Request

from beseda.kit.addresses import base_url


def invitation_url(request: Request, raw: str) -> str:
    """Write the link that an invited person opens."""
    return f"{base_url(request)}/invite/{raw}"
