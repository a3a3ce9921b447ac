"""The versions of the briefings: from git where there is one, else from what editors say under `updated`.

What counts is what was committed: an edit that is not committed yet is in no version. Of a history with
merges, the main line counts, for each of its commits was once what everybody got. The last state of a day (in
UTC) is compared with the last one of the day before; a day that changed nothing for readers is no version.
`differences` says what a change is; `git` reads the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from generator import briefing_file
from generator.briefing import Briefing, Status, Version
from generator.config import Project
from generator.history.differences import Differences
from generator.history.git import Git, GitError, State

Tell = Callable[[str], None]


def versions(
    project: Project, briefings: Mapping[str, Briefing], tell: Tell = lambda _: None
) -> Mapping[str, tuple[Version, ...]]:
    """The versions of each briefing, the first one first; the first tells no changes.

    Nothing that is wrong with git stops anybody: then `updated` alone counts. Differences that were found
    once are kept in ``.cache/history.json``, which may be deleted at any time.

    Args:
        project: where everything is.
        briefings: as they are now, by slug.
        tell: called where git is there but cannot tell the history, and where that takes time.
    """
    found: Mapping[str, tuple[Version, ...]] = {}
    try:
        found = _from_git(project, briefings, tell)
    except (GitError, OSError) as error:
        tell(f"what changed in the briefings is told from `updated` alone: {error}")
    return {slug: _with_updates(found.get(slug, ()), briefing) for slug, briefing in briefings.items()}


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


def _from_git(
    project: Project, briefings: Mapping[str, Briefing], tell: Tell
) -> Mapping[str, tuple[Version, ...]]:
    """The versions that are committed.

    Raises:
        GitError: git cannot tell.
        OSError: git cannot be run.
    """
    folder = project.briefings.resolve()  # which may be a repository of its own
    if not briefings or not _repository(folder):
        return {}
    with Git(folder) as git:
        states = git.states(f"*/{briefing_file.NAME}")
        with Differences(project.root / ".cache" / "history.json", git.read, tell) as differences:
            differences.forget({state.blob for group in states.values() for state in group})
            return {slug: tuple(_versions(states.get(slug, ()), differences)) for slug in briefings}


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
