"""Briefings ▶ their catalogs: each string is translated once for all of them."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from generator import briefing_file, translation
from generator.batch.crew import Alone, Crew, Failure, Workers
from generator.batch.strings import Made, Pair, String, Strings, apart, described
from generator.briefing import Message, State
from generator.catalogs import NO_MODEL, Desk, briefing_of, collected
from generator.config import Languages, Project
from generator.errors import DragomanError, joined
from generator.marks import straighten
from generator.translation import Engine, Report, sentences
from generator.translation.fill import Job
from generator.translation.glossary import Terms
from generator.translation.machine import Outcome, Support
from generator.translation.names import Namer

Progress = Callable[[str, int, int | None], None]

# strings in a unit of work: what a lost worker costs, and an interrupt
_UNIT = 16
_ALONE = Workers()
# sentences for which it is worth to start a process: it takes two seconds to start
_WORTH = 60


@dataclass(slots=True, eq=False)
class _Task:
    """A catalog to fill.

    Attributes:
        label: what people call it.
        pair: what translates it.
        job: the catalog.
        open: how many units of its strings are not done; None before they are made.
        failed: whether one of them, or the catalog, had a mistake.
    """

    label: str
    pair: Pair
    job: Job
    open: int | None = None
    failed: bool = False


@dataclass(slots=True)
class _Work:
    """How much there is to translate and how much of it is done, in sentences.

    What several briefings have in common is counted once.
    """

    tell: Progress
    total: int = 0
    done: int = 0
    _left: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def add(self, task: _Task) -> None:
        """Count what is to be done."""
        for message in task.job.todo if task.job.engine else ():
            key = task.pair.source, task.pair.target, message.text
            if key not in self._left:
                self._left[key] = len(sentences.split(straighten(message.text), task.pair.source))
                self.total += self._left[key]

    def finish(self, task: _Task, strings: Sequence[Message]) -> None:
        """Count strings as done."""
        keys = ((task.pair.source, task.pair.target, message.text) for message in strings)
        self.done += sum(self._left.pop(key, 0) for key in keys)
        self.tell(task.label, self.done, self.total)


class _Translator:
    """Stands around the engine of a task, as `machine.translate` does; knows what was tried and failed.

    What passed the checks is in the catalogs, where others find it.
    """

    def __init__(self) -> None:
        self._failed: dict[tuple[str, str, String], Outcome] = {}

    def note(self, pair: Pair, string: String, outcome: Outcome) -> None:
        """Remember what failed."""
        if outcome.problem:
            self._failed[pair.source, pair.target, string] = outcome

    def of(self, pair: Pair) -> Callable[[Sequence[Message], Engine, Namer, Support], list[Outcome]]:
        """What translates strings of a pair of languages, each by itself."""

        def translate(
            messages: Sequence[Message], engine: Engine, namer: Namer, support: Support
        ) -> list[Outcome]:
            alone, supporting = apart(engine, support)
            outcomes = []
            for string in (String.of(message, namer) for message in messages):
                outcome = self._failed.get((pair.source, pair.target, string))
                if outcome is None:
                    outcome = string.translated(pair, alone, supporting)
                    self.note(pair, string, outcome)
                outcomes.append(outcome)
            return outcomes

        return translate


def translate(  # noqa: PLR0913 - most say what to read
    project: Project,
    languages: Languages,
    slugs: Sequence[str],
    codes: Sequence[str],
    progress: Progress,
    *,
    workers: Workers = _ALONE,
) -> Iterator[str]:
    """Fill catalogs, language by language; yields a line about each.

    The catalogs of all briefings are read first: for what they have already, and to tell how much there is
    to do.

    Args:
        project: where everything is.
        languages: of the site.
        slugs: the briefings'.
        codes: the target languages; a briefing's own is passed over.
        progress: called with a label, the number of sentences done and of all, None until that is known.
        workers: who translates.

    Raises:
        DragomanError: files have mistakes, or a model is broken; what could be done is done.
        OSError: a catalog cannot be read or written.
    """
    desk = Desk(project, languages)
    mistakes: list[DragomanError] = []
    tasks: list[_Task] = []
    work = _Work(progress)
    for slug in project.slugs():
        folder, chosen = project.briefings / slug, slug in slugs
        told = mistakes if chosen else []  # what is only read for what it could tell may have mistakes
        progress(f"reading {slug}", 0, None)
        with collected(told):
            briefing = briefing_of(folder)
            if briefing is None:
                if chosen:
                    yield f"{slug}: no {briefing_file.NAME} yet; `dragoman draft {folder}` makes one"
                continue
            for code in codes:
                if translation.same_language(code, briefing.language):
                    continue
                with collected(told):
                    if not chosen:
                        desk.load(folder, briefing, code)
                        continue
                    job = desk.job(folder, briefing, code)
                    choice, terms = languages.languages[code].engine, Terms.of(desk.terms, code)
                    models = described(job.engine, job.support) if job.engine else ()
                    pair = Pair(briefing.language, code, choice, models, terms)
                    tasks.append(_Task(f"{slug} ▶ {code}", pair, job))
                    work.add(tasks[-1])
    # so that a worker needs the models of one language at a time
    tasks.sort(key=lambda task: (codes.index(task.pair.target), task.pair.source))
    with workers.crew(-(-work.total // _WORTH)) as crew:
        yield from _filled(tasks, work, crew, mistakes)
    if mistakes:
        raise joined(mistakes) from mistakes[0]


def _filled(tasks: Sequence[_Task], work: _Work, crew: Crew, mistakes: list[DragomanError]) -> Iterator[str]:
    """Fill the catalogs, and tell about each in the tasks' order."""
    translator = _Translator()
    shared = None if isinstance(crew, Alone) else _Shared(tasks, work, translator, mistakes)
    done = shared.done(crew) if shared else tasks
    for task in done:
        with collected(mistakes):
            if not task.failed:
                tell = partial(work.finish, task)
                tell(())
                yield from _lines(task, task.job.run(tell, translator.of(task.pair)))
        del task.job


