"""What several verbs share."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.config import Languages, Project, find_project, load_languages
from generator.errors import DragomanError, told
from generator.yaml_file import nearest

# how many names a message lists
_SOME = 20

Progress = Callable[[str, int, int | None], None]


def find() -> Project:
    """The project that the working directory is in.

    Raises:
        DragomanError: it is in none.
    """
    return find_project(here())


def here() -> Path:
    """The working directory.

    Raises:
        DragomanError: it has been removed.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise DragomanError("the working directory has been removed; cd into the project") from None


def languages_of(project: Project) -> Languages:
    """What languages.yml says.

    Raises:
        InvalidFileError: it has mistakes.
    """
    return load_languages(project.site_config / "languages.yml")


def known(kind: str, given: Iterable[str], all_of_them: Sequence[str]) -> tuple[str, ...]:
    """Names from the command line, none twice.

    Args:
        kind: what the names are of, for the message.
        given: the names.
        all_of_them: those that exist.

    Raises:
        DragomanError: one of them does not.
    """
    names = tuple(dict.fromkeys(given))
    for name in names:
        if name not in all_of_them:
            some = ", ".join(all_of_them[:_SOME]) or "none"
            more = f" and {len(all_of_them) - _SOME} more" if len(all_of_them) > _SOME else ""
            hint = nearest(name, all_of_them) or f"; there are: {some}{more}"
            raise DragomanError(f"there is no {kind} {name!r}{hint}")
    return names


def slugs_of(project: Project, given: Sequence[str]) -> tuple[str, ...]:
    """The briefings that the command line names, by slug or by folder.

    Raises:
        DragomanError: one of them does not exist.
    """
    return known("briefing", (Path(name).name or name for name in given), project.slugs())


def refuse(faults: Sequence[str], total: str = "") -> None:
    """End with status 1 where there is anything wrong.

    Args:
        faults: what is wrong with files, of which a screenful is told.
        total: what else is wrong.

    Raises:
        DragomanError: there is.
    """
    lines = [*([told("\n".join(faults))] if faults else []), *([total] if total else [])]
    if lines:
        raise DragomanError("\n".join(lines))


@contextmanager
def progress(unit: str | None = None) -> Iterator[Progress]:
    """A progress bar where somebody watches, else nothing.

    Args:
        unit: what is counted, where a bar tells how many are done, and how many in a second.

    Yields:
        What to call with a label, how much is done, and how much there is in all if that is known.
    """
    if not sys.stderr.isatty():
        yield lambda _label, _done, _all: None
        return
    # only where a bar is shown
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn  # noqa: PLC0415
    from rich.progress import TimeRemainingColumn as Left  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class Count(ProgressColumn):
        def render(self, task: Task) -> Text:
            if task.total is None:
                return Text("")
            speed = f", {task.speed:.1f}/s" if task.speed else ""
            return Text(f"{task.completed:.0f}/{task.total:.0f} {unit}{speed}")

    label = TextColumn("{task.description}")
    columns = (label, BarColumn(), Count(), Left()) if unit else Progress.get_default_columns()
    # rich would print to stderr what belongs into a file
    redirect = sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=redirect) as bar:
        task = bar.add_task("", total=None)
        yield lambda label, done, total: bar.update(task, description=label, completed=done, total=total)
