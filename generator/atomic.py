"""Files that appear whole or not at all, whoever else writes them, and whenever this process is killed.

What is new is written beside its place, forced to the disk, and renamed. Processes of this program take turns
in a folder. Editors know of no turns: so where a file is to be replaced only as long as it is what it was,
both are exchanged in one step, and what was displaced is looked at; if it is somebody's, it goes back. So
nothing is removed but what is ours, or was known.

The folder is not forced to the disk after a rename: a power cut then leaves the old file or the new one, and
all that is written here can be made once more. It would cost as much again as writing the file.
"""

import ctypes
import errno
import fcntl
import os
import re
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import mkdtemp

# seconds after which a passing folder is nobody's any more, where no lock can tell
_OLD = 86_400
# seconds to wait for another process; the longest that one writes is to publish a large site
_PATIENCE = 120
# numbers of errors that a full disk gives, or a user's share of it
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class CannotWriteError(OSError):
    """A file that cannot be written; its text is for people. To be made of number, reason and path."""

    def __str__(self) -> str:
        number, reason, path = self.errno, self.strerror, self.filename
        if number in NO_ROOM:
            return f"{path}: cannot be written: {reason}; free some space, then run the command again"
        if number in _FORBIDDEN:
            return f"{path}: cannot be written: {reason}; give this user the right to write there"
        return f"{path}: cannot be written: {reason}"

    @classmethod
    def of(cls, error: OSError, path: Path | str) -> "CannotWriteError":
        """What went wrong with a file; a full disk does not tell with which one."""
        return cls(error.errno, error.strerror or str(error), str(path))


def write_bytes(path: Path, data: bytes, *, replace: bool = True, before: bytes | None = None) -> bool:
    """Write a file; its folder is made where it is missing.

    A symbolic link stays: what it points to is replaced.

    Args:
        path: the file.
        data: its content.
        replace: whether an existing file may be replaced.
        before: replace it only if it still holds this, and nobody is saving it in that very moment.

    Returns:
        Whether the file was written.

    Raises:
        FileExistsError: the file exists and `replace` is false.
        OSError: the file cannot be written.
    """
    try:
        path = path.resolve()
    except RuntimeError:  # a link to itself
        raise CannotWriteError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.parent) as is_ours:
            if is_ours:
                _tidy(path.parent, path.name)
            # a new file gets the permissions that the user's umask leaves
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                temporary.chmod(path.stat().st_mode & 0o777)
            if before is not None:
                return _put_instead(temporary, path, data, before)
            if replace:
                temporary.replace(path)
            else:
                _rename_to_new(temporary, path)
            return True
    except FileExistsError:
        raise
    except OSError as error:
        raise CannotWriteError.of(error, path) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, replace: bool = True, before: bytes | None = None) -> bool:
    """`write_bytes` for text, as UTF-8 with the line ends that it has."""
    return write_bytes(path, text.encode(), replace=replace, before=before)


def _rename_to_new(temporary: Path, path: Path) -> None:
    """Rename, but fail where the file exists.

    Raises:
        FileExistsError: it does.
    """
    try:
        _rename(temporary, path, 4 if sys.platform == "darwin" else 1)  # RENAME_EXCL, RENAME_NOREPLACE
    except FileExistsError:
        raise
    except OSError:  # a file system that cannot; most of these have hard links, which fail just so
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            temporary.replace(path)


# --- files that others may be writing


def _put_instead(temporary: Path, path: Path, data: bytes, before: bytes) -> bool:
    """Put a file in the place of one, if that holds what it held before; else it stays, or comes back."""
    if not _holds(path, before):
        return False
    # if this process is killed now, its name tells what may lie there
    aside = path.with_name(f".{path.name}.{_sum(data)}-{_sum(before)}.swap")
    temporary.replace(aside)
    try:
        exchange(aside, path)
    except FileNotFoundError:  # somebody removed it
        aside.unlink()
        return False
    except OSError:  # a file system that cannot; between these two steps, an edit can be lost
        if written := _holds(path, before):
            aside.replace(path)
        else:
            aside.unlink()
        return written
    if _holds(aside, before):
        aside.unlink()
        return True
    _put_back(aside, path, data)
    return False


def _put_back(aside: Path, path: Path, data: bytes) -> None:
    """Give an edit its place again, in which `data` was put.

    Raises:
        OSError: another edit has been saved there meanwhile; the first one is kept beside it.
    """
    try:
        exchange(aside, path)
        if _holds(aside, data):
            aside.unlink()
            return
        exchange(aside, path)
    except FileNotFoundError:  # somebody removed what was put there
        with suppress(FileExistsError):
            _rename_to_new(aside, path)
            return
    kept = _keep(aside, path)
    why = f"it was saved twice at the same time; what was saved first is in {kept.name}, compare both"
    raise OSError(errno.EBUSY, why)


def _keep(aside: Path, path: Path) -> Path:
    """Keep an edit where people see it; its new path."""
    return aside.replace(path.with_name(f"{path.name}.{secrets.token_hex(4)}.kept"))


