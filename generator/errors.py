"""Every error that a user can meet, and how it is told.

    DragomanError
    ├── ArticleError        an article that cannot be read
    ├── DraftError          a briefing that cannot be drafted
    ├── TranslationError    a catalog or an engine that cannot be used
    │   └── ModelError      a model that is missing, broken or cannot be had
    ├── SiteError           a template or a page that cannot be made
    ├── InvalidFileError    one or more mistakes in hand-edited files
    └── FaultError          a fault of the program's own, in a part of the work

The message of each says what is wrong and what to do. The command line and the mkdocs plugin print it with
`told`, which keeps to one screen and lets nothing through that could move a terminal's cursor. Any other
exception is a fault of Dragoman's own; `described` says so.
"""

from __future__ import annotations

import errno
import platform
import re
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from generator import __version__


class DragomanError(Exception):
    """Base of all errors whose message is written for the user."""


class ArticleError(DragomanError):
    """An article that cannot be read; the message names the file."""


class DraftError(DragomanError):
    """A briefing that cannot be drafted from its articles."""


class TranslationError(DragomanError):
    """A catalog or an engine that cannot be used."""


class ModelError(TranslationError):
    """A model that is missing, broken, or cannot be had."""


class SiteError(DragomanError):
    """A template or a page that cannot be made."""


class FaultError(DragomanError):
    """A fault of the program's own in a part of the work, after which the rest went on."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a hand-edited file.

    Attributes:
        path: the file.
        line: from 1.
        column: from 1.
        field: the place in the file's structure, such as ``sides[0].name``; may be empty.
        message: what is wrong and what is expected.
    """

    path: Path
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        field = f" {_short(self.field)}:" if self.field else ""
        place = f"{self.path}:{self.line}:{self.column}:".replace("\n", r"\n")
        return visible(f"{place}{field} {_short(self.message)}")


class InvalidFileError(DragomanError):
    """One or more mistakes in hand-edited files, all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


# --- how errors are told ---------------------------------------------------------------------------

# the exit status of a command that met a fault of our own
FAULT_STATUS = 70
# the variable that has tracebacks shown
DEBUG = "DRAGOMAN_DEBUG"
# rows and columns of a small screen; characters of a line, and of a part of it that is quoted
_SCREEN, _COLUMNS, _LONGEST, _LONGEST_QUOTED = 20, 80, 1200, 400
_LOOP = "Symlink loop from "
_PYTHON = Path(traceback.__file__).parent
# what controls a terminal, turns the direction of writing, or is half a character, as in file names that are
# no UTF-8; lines and tabs are text
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_REASONS = {
    errno.EACCES: "permission denied; give this user the right to read and write it",
    errno.EDQUOT: "there is no space left for this user; make room, then run the command again",
    errno.EFBIG: "the file would be larger than this system allows",
    errno.EISDIR: "is a folder, and a file is expected here; move it away",
    errno.EMFILE: "too many files are open; see `ulimit -n`",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOSPC: "there is no space left on the disk; make room, then run the command again",
    errno.ENOTDIR: "a file is where a folder is expected; move it away",
    errno.EPERM: "this is not permitted to the user who runs it",
    errno.EROFS: "the disk can only be read; it is mounted so, or it is damaged",
}


def visible(text: str) -> str:
    r"""A text that moves no cursor: what controls a terminal is shown as an escape, such as ``\x1b``."""
    return _INVISIBLE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def is_for_users(error: BaseException) -> bool:
    """Whether an exception is of what users can mend, and its message for them."""
    # how Python before 3.13 tells of a link to itself
    return isinstance(error, DragomanError | OSError) or str(error).startswith(_LOOP)


def reason(error: BaseException) -> str:
    """The whole message of an error; what the system says of a file, in words that tell what to do."""
    if str(error).startswith(_LOOP):
        return f"{str(error).removeprefix(_LOOP)}: is a link to itself; remove it"
    if not isinstance(error, OSError) or error.strerror is None or type(error).__str__ is not OSError.__str__:
        return str(error)
    says = _REASONS.get(error.errno or 0, error.strerror[:1].lower() + error.strerror[1:])
    names = (n for n in (error.filename, error.filename2) if n is not None and not isinstance(n, int))
    names = (n.decode("utf-8", "surrogateescape") if isinstance(n, bytes) else str(n) for n in names)
    places = " ▶ ".join(name.replace("\n", r"\n") for name in names)
    return f"{places}: {says}" if places else says


def joined(errors: Sequence[DragomanError]) -> DragomanError:
    """Several errors as one, each message once; a fault of our own, if one of them is."""
    kind = FaultError if any(isinstance(error, FaultError) for error in errors) else DragomanError
    return kind("\n".join(dict.fromkeys(map(str, errors))))


def told(error: BaseException | str) -> str:
    """An error's message for a terminal: of one screen, with nothing in it that moves the cursor."""
    text = error if isinstance(error, str) else reason(error)
    lines = [_short(line, _LONGEST) for line in visible(text).rstrip().split("\n")]
    rows = list(accumulate(-(-len(line) // _COLUMNS) or 1 for line in lines))
    if rows[-1] > _SCREEN:
        kept = max(sum(row < _SCREEN for row in rows), 1)
        more = f"… and {len(lines) - kept} more; `dragoman check` lists mistakes in files, --debug tells all"
        lines[kept:] = [more] if kept < len(lines) else []
    return "\n".join(lines)


def described(error: BaseException) -> str:
    """What happened, of a fault of our own: the exception, and where in our code."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_library(frame.filename)] or list(frames)
    where = f", in {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    return visible(f"{_short(what.strip())}{where}").replace("\n", " ")


def fault_report(error: BaseException, command: str) -> str:
    """What to tell of a fault of our own.

    Args:
        error: an exception that no user can be to blame for.
        command: what shows the traceback.
    """
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"This is a fault of Dragoman's, and none of yours:\n  {described(error)}\n"
        f"What was finished is kept. Please report it, with what `dragoman doctor` prints and the traceback\n"
        f"that {command} shows (Dragoman {__version__}, Python {platform.python_version()}, {system})."
    )


def is_from_us(error: BaseException) -> bool:
    """Whether an exception came through one of the program's files."""
    return any(_is_own(frame.filename) for frame in traceback.extract_tb(error.__traceback__))


def _is_own(filename: str) -> bool:
    return Path(filename).is_relative_to(Path(__file__).parent)


def _is_library(filename: str) -> bool:
    path = Path(filename)
    return not _is_own(filename) and ("site-packages" in path.parts or path.is_relative_to(_PYTHON))


def _short(text: str, most: int = _LONGEST_QUOTED) -> str:
    """A text without its middle, where it is long."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} […] {text[-half:]}"
