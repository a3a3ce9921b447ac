"""Folders of articles ▶ briefing.yml, each folder a unit of work."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import briefing_file, pipeline
from generator.articles import files
from generator.atomic import tidy, write_bytes
from generator.batch.crew import Alone, Failure, Workers
from generator.config import find_project
from generator.errors import DraftError, DragomanError, joined, reason

Progress = Callable[[str, int, int | None], None]

# bytes: an article that has more is refused, however much more
_LARGEST = 31_000_000


@dataclass(frozen=True, slots=True)
class Made:
    """What drafting gives.

    Attributes:
        content: of briefing.yml; None where it stays as it is.
        lines: to print.
    """

    content: bytes | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A folder to be drafted, as the unit of work.

    It is done in a copy of the folder, so that it needs no file of the one who sends it.

    Attributes:
        folder: as messages name it.
        update: whether the articles' news are added to the briefing that is there.
        articles: the files' contents by name.
        briefing: the content of briefing.yml, if it is there.
        glossary: the content of the project's glossary.yml, if there is one.
        glossary_path: as messages name it.
        has_schema: whether the project has the schema that a new briefing.yml names.
    """

    folder: str
    update: bool
    articles: dict[str, bytes] = field(repr=False)
    briefing: bytes | None = field(repr=False)
    glossary: bytes | None = field(repr=False)
    glossary_path: str
    has_schema: bool

    @classmethod
    def of(cls, folder: Path, *, update: bool) -> "Draft":
        """All that the draft of a folder depends on.

        Raises:
            DragomanError: there is a briefing already, or nothing to draft from.
            OSError: a file cannot be read.
        """
        path, source = folder / briefing_file.NAME, folder / "articles"
        tidy(folder)
        if not (update and path.exists()):
            pipeline.refuse_existing(path)
        found = files.in_folder(source) if source.is_dir() else []
        try:
            glossary = find_project(folder).site_config / "glossary.yml"
        except DragomanError:
            glossary = folder / "glossary.yml"  # never there: a folder outside of projects has none
        return cls(
            str(folder),
            update,
            {file.name: _content(file) for file in found},
            path.read_bytes() if path.exists() else None,
            glossary.read_bytes() if glossary.is_file() else None,
            str(glossary),
            (folder / briefing_file.SCHEMA).is_file(),
        )

    @property
    def label(self) -> str:
        """The folder."""
        return self.folder

    def do(self) -> Made:
        """Draft in a copy of the folder.

        Raises:
            DragomanError: see `pipeline.draft` and `pipeline.update`.
        """
        with TemporaryDirectory(prefix="dragoman-") as place:
            root = Path(place).resolve()
            folder, config = root / "briefings" / "copy", root / "site_config"
            (folder / "articles").mkdir(parents=True)
            config.mkdir()
            (root / "mkdocs.yml").touch()
            for name, content in self.articles.items():
                (folder / "articles" / name).write_bytes(content)
            if self.glossary is not None:
                (config / "glossary.yml").write_bytes(self.glossary)
            if self.has_schema:
                (folder / briefing_file.SCHEMA).touch()
            path = folder / briefing_file.NAME
            if self.briefing is not None:
                path.write_bytes(self.briefing)

            def named(text: str) -> str:
                text = text.replace(str(config / "glossary.yml"), self.glossary_path)
                return text.replace(str(folder), self.folder)

            try:
                lines = pipeline.update(folder) if self.update else (str(pipeline.draft(folder)),)
            except DragomanError as error:
                raise DraftError(named(str(error))) from None
            after = path.read_bytes()
            return Made(after if after != self.briefing else None, tuple(map(named, lines)))

    def write(self, made: Made) -> None:
        """Write what the draft gave, unless somebody wrote the file meanwhile.

        Raises:
            DraftError: somebody did; it is kept.
            OSError: it cannot be written.
        """
        path = Path(self.folder) / briefing_file.NAME
        if made.content is None:
            return
        if self.briefing is None:
            try:
                write_bytes(path, made.content, replace=False)
            except FileExistsError:
                raise DraftError(f"{path}: was made meanwhile by somebody else; it is kept") from None
        elif not write_bytes(path, made.content, before=self.briefing):
            raise DraftError(f"{path}: was changed meanwhile, and is left as it is; run the command again")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST)
    except OSError as error:
        raise DraftError(f"{file}: the file cannot be read: {error.strerror}") from None


def draft(folders: Sequence[Path], *, update: bool, workers: Workers, progress: Progress) -> Iterator[str]:
    """Draft folders; yields lines about each, in their order.

    Each briefing.yml is written as soon as it is made.

    Args:
        folders: none twice; with ``articles/``, and with a briefing.yml where it is to be updated.
        update: whether to add to a briefing.yml that exists.
        workers: who does the work.
        progress: called with a label, the number of folders done and of all.

    Raises:
        DragomanError: some could not be drafted; all others are.
    """
    told: dict[str, tuple[str, ...] | DragomanError] = {}
    mistakes: list[DragomanError] = []
    waiting = deque(str(folder) for folder in folders)

    def units(chosen: Sequence[Path]) -> Iterator[Draft]:
        for folder in chosen:
            try:
                yield Draft.of(folder, update=update)
            except DragomanError as error:
                told[str(folder)] = error
            except OSError as error:
                told[str(folder)] = DragomanError(reason(error))

    def lines() -> Iterator[str]:
        """Of the folders whose turn it is."""
        while waiting and waiting[0] in told:
            found = told.pop(waiting.popleft())
            if isinstance(found, DragomanError):
                mistakes.append(found)
            else:
                yield from found

    progress("", 0, len(folders))
    heavy = [folder for folder in folders if not update or _has_news(folder)]
    known = set(heavy)
    light = [folder for folder in folders if folder not in known]
    with workers.crew(len(heavy)) as crew:
        for done, (unit, made) in enumerate(chain(Alone().run(units(light)), crew.run(units(heavy))), 1):
            told[unit.folder] = _written(unit, made)
            progress(unit.label, done, len(folders))
            yield from lines()
    yield from lines()
    if mistakes:
        raise joined(mistakes) from mistakes[0]


def _has_news(folder: Path) -> bool:
    """Whether there may be articles that a folder's briefing does not know; if not, nothing is parsed."""
    try:
        briefing = briefing_file.load(folder / briefing_file.NAME)
        names = {file.stem for file in files.in_folder(folder / "articles")}
    except (DragomanError, OSError):
        return not (folder / briefing_file.NAME).exists()
    return not pipeline.articles_used(briefing).issuperset(names)


def _written(unit: Draft, made: Made | Failure) -> tuple[str, ...] | DragomanError:
    if isinstance(made, Failure):
        return made.error()
    try:
        unit.write(made)
    except DragomanError as error:
        return error
    except OSError as error:
        return DragomanError(reason(error))
    return made.lines or (f"{unit.folder}: nothing to add",)