def _holds(path: Path, content: bytes) -> bool:
    """Whether a file has a content, and nobody is about to write to it."""
    try:
        with path.open("rb") as file:
            return not _is_open_for_writing(file.fileno()) and file.read() == content
    except OSError:
        return False


def _is_open_for_writing(descriptor: int) -> bool:
    """Whether somebody has a file open to write to it; where the system does not tell, False."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        # who opens the file meanwhile waits until the lease ends, and this process would get a signal
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # which is ignored
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False


def exchange(one: Path, other: Path) -> None:
    """Exchange two files or folders, in one step.

    Raises:
        OSError: one of them is missing, or the system cannot.
    """
    _rename(one, other, 2)  # RENAME_EXCHANGE, RENAME_SWAP


def _rename(one: Path, other: Path, how: int) -> None:
    """Rename in a way that Python does not know.

    Raises:
        OSError: that cannot be; EINVAL or ENOSYS where it can never be here.
    """
    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            status = system.renamex_np(*names, how)
        else:
            here = -100  # AT_FDCWD
            status = system.renameat2(here, names[0], here, names[1], how)
    except AttributeError:  # an old C library
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other)) from None
    if status:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


# --- what killed processes leave


def tidy(folder: Path) -> None:
    """Remove what killed processes left in a folder; an edit that they displaced comes back."""
    with suppress(OSError), locked(folder, wait=False) as is_ours:
        if is_ours:
            _tidy(folder, "")


def _tidy(folder: Path, name: str) -> None:
    """Nobody else writes in the folder now, so that what is half done is of the dead."""
    for file in os.listdir(folder):  # noqa: PTH208 - before each write
        left = file[0] == "." and _LEFT.fullmatch(file)
        if not left or (name and left["name"] != name):
            continue
        path = folder / file
        with suppress(OSError):
            if left["ours"]:
                found, place = path.read_bytes(), folder / left["name"]
                if _sum(found) not in {left["ours"], left["before"]}:
                    _bring_back(path, place, left["ours"])
                    continue
            path.unlink()


def _bring_back(edit: Path, place: Path, ours: str) -> None:
    """Give a displaced edit its place again, or one beside what people have put there since."""
    if not place.exists():
        _rename_to_new(edit, place)
    elif _sum(data := place.read_bytes()) == ours:
        _put_back(edit, place, data)
    else:
        _keep(edit, place)


_LEFT = re.compile(
    r"\.(?P<name>.+)\.(?:[0-9a-z_]{8}\.tmp|(?P<ours>[0-9a-f]{32})-(?P<before>[0-9a-f]{32})\.swap)", re.DOTALL
)


def _sum(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


@contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[bool | None]:
    """Keep other processes and threads of this program out of a folder: they wait, or go without.

    Not to be used twice for a folder at once. Nothing is written, and the lock ends with the process.

    Args:
        folder: which must be there.
        wait: whether to wait for others.

    Yields:
        Whether it is locked; None where there are no locks, as in some folders from other machines.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # it may be one in which to write, and not to be listed
        yield None
        return
    try:
        yield _lock(descriptor, _PATIENCE if wait else 0)
    finally:
        with suppress(OSError):  # a process that another plugin started may have the folder open too
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _lock(descriptor: int, patience: float) -> bool | None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return None if patience else False  # others hold it for ever: they are not of this program
            time.sleep(0.01)
        except OSError:
            return None
        else:
            return True


class Workplace:
    """A passing folder, empty at first; what killed processes left of theirs goes.

    Attributes:
        path: of the folder.
    """

    def __init__(self, beside: Path, prefix: str, *, clear: bool = True) -> None:
        """Make it.

        Args:
            beside: the folder to make it in.
            prefix: of its name.
            clear: whether folders with the prefix may be taken for ours.

        Raises:
            OSError: there can be none.
        """
        beside.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            with locked(beside):
                for old in beside.glob(f"{prefix}*") if clear else ():
                    _remove_if_dead(old)
                try:
                    self.path = Path(mkdtemp(prefix=prefix, dir=beside))
                except OSError as error:
                    raise CannotWriteError.of(error, beside) from None
                stack.callback(shutil.rmtree, self.path, ignore_errors=True)
                descriptor = os.open(self.path, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                _lock(descriptor, 0)
            self.close: Callable[[], None] = stack.pop_all().close

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()


def _remove_if_dead(folder: Path) -> None:
    """Remove a passing folder, unless the process that made it is there."""
    with suppress(OSError), locked(folder, wait=False) as is_dead:
        if is_dead or (is_dead is None and time.time() - folder.stat().st_mtime > _OLD):
            shutil.rmtree(folder, ignore_errors=True)


def flush(folder: Path) -> None:
    """Force all files in a folder, and their names, to the disk.

    Raises:
        OSError: one of them cannot be written.
    """
    for root, _, names in os.walk(folder):
        for path in (*(Path(root, name) for name in names), Path(root)):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
