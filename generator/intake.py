"""One briefing with all that belongs to it, over the stations that read, draft and translate."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from generator import briefing_file, pipeline
from generator.atomic import tidy
from generator.briefing import Article, Entry, State
from generator.cache import Cache, Digests, digest, signature_of
from generator.catalogs import Desk
from generator.config import BRIEFING, Languages, Project
from generator.errors import DraftError
from generator.exchange import Exchange, Listener, Texts
from generator.history import History
from generator.preparation import ARTICLES, TEXTS
from generator.translation import Engine, status

Tell = Callable[[str], None]
_ADAPTER = TypeAdapter(tuple[Article, ...])


class Intake:
    """Gets briefings, one at a time.

    Attributes:
        wrote: the signatures of the files that it wrote, right after that, by path.
    """

    def __init__(
        self, project: Project, languages: Languages, cache: Cache, digests: Digests, history: History
    ) -> None:
        """Read nothing yet but the glossary.

        Args:
            project: where everything is.
            languages: of the site.
            cache: keeps articles that were cleaned, which takes longer than all else.
            digests: of the project's files.
            history: of the briefings.

        Raises:
            InvalidFileError: the glossary has mistakes.
        """
        self._project, self._languages = project, languages
        self._cache, self._digests, self._history = cache, digests, history
        self.wrote: dict[str, str] = {}
        self._desk = Desk(project, languages)
        self._remembered: set[str] = set()

    def read(self, slug: str, tell: Tell = lambda _: None) -> tuple[Entry, Texts]:
        """A briefing with the translations that are there, and which texts its catalogs hold.

        It is drafted where it is not.

        Raises:
            DragomanError: files have mistakes, or the briefing cannot be drafted.
            OSError: a file cannot be read or written.
        """
        folder = self._project.briefings / slug
        path = folder / BRIEFING
        tidy(folder)
        if not path.exists():
            tell(f"drafting {slug} from its articles")
            try:
                pipeline.draft(folder)
            except DraftError:
                if not path.exists():  # else another build was faster
                    raise
            else:
                self._note(path)
        found = self._articles(slug)
        briefing = briefing_file.load(path, pipeline.paragraphs(found))
        unused = [name for name in found if briefing.sources and name not in briefing.sources]
        if unused:
            tell(f"{slug}: not among the sources of its {BRIEFING}: {', '.join(unused)}")
            if not pipeline.articles_used(briefing).issuperset(unused):
                tell(f"{slug}: `dragoman draft --update {folder}` adds what they bring")
        listener = Listener(briefing.language)
        translations = {
            code: self._desk.load(folder, briefing, code, listener.of(code))
            for code in self._languages.codes
            if code != briefing.language
        }
        versions = self._history.versions(slug, briefing)
        return Entry(slug, briefing, path, translations, found, versions), listener.texts(translations)

    def _articles(self, slug: str) -> Mapping[str, Article]:
        folder = self._project.briefings / slug

        def state() -> str:
            return digest(self._digests.programs, self._digests.folder(str(folder / "articles")))

        key = state()
        if known := self._cache.get(ARTICLES, slug, key):
            return {article.id: article for article in _ADAPTER.validate_json(known)}
        found = pipeline.read_articles(folder)
        if state() == key:  # else somebody has changed one meanwhile
            self._cache.put(ARTICLES, [(slug, key, _ADAPTER.dump_json(tuple(found.values())))])
        return found

    def lacking(self, entry: Entry) -> Mapping[str, Engine | None]:
        """The languages in which a briefing lacks translations, with what may make them."""
        return {
            code: self._desk.engine(entry.briefing, code)
            for code, found in entry.translations.items()
            if status(found)[State.MISSING]
        }

    def exchange(self, changed: Mapping[str, Texts], gone: Collection[str]) -> Exchange:
        """Who has something for whom.

        Args:
            changed: the texts of the briefings that were read again.
            gone: the briefings that are no more.
        """
        before = {slug: Texts.from_bytes(data) for slug, (_, data) in self._cache.all(TEXTS).items()}
        return Exchange(before, changed, gone)

    def completed(self, slug: str, helpers: Collection[str], tell: Tell) -> Entry:
        """A briefing with translations of what lacked one, or is now known better.

        Args:
            slug: its folder.
            helpers: the briefings that have texts for it.
            tell: called with what is being done.

        Raises:
            DragomanError: a catalog has mistakes or keeps changing, or a model is broken.
            OSError: a file cannot be read or written.
        """
        for helper in helpers:
            self._remember(helper)
        entry, _ = self.read(slug, tell)
        found = {}
        for code, loaded in entry.translations.items():
            found[code] = self._desk.complete(entry.path.parent, entry.briefing, code, loaded, tell)
            if found[code] is not loaded:
                self._note(entry.path.with_name(f"{code}.po"))
        return replace(entry, translations=found)

    def _note(self, path: Path) -> None:
        if path.exists():
            self.wrote[str(path)] = signature_of(path.stat())

    def _remember(self, slug: str) -> None:
        """Have the texts of a briefing's catalogs at hand."""
        if slug in self._remembered:
            return
        self._remembered.add(slug)
        folder = self._project.briefings / slug
        briefing = briefing_file.load(folder / BRIEFING)
        for code in self._languages.codes:
            if code != briefing.language:
                self._desk.load(folder, briefing, code)
