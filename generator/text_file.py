"""Hand-edited text files, which are UTF-8."""

from pathlib import Path

from generator.errors import InvalidFileError, Problem


def read_text(path: Path) -> str:
    """A file's text, without a byte order mark, with the line ends that it has.

    Raises:
        InvalidFileError: it is not UTF-8.
        OSError: it cannot be opened.
    """
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8; save the file as UTF-8"
        raise InvalidFileError([Problem(path, line, 1, "", message)]) from None
