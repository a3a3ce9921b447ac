"""What git tells of a folder, without what settings or surroundings could make it do besides.

It asks for nothing, fetches nothing and locks nothing. That a repository must belong to who reads it stays
git's own rule: it keeps the settings of a stranger from being obeyed.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import IO, cast

_PATIENCE = 60  # seconds for an answer
_LARGEST = 1_000_000  # bytes; a long briefing has 100,000

# of the variables for git, those that say how to find it and its settings; where a hook or a CI job names the
# repository that it is about, it need not be the folder's
_KEPT = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING", "GIT_DISCOVERY")
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # git before 2.44 has no other way not to fetch
}
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "diff.renameLimit=1000")
# of a merge, what it changed on the main line
_LOG = shlex.split(
    "log --first-parent --diff-merges=first-parent --reverse --format=%ct -z --raw --no-abbrev --relative -M "
    "--root -O/dev/null --no-follow --no-show-signature --no-ext-diff --no-textconv HEAD --"
)


class GitError(Exception):
    """Git cannot tell the history; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """A file as it was committed.

    Attributes:
        at: when, in UTC; never before the state before it.
        blob: git's name of the content.
    """

    at: datetime
    blob: str


class Git:
    """Git in a folder; to be used in a `with`."""

    def __init__(self, folder: Path) -> None:
        """Find the program.

        Raises:
            GitError: there is none.
        """
        program = shutil.which("git")
        if not program:
            raise GitError("git is not installed")
        self._command = (program, "--no-pager", "-C", str(folder), *_SETTINGS)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k.startswith(_KEPT)}
        self._environment = kept | _ENVIRONMENT
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Git":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def states(self, pattern: str) -> Mapping[str, Sequence[State]]:
        """The states of each file that fits a pattern, the first one first, by the folder that it is in now.

        Where a folder got another name, its file brings its states along.

        Raises:
            GitError: not all commits are there, or git fails.
            OSError: git cannot be run.
        """
        answer = self._ask("rev-parse", "--is-shallow-repository", "--revs-only", "HEAD").split()
        if answer[:1] == [b"true"]:
            raise GitError("this is a shallow clone of the repository; `git fetch --unshallow` gets the rest")
        if len(answer) < 2:  # nothing is committed yet
            return {}
        return _states(os.fsdecode(self._ask(*_LOG, f":(glob){pattern}")))

    def _ask(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and no argument of anybody's
                (*self._command, *arguments),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git did not answer within {_PATIENCE} seconds") from None
        if done.returncode:
            said = " ".join(done.stderr.decode(errors="replace").split())
            raise GitError(f"git says “{said or done.returncode}”")
        return done.stdout

    def read(self, blob: str) -> bytes | None:
        """A content by its name; None where it is too large to be a briefing. One program answers for all.

        Raises:
            GitError: git has no such content, or does not answer.
            OSError: git cannot be run, or ended.
        """
        if not self._reader:
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            command = (*self._command, "cat-file", "--batch")
            self._reader = subprocess.Popen(  # noqa: S603 - as above
                command, env=self._environment, stdin=pipe, stdout=pipe, stderr=nowhere
            )
        question, answer = cast("IO[bytes]", self._reader.stdin), cast("IO[bytes]", self._reader.stdout)
        watch = Timer(_PATIENCE, self._reader.kill)
        watch.start()
        try:
            question.write(f"{blob}\n".encode())
            question.flush()
            head = answer.readline()  # name, type and size
            if len(head.split()) != 3:
                raise GitError(f"git does not give {blob}, which its log names; is this a partial clone?")
            size = int(head.split()[2])
            if size > _LARGEST:
                self._close()
                return None
            content = answer.read(size + 1)
        finally:
            watch.cancel()
        if len(content) <= size:
            raise GitError("git broke off its answer")
        return content[:-1]

    def _close(self) -> None:
        if self._reader:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None


def _states(log: str) -> Mapping[str, Sequence[State]]:
    """What a log tells: of each commit the moment, of each file ``:mode mode blob blob change`` and path.

    Raises:
        GitError: it is no such log.
    """
    found: dict[str, list[State]] = {}
    moment = _moment("0")
    tokens = iter(log.split("\0"))
    for token in tokens:
        line = token.strip("\n")
        if not line.startswith(":"):
            moment = _moment(line) if line else moment
            continue
        if len(parts := line.split(" ")) != 5:
            raise GitError(f"git tells its log in a form that is not known: {line[:80]!r}")
        blob, change = parts[3:]
        folder = _folder(tokens)
        earlier = found.get(folder, [])
        if change.startswith("R"):
            found.pop(folder, None)
            folder = _folder(tokens)
        if change != "D":  # what was deleted may come back
            # where a clock went wrong, the order is still sure
            at = max(moment, earlier[-1].at) if earlier else moment
            found[folder] = [*earlier, State(at, blob)]
    return found


def _folder(tokens: Iterator[str]) -> str:
    """The folder of the next path."""
    if not (path := next(tokens, "")):
        raise GitError("git broke off its log")
    return path.rpartition("/")[0]


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):  # a commit may be dated beyond all years
        return datetime.fromtimestamp(0, UTC)
