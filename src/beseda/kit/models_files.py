"""The rows of stored files: small pictures that people see of each other."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from beseda.kit.db import Base, CreatedAt, PublicId


class StoredFile(Base):
    """A file under an id nobody can guess; whose it is, and who may see it, the row that points here says."""

    __tablename__ = "stored_files"

    id: Mapped[PublicId]
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[CreatedAt]
