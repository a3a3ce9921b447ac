"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_bytes(
    path: Path, data: bytes, *, replace: bool = True, may_replace: Callable[[], bool] = lambda: True
) -> bool:
    """Write beside the file, then rename; the folder is made where it is missing.

    A symbolic link stays: what it points to is replaced.

    Args:
        path: the file.
        data: its content.
        replace: whether an existing file may be replaced.
        may_replace: asked last, right before the rename: whether the file is still what it was.

    Returns:
        Whether the file was written.

    Raises:
        FileExistsError: the file exists and `replace` is false.
        OSError: the folder cannot be written to.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        # a new file gets the permissions that the user's umask leaves
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        if not may_replace():
            return False
        if replace:
            temporary.replace(path)
        else:
            _rename_to_new(temporary, path)
        return True
    except FileExistsError:
        raise
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_text(
    path: Path, text: str, *, replace: bool = True, may_replace: Callable[[], bool] = lambda: True
) -> bool:
    """`write_bytes` for text, as UTF-8 with the line ends that it has."""
    return write_bytes(path, text.encode(), replace=replace, may_replace=may_replace)


def _rename_to_new(temporary: Path, path: Path) -> None:
    """Rename, but fail where the file exists.

    Raises:
        FileExistsError: it does.
    """
    try:
        path.hardlink_to(temporary)  # unlike a rename, this fails where the file exists
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: reserve the name, then rename
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o666))
        temporary.replace(path)
