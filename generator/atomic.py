"""Files that appear whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_bytes(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write beside the file, then rename; the folder is made where it is missing.

    Args:
        path: the file.
        data: its content.
        replace: whether an existing file may be replaced.

    Raises:
        FileExistsError: the file exists and `replace` is false.
        OSError: the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        if replace:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)  # unlike a rename, this fails where the file exists
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, replace: bool = True) -> None:
    """`write_bytes` for text, as UTF-8 with the line ends that it has."""
    write_bytes(path, text.encode(), replace=replace)


def _mode(path: Path) -> int:
    """The permissions that the file has, or that a new file would get."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
