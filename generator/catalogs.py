"""The catalogs of all briefings: what translates them, and how far they are."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from generator import briefing_file, translation
from generator.briefing import Briefing, State, Translation
from generator.config import Languages, Project
from generator.errors import DragomanError, reason
from generator.translation import Engine, glossary, models
from generator.translation.fill import Job
from generator.translation.machine import ALONE, Support, support_for
from generator.translation.memory import Learner, Memory, Once
from generator.translation.proofreading import Doubt, doubts, withhold
from generator.translation.standing import Standing, standings

Progress = Callable[[str, int, int | None], None]

NO_MODEL = "no model is installed; see `dragoman models`"


class Desk:
    """What translates a project's briefings: for each pair of languages, one engine and one memory.

    Attributes:
        terms: the project's glossary.
    """

    def __init__(self, project: Project, languages: Languages) -> None:
        """Read the glossary.

        Raises:
            InvalidFileError: it has mistakes.
        """
        self._languages = languages
        self.terms = glossary.load(project.site_config / "glossary.yml")
        self._engines: dict[tuple[str, str], Engine | None] = {}
        self._supports: dict[tuple[str, str], Support] = {}
        self._reverses: dict[tuple[str, str], Engine | None] = {}
        self._memories: dict[tuple[str, str], Memory] = {}

    def engine(self, briefing: Briefing, code: str) -> Engine | None:
        """What translates a briefing into a language; None where no model is installed.

        Raises:
            ModelError: the only model for the language is broken.
        """
        pair = briefing.language, code
        if pair not in self._engines:
            choice = self._languages.languages[code].engine
            found = translation.engine_for(code, choice, models.models_dir(), briefing.language)
            self._engines[pair] = Once(found) if found else None
        return self._engines[pair]

    def _support(self, briefing: Briefing, code: str) -> Support:
        pair = briefing.language, code
        if pair not in self._supports:
            choice = self._languages.languages[code].engine
            self._supports[pair] = support_for(code, choice, models.models_dir(), briefing.language)
        return self._supports[pair]

    def reverse(self, briefing: Briefing, code: str) -> Engine | None:
        """What translates back into a briefing's language, for the round trip; None where nothing does.

        Raises:
            ModelError: a model is broken.
        """
        pair = briefing.language, code
        if pair not in self._reverses:
            found = self._support(briefing, code).reverse
            self._reverses[pair] = Once(found) if found else None
        return self._reverses[pair]

    def memory(self, briefing: Briefing, code: str) -> Memory:
        """What is known in a language of briefings in the same language as this one."""
        return self._memories.setdefault((briefing.language, code), Memory())

    def load(
        self, folder: Path, briefing: Briefing, code: str, listener: Learner | None = None
    ) -> Translation:
        """A briefing's strings in a language.

        Args:
            folder: the briefing's.
            briefing: the source.
            code: the language.
            listener: is told what the catalog holds; else it is remembered.

        Raises:
            InvalidFileError: the catalog has mistakes.
        """
        told = self.memory(briefing, code) if listener is None else listener
        return translation.load(briefing, folder / f"{code}.po", code, self.terms, told)

    def job(self, folder: Path, briefing: Briefing, code: str) -> Job:
        """A briefing's catalog, brought up to date and ready to be filled.

        Raises:
            DragomanError: the catalog has mistakes or keeps changing, or the model is broken.
            OSError: the catalog cannot be read or written.
        """
        engine = self.engine(briefing, code)
        return Job(
            briefing,
            folder / f"{code}.po",
            code,
            engine=engine,
            support=self._support(briefing, code) if engine else ALONE,
            glossary=self.terms,
            known=self.memory(briefing, code),
        )

    def complete(
        self, folder: Path, briefing: Briefing, code: str, loaded: Translation, tell: Callable[[str], None]
    ) -> Translation:
        """The strings that were loaded; with translations of what was missing, or is now known better.

        Args:
            folder: the briefing's.
            briefing: the source.
            code: the language.
            loaded: by `load`, after which those of all other briefings were loaded.
            tell: called with what is being done, where that takes time.

        Raises:
            DragomanError: the catalog has mistakes or keeps changing, or the model is broken.
            OSError: the catalog cannot be read or written.
        """
        missing = translation.status(loaded)[State.MISSING]
        if missing:
            engine = self.engine(briefing, code)
            by = f"translating with {engine.name} {engine.model}" if engine else NO_MODEL
            tell(f"{folder.name}: {missing} texts lack a translation into {code}; {by}")
        elif not self.memory(briefing, code).has_news(folder.name, loaded):
            return loaded
        job = self.job(folder, briefing, code)
        job.run()
        return job.translation


@contextmanager
def collected(mistakes: list[DragomanError]) -> Iterator[None]:
    """Collect a mistake, so that the rest goes on."""
    try:
        yield
    except DragomanError as error:
        mistakes.append(error)
    except OSError as error:
        mistakes.append(DragomanError(reason(error)))


def briefing_of(folder: Path) -> Briefing | None:
    """The briefing in a folder; None where it is not drafted yet.

    Raises:
        InvalidFileError: it has mistakes.
    """
    path = folder / briefing_file.NAME
    return briefing_file.load(path) if path.exists() else None


@dataclass(frozen=True, slots=True)
class Catalog:
    """A briefing in one language.

    Attributes:
        slug: the briefing's.
        language: the language's tag.
        path: the file, which need not exist.
        strings: of the briefing.
    """

    slug: str
    language: str
    path: Path
    strings: tuple[Standing, ...]

    @property
    def counts(self) -> Counter[State]:
        """How many strings are in each state."""
        return Counter(string.state for string in self.strings)


def status(
    project: Project, languages: Languages, slugs: Sequence[str], codes: Sequence[str]
) -> tuple[tuple[Catalog, ...], tuple[DragomanError, ...]]:
    """How far each briefing is translated; changes nothing and opens no engine.

    Args:
        project: where everything is.
        languages: of the site.
        slugs: the briefings'; one that is not drafted yet is passed over.
        codes: the languages.

    Returns:
        The catalogs, language by language, but for those with mistakes; and the mistakes.

    Raises:
        InvalidFileError: the glossary has mistakes.
        OSError: a file cannot be read.
    """
    desk = Desk(project, languages)
    mistakes: list[DragomanError] = []
    found: dict[str, list[Catalog]] = {code: [] for code in codes}
    for slug in slugs:
        folder = project.briefings / slug
        with collected(mistakes):
            briefing = briefing_of(folder)
            if briefing is None:
                continue
            for code in codes:
                with collected(mistakes):
                    path = folder / f"{code}.po"
                    strings = standings(briefing, path, code, desk.terms)
                    found[code].append(Catalog(slug, code, path, strings))
    return tuple(chain.from_iterable(found.values())), tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the checks find in a briefing's catalog.

    Attributes:
        slug: the briefing's.
        language: the language's tag.
        path: the catalog.
        doubts: the doubtful translations.
        withheld: those of them that are withheld from now on.
    """

    slug: str
    language: str
    path: Path
    doubts: tuple[Doubt, ...]
    withheld: tuple[Doubt, ...] = ()


