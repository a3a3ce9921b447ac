"""Hand-edited text files, which are UTF-8."""

from pathlib import Path

from generator.errors import InvalidFileError, Problem


def read_text(path: Path, largest: int) -> str:
    """A file's text, without a byte order mark, with the line ends that it has.

    Args:
        path: the file.
        largest: how many bytes it may have.

    Raises:
        InvalidFileError: it is not UTF-8, or larger.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        raw = file.read(largest + 1)
    if len(raw) > largest:
        message = f"the file has more than {largest // 1_000_000} MB, far too much; is it the right one?"
        raise InvalidFileError([Problem(path, 1, 1, "", message)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8; save the file as UTF-8"
        raise InvalidFileError([Problem(path, line, 1, "", message)]) from None
