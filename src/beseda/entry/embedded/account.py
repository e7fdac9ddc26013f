"""As whom PostgreSQL runs: ourselves, or, because it refuses root, an unprivileged user."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from beseda.entry.embedded.errors import NamelessUser, NoPlainUser

PLAIN_USERS = ("beseda", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the machine; `is_ours` when it is the one who runs this process."""

    user: int
    group: int
    name: str

    @property
    def is_ours(self) -> bool:
        """Whether the server runs as the same user as we do."""
        return self.user == os.geteuid()

    @property
    def drop_to(self) -> int | None:
        """The id to start processes as; None where they simply inherit ours."""
        return None if self.is_ours else self.user


def choose_account(folder: Path) -> Account:
    """Choose as whom the server of a folder runs.

    A plain user runs it itself. Root runs it as whoever owns the cluster that is there, else as the folder's
    owner, else as `beseda`, else as `nobody`. Raises NoPlainUser or NamelessUser.
    """
    if os.geteuid() != 0:
        return named_account(os.geteuid())
    for place in (folder / "cluster", folder):
        owner = place.lstat().st_uid if place.exists() else 0
        if owner:
            return named_account(owner)
    for name in PLAIN_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    raise NoPlainUser


def named_account(user: int) -> Account:
    """Return the account of a user id; NamelessUser where the machine does not know it."""
    try:
        entry = pwd.getpwuid(user)
    except KeyError:
        raise NamelessUser(uid=user) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