def proofread(  # noqa: PLR0913 - most say what to read
    project: Project,
    languages: Languages,
    slugs: Sequence[str],
    codes: Sequence[str],
    progress: Progress,
    *,
    withholding: bool = False,
) -> tuple[tuple[Proof, ...], tuple[DragomanError, ...]]:
    """Put every translation to the checks; and to the round trip, where a model translates back.

    Args:
        project: where everything is.
        languages: of the site.
        slugs: the briefings'; one that is not drafted yet is passed over.
        codes: the languages; a briefing's own is passed over.
        progress: called with a label, the number of catalogs done and of all.
        withholding: whether doubtful texts of machines, that nobody has touched, are to be withheld.

    Returns:
        The catalogs with doubtful texts; and the mistakes in files and models.

    Raises:
        InvalidFileError: the glossary has mistakes.
        OSError: a file cannot be read or written.
    """
    desk = Desk(project, languages)
    mistakes: list[DragomanError] = []
    found: list[Proof] = []
    for index, slug in enumerate(slugs):
        folder = project.briefings / slug
        with collected(mistakes):
            if (briefing := briefing_of(folder)) is None:
                continue
            foreign = [code for code in codes if not translation.same_language(code, briefing.language)]
            for number, code in enumerate(foreign):
                progress(f"{slug} ▶ {code}", index * len(codes) + number, len(slugs) * len(codes))
                path = folder / f"{code}.po"
                with collected(mistakes):
                    told = doubts(briefing, path, code, desk.terms, desk.reverse(briefing, code))
                    held = withhold(path, code, told) if withholding else ()
                    if told:
                        found.append(Proof(slug, code, path, told, held))
    return tuple(found), tuple(mistakes)
