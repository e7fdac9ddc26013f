"""Why a file could not be read, each with what its sender can do about it."""

from typing import ClassVar

from beseda.kit.errors import BesedaError, Kind


class UnreadableFile(BesedaError):
    """What all refusals of a file have in common; never raised itself."""

    kind, code = Kind.INVALID, "unreadable_file"
    message = "This file can't be read."


class UnsupportedFile(UnreadableFile):
    """The content is of a kind that is not read here, whatever its name says."""

    code, status = "unsupported_file", 415
    message = (
        "This kind of file can't be read here. Please save it as PDF, DOCX, RTF or TXT and send it again."
    )


class FileTooLarge(UnreadableFile):
    """The file, or what it unpacks to, is over the limit of {megabytes}."""

    code, status = "file_too_large", 413
    message = "This file is too large: at most {megabytes} MB is taken. Please send a smaller one."


class UnpacksTooLarge(FileTooLarge):
    """The file is small, but unpacks to far more than a document holds."""

    code = "file_unpacks_too_large"
    message = "This file unpacks to far more than a document holds. Please save it anew, or as PDF."


class EncryptedFile(UnreadableFile):
    """The file opens with a password only."""

    code = "encrypted_file"
    message = "This file is protected by a password. Please take the password off and send it again."


class DamagedFile(UnreadableFile):
    """The file is of a known kind and broken."""

    code = "damaged_file"
    message = "This file is damaged. Please open it on your device, save it anew and send it again."


class EmptyFile(UnreadableFile):
    """The file holds no text: it is empty, or a picture of a text."""

    code = "empty_file"
    message = "There is no text in this file; it may be a scan. Please send one with text, or paste the text."


class ExtractionTimedOut(UnreadableFile):
    """Reading took more time or memory than a document deserves."""

    code = "extraction_timed_out"
    message = (
        "This file takes too long or too much memory to read. Please save it in a simpler form, such as TXT."
    )


class ReaderUnavailable(UnreadableFile):
    """The child process could not run at all; the file is not to blame."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    code = "reader_unavailable"
    message = "Files can't be read right now. Please try again in a minute, or paste the text."


BY_CODE: dict[str, type[UnreadableFile]] = {
    error.code: error
    for error in (
        UnsupportedFile,
        FileTooLarge,
        UnpacksTooLarge,
        EncryptedFile,
        DamagedFile,
        EmptyFile,
        ExtractionTimedOut,
        ReaderUnavailable,
    )
}
