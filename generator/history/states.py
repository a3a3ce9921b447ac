"""The states of the briefings as git told them last, as long as nothing is committed.

Which commit that is, is read from git's files where they are plain; where they are not, git is asked.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from generator.atomic import write_text
from generator.history import git
from generator.history.git import State

_States = Mapping[str, Sequence[State]]
# what makes git take other commits for parents than the commits say
_OTHER_PARENTS = ("shallow", "info/grafts", "refs/replace")
# of the variables that are left to git, those that change where it finds a repository
_ELSEWHERE = ("GIT_CEILING", "GIT_DISCOVERY")


class Kept:
    """States in a file; one that is damaged, of another commit or made by other rules is ignored."""

    def __init__(self, path: Path, repository: Path, folder: Path) -> None:
        """Say where.

        Args:
            path: of the file; its folder need not be there.
            repository: the folder that holds ``.git``.
            folder: of the briefings, in the repository.
        """
        self._path, self._repository = path, repository
        self._inside = folder.relative_to(repository).as_posix()

    def states(self, ask: Callable[[], _States]) -> _States:
        """The states that are kept, or those that git tells.

        Args:
            ask: asks git; what it raises is raised.
        """
        commit = _commit(self._repository)
        known = self._load(commit) if commit else None
        if known is None:
            known = ask()
            if commit and _commit(self._repository) == commit:
                self._keep(commit, known)
        return known

    def _load(self, commit: str) -> _States | None:
        try:
            digest, _, body = self._path.read_text("utf-8").partition("\n")
            kept = json.loads(body) if digest == self._digest(commit, body) else None
        except (OSError, ValueError):
            return None
        if kept is None:
            return None
        return {
            slug: [State(datetime.fromtimestamp(seconds, UTC), blob) for seconds, blob in states]
            for slug, states in kept.items()
        }

    def _keep(self, commit: str, states: _States) -> None:
        pairs = {slug: [(int(s.at.timestamp()), s.blob) for s in found] for slug, found in states.items()}
        body = json.dumps(pairs)
        with suppress(OSError):  # without it, git is asked the next time
            write_text(self._path, f"{self._digest(commit, body)}\n{body}")

    def _digest(self, commit: str, body: str) -> str:
        rules = [Path(file).read_bytes() for file in (__file__, git.__file__)]
        said = (commit, self._inside, body)
        return hashlib.sha256(b"\0".join([*rules, *map(os.fsencode, said)])).hexdigest()


def _commit(repository: Path) -> str | None:
    """The name of the last commit; None where only git can tell it, or what comes before it."""
    try:
        if any(name.startswith(_ELSEWHERE) for name in os.environ):
            return None
        own, common = _git_folders(repository / ".git")
        if any((common / name).exists() for name in _OTHER_PARENTS):
            return None
        head = (own / "HEAD").read_text("ascii").strip()
        packed = _text(common / "packed-refs")
        if " refs/replace/" in packed:
            return None
        kind, _, branch = head.partition(": ")
        if kind == "ref" and branch.startswith("refs/heads/"):
            loose = common / branch
            head = loose.read_text("ascii").strip() if loose.is_file() else _packed(packed, branch)
    except (OSError, ValueError):
        return None
    return head if len(head) in (40, 64) and set(head) <= set("0123456789abcdef") else None


def _git_folders(path: Path) -> tuple[Path, Path]:
    """The folder of a working tree's HEAD, and that of the branches; ``.git`` may be a file that names it."""
    if path.is_file():
        path = path.parent / path.read_text("utf-8").removeprefix("gitdir:").strip()
    common = path / "commondir"
    return path, path / common.read_text("utf-8").strip() if common.is_file() else path


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""


def _packed(packed: str, branch: str) -> str:
    lines = (line.split(" ") for line in packed.splitlines())
    return next((line[0] for line in lines if line[1:] == [branch]), "")
