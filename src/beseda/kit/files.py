"""Stored files: keeping them in the transaction that needs them, and answering with them safely.

They stand in the database (decision 0191), so that one backup and one commit hold a row and its picture.
"""

import uuid

from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.kit.models_files import StoredFile

# Where a browser shows a file by itself, nothing in it may run or load anything.
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
YEAR = 31_536_000


async def keep_file(session: AsyncSession, content: bytes, media_type: str) -> uuid.UUID:
    """Store a file that was made or checked here; returns the id under which it is found."""
    kept = StoredFile(id=uuid.uuid4(), media_type=media_type, size=len(content), content=content)
    session.add(kept)
    await session.flush()
    return kept.id


async def drop_file(session: AsyncSession, file_id: uuid.UUID) -> None:
    """Remove a file, if it is there."""
    kept = await session.get(StoredFile, file_id)
    if kept is not None:
        await session.delete(kept)


def picture_answer(content: bytes, media_type: str) -> Response:
    """Answer with a picture: as what it is and nothing else, kept by this reader's browser alone.

    Its address names its id, so another picture has another address, and this one may be kept for a year.
    """
    return Response(
        content,
        media_type=media_type,
        headers={
            "Cache-Control": f"private, max-age={YEAR}, immutable",
            "Content-Disposition": "inline",
            "Content-Security-Policy": HARMLESS,
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
