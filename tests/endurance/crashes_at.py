"""What happens at one of the operations by which files are written: the end of the program, or an edit."""

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from generator import atomic

# what makes or changes files, with the number of its arguments that are paths
_CALLS = {
    "replace": 2,
    "rename": 2,
    "link": 2,
    "unlink": 1,
    "remove": 1,
    "chmod": 1,
    "mkdir": 1,
    "truncate": 1,
}
_WRITES = os.O_WRONLY | os.O_RDWR


class CrashError(BaseException):
    """The program is killed; nothing catches it."""


class _Writer:
    """A file that tells before it is written to."""

    def __init__(self, file: Any, torn: Callable[[Callable[[], object]], None]) -> None:
        self._file, self._torn = file, torn

    def write(self, data: Any) -> int:
        def half() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._torn(half)
        return int(self._file.write(data))

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def at(number: int, below: Path, then: Callable[[str], None]) -> Iterator[None]:
    """Call something right before each operation that makes or changes files below a folder.

    Args:
        number: how many come before the first call.
        below: the folder.
        then: called with the path, empty where it is not known; what it does itself is passed over.
    """
    start, left, busy = f"{below}{os.sep}", number, False

    def step(path: object) -> None:
        nonlocal left, busy
        place = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if busy or (place and not place.startswith(start)):
            return
        left -= 1
        if left < 0:
            busy = True
            try:
                then(place)
            finally:
                busy = False

    real = {name: getattr(os, name) for name in (*_CALLS, "open", "fsync", "fdopen")}
    opened = builtins.open

    def call(name: str) -> Callable[..., Any]:
        def made(*arguments: Any, **options: Any) -> Any:
            step(arguments[_CALLS[name] - 1])
            return real[name](*arguments, **options)

        return made

    def os_open(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & _WRITES:
            step(path)
        return int(real["open"](path, flags, *arguments, **options))

    def fsync(number: int) -> None:
        step("")
        real["fsync"](number)

    def fdopen(number: int, *arguments: Any, **options: Any) -> Any:
        def torn(half: Callable[[], object]) -> None:
            try:
                step("")
            except CrashError:
                half()
                raise

        return _Writer(real["fdopen"](number, *arguments, **options), torn)

    def open_(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if not isinstance(file, int) and any(c in mode for c in "wax+"):
            step(file)
        return opened(file, mode, *arguments, **options)

    with ExitStack() as stack:
        for name in _CALLS:
            stack.enter_context(patch.object(os, name, call(name)))
        for name, function in (("open", os_open), ("fsync", fsync), ("fdopen", fdopen)):
            stack.enter_context(patch.object(os, name, function))
        # which asks the system itself, as Python knows no such call
        rename = atomic._rename

        def exchanged(one: Path, other: Path, how: int) -> None:
            step(other)
            rename(one, other, how)

        stack.enter_context(patch.object(atomic, "_rename", exchanged))
        for module in (builtins, io):
            stack.enter_context(patch.object(module, "open", open_))
        yield
