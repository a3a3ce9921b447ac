"""The versions of the briefings: from git where there is one, else from what editors say under `updated`.

What counts is what was committed: an edit that is not committed yet is in no version. Of a history with
merges, the main line counts, for each of its commits was once what everybody got. The last state of a day (in
UTC) is compared with the last one of the day before; a day that changed nothing for readers is no version.
`differences` says what a change is; `git` reads the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path

from generator.briefing import Briefing, Status, Version
from generator.config import BRIEFING, Project
from generator.history.differences import Differences
from generator.history.git import Git, GitError, State
from generator.history.states import Kept

Tell = Callable[[str], None]
_PATTERN = f"*/{BRIEFING}"


def versions(
    project: Project, briefings: Mapping[str, Briefing], tell: Tell = lambda _: None
) -> Mapping[str, tuple[Version, ...]]:
    """The versions of each briefing, the first one first; the first tells no changes.

    Nothing that is wrong with git stops anybody: then `updated` alone counts, for all of them.

    Args:
        project: where everything is.
        briefings: as they are now, by slug.
        tell: called where git is there but cannot tell the history, and where that takes time.
    """

    def found(history: History) -> Mapping[str, tuple[Version, ...]]:
        return {slug: history.versions(slug, briefing) for slug, briefing in briefings.items()}

    with History(project, tell) as history:
        made = found(history)
        return found(history) if history.failed else made


class History:
    """The versions of a project's briefings, for those who ask for one at a time; to be used in a `with`.

    As long as nothing is committed, git is not asked. What was found once is kept in ``.cache/states.json``
    and ``.cache/history.json``, which may be deleted at any time.

    Attributes:
        failed: whether git could not tell, so that from then on `updated` alone counts.
    """

    def __init__(self, project: Project, tell: Tell = lambda _: None) -> None:
        """Nothing is done before it is asked for.

        Args:
            project: where everything is.
            tell: called where git is there but cannot tell the history, and where that takes time.
        """
        self.failed = False
        self._folder = project.briefings.resolve()  # which may be a repository of its own
        self._cache = project.root / ".cache"
        self._tell = tell
        self._open = ExitStack()

    def __enter__(self) -> "History":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def state(self, slug: str) -> str:
        """A text that changes when a briefing has other versions; the same where git cannot tell them."""
        return " ".join(f"{state.at.timestamp():.0f} {state.blob}" for state in self._states.get(slug, ()))

    def versions(self, slug: str, briefing: Briefing) -> tuple[Version, ...]:
        """The versions of a briefing, the first one first; the first tells no changes."""
        found: tuple[Version, ...] = ()
        if states := self._states.get(slug, ()):
            try:
                found = tuple(_versions(states, self._differences))
            except (GitError, OSError) as error:
                self._states = self._without_git(error)
        return _with_updates(found, briefing)

    @cached_property
    def _states(self) -> Mapping[str, Sequence[State]]:
        repository = _repository(self._folder)
        if not repository:
            return {}
        kept = Kept(self._cache / "states.json", repository, self._folder)
        try:
            return kept.states(lambda: self._git.states(_PATTERN))
        except (GitError, OSError) as error:
            return self._without_git(error)

    def _without_git(self, error: Exception) -> Mapping[str, Sequence[State]]:
        self.failed = True
        self._tell(f"what changed in the briefings is told from `updated` alone: {error}")
        return {}

    @cached_property
    def _git(self) -> Git:
        return self._open.enter_context(Git(self._folder))

    def _read(self, blob: str) -> bytes | None:
        return self._git.read(blob)  # which is run only where there is something to read

    @cached_property
    def _differences(self) -> Differences:
        made = Differences(self._cache / "history.json", self._read, self._tell)
        made.forget({state.blob for group in self._states.values() for state in group})
        return self._open.enter_context(made)


def commits(project: Project) -> Path | None:
    """The file that each commit changes, where the briefings are in a repository."""
    repository = _repository(project.briefings.resolve())
    log = repository / ".git" / "logs" / "HEAD" if repository else None
    return log if log and log.is_file() else None


def _repository(folder: Path) -> Path | None:
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)


def _with_updates(found: Sequence[Version], briefing: Briefing) -> tuple[Version, ...]:
    """The versions that were found, with what the briefing itself says of its versions."""
    notes: dict[date, list[str]] = {}
    for update in briefing.updated:
        notes.setdefault(update.date, []).extend([update.text] if update.text else [])
    if not found and briefing.date:
        found = (Version(briefing.date),)
    known = {version.day: version for version in found}
    kept = dict(known)
    if found and notes and min(notes) < found[0].day:
        # it was out before it came into git: that it came there is nothing to tell
        del kept[found[0].day]
        if briefing.date and briefing.date < min(notes):
            kept[briefing.date] = Version(briefing.date)
    for day, texts in notes.items():
        kept[day] = replace(known.get(day, Version(day)), notes=tuple(texts))
    return tuple(kept[day] for day in sorted(kept))


def _versions(states: Sequence[State], differences: Differences) -> Iterator[Version]:
    before = ""
    for day, group in groupby(states, key=lambda state: state.at.date()):
        for state in reversed(list(group)):
            if state.blob == before:
                break
            found = differences.between(before, state.blob)
            if found is None:  # no briefing: what was there on that day before it?
                continue
            if not before:
                yield Version(day, state.at)
            elif any(found):
                status = Status(found.status) if found.status else None
                yield Version(day, state.at, tuple(found.added), tuple(found.reworded), found.removed, status)
            before = state.blob
            break
