"""From what lies in ``briefings/`` to what the site shows; each step does only what is missing.

A briefing of which nothing has changed since it was last prepared is not read again. What it is made of is in
its key: its files, the glossary, the languages, its versions, the programs. What a person translated for one
briefing is taken over by others, into their catalogs: `exchange` tells which of them are concerned.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from generator import history
from generator.briefing import Entry
from generator.cache import Cache, Digests, digest, signature_of
from generator.config import BRIEFING, Languages, Project
from generator.errors import DragomanError

if TYPE_CHECKING:
    from generator.exchange import Texts
    from generator.intake import Intake

Tell = Callable[[str], None]
# what is kept in the cache, by slug: what was said of a briefing, which texts its catalogs hold, its articles
_TOLD, TEXTS, ARTICLES = "told", "texts", "articles"


class Prepared(NamedTuple):
    """A briefing, ready for the site.

    Attributes:
        slug: its folder.
        key: a digest of all that the entry is made of; None where that cannot be told, as when a file changed
            while it was read.
        entry: the briefing; None where `key` is the one that is known already.
    """

    slug: str
    key: str | None
    entry: Entry | None


class Preparation:
    """Gets the briefings of a project with their translations; drafts and translates what is missing.

    To be used in a `with`.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - most are options
        self,
        project: Project,
        languages: Languages,
        cache: Cache,
        digests: Digests,
        tell: Tell = lambda _: None,
        only: Collection[str] | None = None,
    ) -> None:
        """Look at what was there the last time.

        Args:
            project: where everything is.
            languages: of the site.
            cache: remembers what the briefings were made of.
            digests: of the project's files.
            tell: called with what is being done, where that takes time.
            only: the briefings to prepare, by slug; all, where it is None.

        Raises:
            InvalidFileError: the glossary has mistakes.
        """
        self._project, self._languages, self._cache = project, languages, cache
        self._tell, self._digests, self._is_whole = tell, digests, only is None
        self._slugs = tuple(slug for slug in project.slugs() if only is None or slug in only)
        self._history = history.History(project, tell)
        names = ("languages.yml", "glossary.yml")
        files = [path for name in names if (path := project.site_config / name).is_file()]
        self._programs = digests.programs
        self._shared = digest(self._programs, *(digests.file(str(path)) for path in files))
        self._before = cache.all(_TOLD)
        self._known: Mapping[str, str] = {}
        self._keys: dict[str, str | None] = {}  # of what was read
        self._said: dict[str, list[str]] = {}
        self._texts: dict[str, Texts] = {}  # of what may not be as it was

    def __enter__(self) -> "Preparation":
        self._history.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._history.__exit__()

    @property
    def wrote(self) -> Mapping[str, str]:
        """The signatures of the files that were written, right after that, by path."""
        return self._intake.wrote if "_intake" in self.__dict__ else {}

    def read(self, slug: str) -> Entry:
        """A briefing that `run` has given, once more."""
        return self._intake.read(slug)[0]

    def run(self, known: Mapping[str, str] = MappingProxyType({})) -> Iterator[Prepared]:
        """The briefings, one after the other, so that an archive needs the memory of one of them.

        One comes twice where it turns out later that another one has something for it: the last counts.

        Args:
            known: the keys under which briefings are known already, by slug; these are not read again.

        Raises:
            DragomanError: files have mistakes, an article cannot be read, or a briefing cannot be drafted;
                those of all briefings at once, when the others have come.
            OSError: a file cannot be written.
        """
        self._known = known
        mistakes: list[str] = []
        later: set[str] = set()
        for slug in self._slugs:
            with _collected(mistakes):
                base, (key, said) = self._base(slug), self._before.get(slug, ("", b"[]"))
                if base and key in (base, digest(base, self._models)):
                    for line in json.loads(said):
                        self._tell(line)
                    yield self._unchanged(slug, base, key)
                    continue
                entry, self._texts[slug] = self._intake.read(slug, partial(self._say, slug))
                if self._texts[slug].missing:
                    later.add(slug)
                else:
                    yield self._made(entry, base)
        if self._texts or self._gone:
            exchange = self._intake.exchange(self._texts, self._gone)
            for slug in self._slugs:
                with _collected(mistakes):
                    if (helpers := exchange.helpers(slug)) or slug in later:
                        yield self._completed(slug, helpers)
        for stray in self._project.strays():
            self._tell(f"{stray}: has neither {BRIEFING} nor articles/, and is passed over")
        if mistakes:
            raise DragomanError("\n".join(mistakes))
        if self._is_whole:
            self._keep()

    # --- what a briefing is made of

    def _base(self, slug: str) -> str | None:
        """A digest of what a briefing is made of; None where it is not drafted yet."""
        folder = self._project.briefings / slug
        if not (folder / BRIEFING).is_file():
            return None
        return digest(self._shared, slug, self._digests.folder(str(folder)), self._history.state(slug))

    @cached_property
    def _models(self) -> str:
        """A digest of which models are installed."""
        from generator.translation.models import models_dir  # noqa: PLC0415 - as for `_intake`

        folder = models_dir()
        files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
        return digest(*(f"{path} {signature_of(path.stat())}" for path in files))

    @property
    def _gone(self) -> set[str]:
        """The briefings that are no more."""
        return self._before.keys() - set(self._slugs) if self._is_whole else set()

    # --- one briefing

    @cached_property
    def _intake(self) -> "Intake":
        from generator.intake import Intake  # noqa: PLC0415 - loads all stations; where nothing changed, none

        return Intake(self._project, self._languages, self._cache, self._digests, self._history)

    def _unchanged(self, slug: str, base: str, key: str) -> Prepared:
        """A briefing that nobody needs to be told of again; it is read only where it is asked for."""
        if self._known.get(slug) == key:
            return Prepared(slug, key, None)
        entry, _ = self._intake.read(slug)
        return Prepared(slug, key if self._base(slug) == base else None, entry)

    def _say(self, slug: str, line: str) -> None:
        """Say something of a briefing, once, and again in each build until the briefing changes."""
        if line not in (said := self._said.setdefault(slug, [])):
            said.append(line)
            self._tell(line)

    def _made(self, entry: Entry, base: str | None) -> Prepared:
        """What came of a briefing; `base` is what it was made of before it was read."""
        key = base if self._base(entry.slug) == base else None
        lacking = self._intake.lacking(entry)
        if any(lacking.values()):
            key = None  # the engine may do better the next time
        if key and lacking:
            key = digest(key, self._models)
        self._keys[entry.slug] = key
        return Prepared(entry.slug, key, entry)

    def _completed(self, slug: str, helpers: Collection[str]) -> Prepared:
        """A briefing with translations of what lacked one, or is now known better.

        Args:
            slug: its folder.
            helpers: the briefings that have texts for it.
        """
        if slug not in self._said and slug in self._before:
            self._said[slug] = json.loads(self._before[slug][1])
        base = self._base(slug)
        return self._made(self._intake.completed(slug, helpers, partial(self._say, slug)), base)

    def _keep(self) -> None:
        """Remember for the next time what has a key."""
        kept = {slug: key for slug, key in self._keys.items() if key}
        said = {slug: json.dumps(self._said.get(slug, [])).encode() for slug in kept}
        self._cache.put(_TOLD, ((slug, key, said[slug]) for slug, key in kept.items()))
        changed = ((slug, texts) for slug, texts in self._texts.items() if slug in kept)
        self._cache.put(TEXTS, ((slug, kept[slug], texts.to_bytes()) for slug, texts in changed))
        lost = [*self._gone, *(slug for slug, key in self._keys.items() if not key)]
        for kind in (_TOLD, TEXTS):
            self._cache.drop(kind, lost)
        self._cache.drop(ARTICLES, self._gone)


@contextmanager
def _collected(mistakes: list[str]) -> Iterator[None]:
    """Collects a mistake, so that those of the other briefings are told too."""
    try:
        yield
    except DragomanError as error:
        mistakes.append(str(error))