class _Shared:
    """The tasks' strings, as units for a crew.

    A string that several catalogs lack is sent for the first of them alone. The others take it over when it
    is their turn, or translate it then, where it is not fit for them: so it makes no difference in which
    order the units are done.
    """

    def __init__(
        self, tasks: Sequence[_Task], work: _Work, translator: _Translator, mistakes: list[DragomanError]
    ) -> None:
        self._tasks, self._work, self._translator, self._mistakes = tasks, work, translator, mistakes
        self._sent: dict[int, tuple[_Task, Sequence[Message]]] = {}

    def done(self, crew: Crew) -> Iterator[_Task]:
        """The tasks, each when what was sent of it, and of those before it, is in its catalog."""
        waiting = deque(self._tasks)
        for unit, made in crew.run(self._units()):
            task, messages = self._sent.pop(unit.number)
            task.open = (task.open or 0) - 1
            self._take(task, messages, unit.strings, made)
            while waiting and waiting[0].open == 0:
                yield waiting.popleft()
        yield from waiting

    def _units(self) -> Iterator[Strings]:
        planned: set[tuple[str, str, str]] = set()
        numbers = count()
        for task in self._tasks:
            with self._noted(task):
                task.job.recall(partial(self._work.finish, task))
            keys = {message: (task.pair.source, task.pair.target, message.text) for message in task.job.todo}
            new = [m for m in task.job.todo if keys[m] not in planned and task.job.engine and not task.failed]
            planned.update(keys[message] for message in new)
            parts = [new[start : start + _UNIT] for start in range(0, len(new), _UNIT)]
            task.open = len(parts)
            namer = task.job.namer
            for part in parts:
                number = next(numbers)
                self._sent[number] = task, part
                strings = tuple(String.of(message, namer) for message in part)
                yield Strings(number, task.label, task.pair, strings)

    def _take(
        self,
        task: _Task,
        messages: Sequence[Message],
        strings: Sequence[String],
        made: Sequence[Made] | Failure,
    ) -> None:
        """Write what a worker has translated."""
        with self._noted(task):
            if isinstance(made, Failure):
                raise made.error()
            others = task.job.support.others
            outcomes = [
                Outcome(one.text, one.problem, None if one.other is None else others[one.other])
                for one in made
            ]
            for string, outcome in zip(strings, outcomes, strict=True):
                self._translator.note(task.pair, string, outcome)
            task.job.fill(dict(zip(messages, outcomes, strict=True)), partial(self._work.finish, task))

    @contextmanager
    def _noted(self, task: _Task) -> Iterator[None]:
        """Collect a mistake, of which the task fails."""
        before = len(self._mistakes)
        with collected(self._mistakes):
            yield
        task.failed = task.failed or len(self._mistakes) > before


def _lines(task: _Task, report: Report) -> Iterator[str]:
    counts = ", ".join(f"{n} {state}" for state, n in sorted(report.states.items()))
    taken = f", {report.taken} taken over" if report.taken else ""
    hint = f" ({NO_MODEL})" if report.states[State.MISSING] and not task.job.engine else ""
    yield f"{task.label}: {report.translated} translated{taken}; now {counts}{hint}"
    yield from (f"  withheld: {path}: {why}" for path, why in report.withheld)
