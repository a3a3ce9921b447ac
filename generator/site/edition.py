"""One build of the site: what has to be made, what is still there from the last build, and the files of both.

What a page is made from is in its key: the programs, the configuration, the templates, the words; the files
of its briefing; the navigation. Where that is the same and the page is there, it stays; else it is made anew.
"""

import json
import logging
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import uuid4

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import File, Files
from mkdocs.utils import CountHandler

from generator.briefing import Entry, Status
from generator.cache import Cache, Digests, digest
from generator.config import Languages, Project
from generator.errors import told
from generator.preparation import Preparation
from generator.site import cards, content, crawlers, export, feeds, search, ui
from generator.site.briefings import newest_first
from generator.site.bytecode import TEMPLATES, Bytecode
from generator.site.cards import Card
from generator.site.head import Head
from generator.site.listings import Listings
from generator.site.outputs import Outputs
from generator.site.pages import ATOM, HOME, JSON, Body, Site, SiteFile, SitePage
from generator.site.policy import HEADERS
from generator.site.render import environment
from generator.site.ui import Words
from generator.site.views import BriefingView

# bytes of pages that wait for the theme in memory; more of them wait in a file
_WAITING = 64_000_000
# the name of the site that is served, which lies in another folder each time
SERVED = "serve"
# the sites that one cache remembers: the published one, previews, the one that is served
_SITES, _MOST_SITES = "sites", 4
_MOST_TEMPLATES = 500
# what a template prints that changes from day to day
_CLOCKS = (b"build_date_utc", b"update_date")
# settings that no page shows, or that are looked at by themselves
_ELSEWHERE = {"site_dir", "config_file_path", "watch", "plugins", "theme", "hooks", "dev_addr", "strict"}
Document = Callable[[SitePage, Head, str], str]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a site is built for.

    Attributes:
        name: whatever tells it from other sites of the project.
        publish: ``all`` briefings, or those that are ``reviewed``.
        only: the slugs of those to show, whatever their status; all, where it is None.
        reuses: whether pages of the last build may stay, as nobody else has a hand in them.
    """

    name: str
    publish: str = "all"
    only: frozenset[str] | None = None
    reuses: bool = True


class Edition:
    """A build.

    Attributes:
        site: its pages.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a site is made of
        self,
        project: Project,
        languages: Languages,
        words: Mapping[str, Words],
        config: MkDocsConfig,
        purpose: Purpose,
        tell: Callable[[str], None],
    ) -> None:
        """Begin; from here on, what mkdocs writes is written aside, unless somebody else has a hand in it."""
        self._project, self._languages, self._words = project, languages, words
        self._config, self._purpose, self._tell = config, purpose, tell
        names = {code: own.get("site_name", config.site_name) for code, own in words.items()}
        self.site = Site(config, languages, names)
        self._site_dir = config.site_dir
        self._keys: dict[str, str] = {}
        self._cards: dict[str, tuple[Card, ...]] = {}
        self._last: Entry | None = None
        beside = project.root / ".cache"
        with ExitStack() as stack:
            path = beside / "build.sqlite" if purpose.only is None else None
            self._cache = stack.enter_context(Cache(path))
            self._digests = Digests(self._cache, project.root)
            self._key = self._made_from()
            env = environment(project.templates)
            env.bytecode_cache = Bytecode(self._cache, self._digests.programs, env)
            stack.callback(setattr, env, "bytecode_cache", None)
            self._spool = stack.enter_context(_Spool())
            site_dir = Path(config.site_dir)
            place = beside if purpose.only is None else site_dir.parent
            self._outputs = Outputs(
                self._cache, self._kind("files"), site_dir, place if purpose.reuses else None
            )
            stack.callback(self._outputs.close)
            self._open = stack.pop_all()
        config.site_dir = str(self._outputs.folder)

    def _kind(self, name: str) -> str:
        return f"{name} {self._purpose.name}"

    def _made_from(self) -> str:
        """A digest of all that every page is made from."""
        project, config = self._project, self._config
        own = {str(project.templates), str(config.theme.custom_dir or project.templates)}
        # the theme's thousands of icons come with its version
        folders = [self._digests.folder(p, hidden=p in own) for p in sorted({*own, *config.theme.dirs})]
        texts = (path.read_bytes() for folder in own for path in Path(folder).rglob("*") if path.is_file())
        now = str(datetime.now(UTC)) if any(clock in text for text in texts for clock in _CLOCKS) else ""
        return digest(
            self._digests.programs,
            _described({key: value for key, value in config.items() if key not in _ELSEWHERE}),
            # a hook, which stands there too, has no settings
            _described({name: getattr(plugin, "config", None) for name, plugin in config.plugins.items()}),
            _described({**config.theme, "static": sorted(config.theme.static_templates)}),
            repr(self._languages),
            repr(self._words),
            self._purpose.publish,
            now,
            *folders,
        )

    # --- the briefings

    def gather(self) -> None:
        """Read the briefings that changed and make their pages, but for the theme.

        Raises:
            DragomanError: files have mistakes, or a template has.
            OSError: a file cannot be read or written.
        """
        self._preparation = self._open.enter_context(
            Preparation(
                self._project, self._languages, self._cache, self._digests, self._tell, self._purpose.only
            )
        )
        for line in filter(None, told("\n".join(self._remarks())).split("\n")):
            self._tell(line)
        known = self._known()
        for slug, key, entry in self._preparation.run({slug: key for slug, (key, _) in known.items()}):
            self._keys[slug] = f"{self._key} {key or uuid4().hex}"
            with self._cache.writing():
                self._cards[slug] = self._make(entry) if entry else known[slug][1]
        shown = [found for found in self._cards.values() if found]
        self.listings = tuple(
            Listings(self.site, self._project.templates, words, newest_first(c[number] for c in shown))
            for number, words in enumerate(self._words.values())
        )
        if self._config.site_url:
            self.site.feeds = frozenset({HOME, *(topic.key for topic in self.listings[0].topics)})

    @property
    def wrote(self) -> Mapping[str, str]:
        """The signatures of the drafts and catalogs that this build wrote, right after that, by path."""
        return self._preparation.wrote

    def _remarks(self) -> list[str]:
        """What is wrong with the site's words, which takes long to find out."""
        kind = self._kind("words")
        if known := self._cache.get(kind, "", self._key):
            return [str(line) for line in json.loads(known)]
        folder = self._project.site_config / "ui"
        found = [str(problem) for code in self._languages.codes for problem in ui.check(folder, code)]
        self._cache.put(kind, [("", self._key, json.dumps(found).encode())])
        return found

    def _known(self) -> dict[str, tuple[str, tuple[Card, ...]]]:
        """The keys and cards of the briefings whose pages are all there."""
        found: dict[str, tuple[str, tuple[Card, ...]]] = {}
        for slug, (key, data) in self._cache.all(self._kind("cards")).items():
            own, _, of_entry = key.partition(" ")
            if own == self._key:
                made = cards.from_json(data)
                self._plan(slug, made[0].written if made else "")
                paths = (path for card in made for path in self._paths(slug, card.language))
                if all(self._outputs.has(path, f"{key} ") for path in paths):
                    found[slug] = of_entry, made
        return found

    def _paths(self, slug: str, code: str) -> tuple[str, str]:
        """The files of a briefing's page."""
        page = self.site.planned[slug][code].file.dest_uri
        return page, export.path(page)

    def _make(self, entry: Entry) -> tuple[Card, ...]:
        """Make a briefing's pages and what else is made of them; its cards, none where it is not shown."""
        slug, shows_all = entry.slug, self._purpose.publish == "all" or self._purpose.only is not None
        made: list[Card] = []
        self._plan(slug, entry.briefing.language)
        if shows_all or entry.briefing.status is Status.REVIEWED:
            for code in self._languages.codes:
                view = BriefingView(entry, code)
                self._spool.put(slug, code, self._body(view))
                names = (name.text for name in view.names) if search.needs_names(code) else ()
                made.append(cards.of(entry, code, self._languages.default, names))
                self._keep_parts(view, made[-1])
        self._cache.put(self._kind("cards"), [(slug, self._keys[slug], cards.to_json(made))])
        return tuple(made)

    def _plan(self, slug: str, written: str) -> None:
        self.site.plan(self._project.briefings / slug, written)

    def _body(self, view: BriefingView) -> Body:
        entry, code = view.entry, view.language
        pages = self.site.planned[entry.slug]
        return content.briefing(
            view,
            self._project.templates,
            self._words[code],
            content.links(entry, self.site, pages, code),
            self.site.place(pages, code),
        )

    def _keep_parts(self, view: BriefingView, card: Card) -> Mapping[str, bytes]:
        """What goes of a page into the search index and the feeds; it is kept."""
        slug, code, words = card.slug, card.language, self._words[card.language]
        page = self.site.planned[slug][code]
        tags = (topic.text for topic in view.topics)
        fragment = search.fragment(self.site.address(page), content.search_parts(view, words), tags)
        found = {"search": fragment.encode()}
        if self._config.site_url:
            addresses = self.site.place(self.site.planned[slug], code).addresses
            item = feeds.item(view, card, self._project.templates, words, addresses)
            found["items"] = json.dumps(item).encode()
        for part, data in found.items():
            self._cache.put(self._kind(f"{part} {code}"), [(slug, self._keys[slug], data)])
        return found

    def _late(self, slug: str, code: str) -> BriefingView:
        """A briefing that is needed once more, as when the navigation alone has changed."""
        if self._last is None or self._last.slug != slug:
            self._last = self._preparation.read(slug)
        return BriefingView(self._last, code)

    def _part(self, kind: str, card: Card) -> bytes:
        """What `_keep_parts` kept, or another build has put its own there."""
        found = self._cache.get(self._kind(f"{kind} {card.language}"), card.slug, self._keys[card.slug])
        return found or self._keep_parts(self._late(card.slug, card.language), card)[kind]

    # --- pages

    def add_pages(self, files: Files) -> None:
        """Give mkdocs the pages; those that we write ourselves, as targets of links.

        Raises:
            InvalidFileError: two pages have the same address.
        """
        self.site.add_written(files)
        for file in files if self._purpose.reuses else ():
            if not file.is_documentation_page() and file.abs_src_path:
                # an attribute of the file itself, which mkdocs calls instead of its method
                setattr(file, "copy_file", partial(self._copy, file))  # noqa: B010
        for listings in self.listings:
            code = listings.words.language
            for listing in listings.listings():
                page = self.site.page(listing.key, code)
                page.body = partial(listings.body, listing)
                # it may be in the navigation, where templates may ask it for what they like
                page.show(Body(listing.title, listing.description, "", Head(())))
                page.content = ""
                self._add(files, page)
            for card in listings.cards:
                page = self.site.planned[card.slug][code]
                page.text_language = code if card.is_readable else card.written
                page.body = partial(self._waiting, card)
                self._add(files, page)

    def _copy(self, file: File, dirty: bool = False) -> None:  # noqa: ARG002 - as mkdocs calls it
        """Copy a file of the theme or of the pages into the site, if it is not there."""
        source = str(file.abs_src_path)
        try:
            self._outputs.put(file.dest_uri, self._digests.file(source), Path(source).read_bytes)
        except OSError as error:
            raise BuildError(told(error)) from error

    def _add(self, files: Files, page: SitePage) -> None:
        if self._purpose.reuses and isinstance(page.file, SiteFile):
            page.file.take_over()
        self.site.add(files, page)

    def _waiting(self, card: Card) -> Body:
        found = self._spool.get(card.slug, card.language)
        return found or self._body(self._late(card.slug, card.language))

    def prepare(self, env: jinja2.Environment) -> None:
        """Get the templates of the theme ready."""
        if self._purpose.reuses:  # else others may have changed how it is compiled
            env.bytecode_cache = Bytecode(self._cache, self._digests.programs, env)

    def write_pages(self, document: Document) -> None:
        """Write the pages that are not there yet, where we write them ourselves.

        Args:
            document: puts the theme around a page.
        """
        if not self._purpose.reuses:
            return
        frames = {code: self._frame(code) for code in self._languages.codes}
        for slug in sorted(self._cards):
            for card in self._cards[slug]:
                page = self.site.pages[slug][card.language]
                self._write(document, page, f"{self._keys[slug]} {frames[card.language]}")
        for listings in self.listings:
            code = listings.words.language
            for listing in listings.listings():
                page = self.site.pages[listing.key][code]
                self._write(document, page, f"{self._key} {listing.digest} {frames[code]}")

    def _frame(self, code: str) -> str:
        """A digest of what is on every page of a language."""
        pages = self.site.navigation(code).pages
        # Material shows icons and states of pages that are in the front matter
        return digest(*(f"{page.url} {page.title} {_described(page.meta)}" for page in pages))

    def _write(self, document: Document, page: SitePage, key: str) -> None:
        path = page.file.dest_uri
        paths = [path, export.path(path)] if page.key in self._cards else [path]
        if not all(self._outputs.keep(file, key) for file in paths):
            assert page.body  # noqa: S101  # generated pages have one
            body = page.body()
            page.show(body)
            self._outputs.write(path, document(page, body.head, body.html).encode(), key)
            if body.head.data:
                self._outputs.write(paths[1], body.head.data.encode(), key)

    # --- what there is once

    def finish(self, env: jinja2.Environment, error_page: Callable[[str], bytes], headers: bytes) -> int:
        """Write what each language has once, and put all into the site's folder; how many files changed.

        With ``--strict``, a warning leaves the site as it was.

        Args:
            env: of the theme.
            error_page: makes the 404 page of a language.
            headers: what hosts are to tell browsers.

        Raises:
            SiteError: a template has a mistake.
            OSError: the folder cannot be written to.
        """
        outputs = self._outputs
        for listings in self.listings:
            code, prefix = listings.words.language, self.site.prefix(listings.words.language)
            if "material/search" in self._config.plugins:
                key = digest(
                    self._key, *(self._keys[card.slug] for card in listings.cards), *self._words_of(code)
                )
                index = partial(self._index, env, listings)
                outputs.put(f"{prefix}search/search_index.json", f"{self._key} {key}", index)
            if prefix:
                key = f"{self._key} {self._frame(code)}"
                outputs.put(f"{prefix}404.html", key, partial(error_page, code))
            item = lru_cache(maxsize=None)(self._item)  # it is in several feeds
            for feed in feeds.of(listings, self._config):
                shown = (self._keys[card.slug] for card in feed.cards)
                key = f"{self._key} {digest(feed.title, feed.description, *shown)}"
                outputs.put(feed.folder + ATOM, key, partial(feeds.atom, feed, item))
                outputs.put(feed.folder + JSON, key, partial(feeds.json_feed, feed, item))
        key = digest(
            self._key, *(card.digest for own in self.listings for card in own.cards), *self._written()
        )
        self._put_all("crawlers", key, partial(crawlers.of, self.listings, self._config))
        # a project may have its own
        if not Path(self._config.docs_dir, HEADERS).is_file():
            outputs.put(HEADERS, self._key, lambda: headers)
        handlers = logging.getLogger("mkdocs").handlers
        if any(handler.get_counts() for handler in handlers if isinstance(handler, CountHandler)):
            return 0  # mkdocs counts warnings where it is to be strict, and will give up
        changed = outputs.publish()
        self._tidy()
        return changed

    def _put_all(self, name: str, key: str, make: Callable[[], Iterable[tuple[str, bytes]]]) -> None:
        """Write several files that are made together."""
        kind, key = self._kind("groups"), f"{self._key} {key}"
        known = self._cache.get(kind, name, key)
        if known is None or not all(self._outputs.keep(path, key) for path in json.loads(known)):
            paths = []
            for path, data in make():
                self._outputs.write(path, data, key)
                paths.append(path)
            self._cache.put(kind, [(name, key, json.dumps(paths).encode())])

    def _written(self) -> Iterator[str]:
        """What the hand-written pages are called, and in which languages they are."""
        for pages in self.site.pages.values():
            yield from (f"{p.url} {p.text_language}" for p in pages.values() if p.body is None)

    def _words_of(self, code: str) -> Iterator[str]:
        """The words of the hand-written pages."""
        for page in self.site.of(code):
            if page.body is None:
                yield from (page.url, str(page.title), page.content or "")

    def _index(self, env: jinja2.Environment, listings: Listings) -> bytes:
        code, by_slug = listings.words.language, {card.slug: card for card in listings.cards}
        names = (name for card in listings.cards for name in card.names)

        def plain(slug: str) -> bytes:
            return self._part("search", by_slug[slug])

        if marker := search.marker(code, names, self._cache):
            pages = ((slug, self._keys[slug]) for slug in by_slug)
            kind = self._kind(f"marked {code}")
            fragments = search.all_marked(self._cache, kind, pages, plain, marker)
        else:
            fragments = list(map(plain, by_slug))
        return search.of_language(env, self.site, code, fragments, marker or str)

    def _item(self, card: Card) -> feeds.Item:
        return feeds.Item(*json.loads(self._part("items", card)))

    def _tidy(self) -> None:
        """Forget briefings that are no more, and sites that were not built for long."""
        if self._purpose.only is not None:
            return
        with self._cache.writing():
            self._digests.keep()
            gone = self._cache.keys(self._kind("cards")).keys() - self._cards.keys()
            parts = ("search", "marked", *(["items"] if self._config.site_url else []))
            by_slug = {self._kind(f"{part} {code}") for part in parts for code in self._languages.codes}
            by_slug.add(self._kind("cards"))
            for kind in by_slug if gone else ():
                self._cache.drop(kind, gone)
            known = {*by_slug, *map(self._kind, ("files", "words", "groups"))}
            own = {kind for kind in self._cache.kinds() if kind.rpartition(" ")[2] == self._purpose.name}
            self._cache.drop_kinds(own - known)
            self._cache.put(_SITES, [(self._purpose.name, str(time.time()), b"")])
            built = sorted(self._cache.keys(_SITES).items(), key=lambda site: float(site[1]), reverse=True)
            old = {name for name, _ in built[_MOST_SITES:]}
            self._cache.drop(_SITES, old)
            if len(self._cache.keys(TEMPLATES)) > _MOST_TEMPLATES:  # of other versions of the program
                self._cache.drop_kinds([TEMPLATES])
            self._cache.drop_kinds(kind for kind in self._cache.kinds() if kind.rpartition(" ")[2] in old)

    def close(self) -> None:
        """End the build; what is not published is forgotten."""
        self._config.site_dir = self._site_dir
        self._open.close()


class _Spool:
    """Pages that wait for the theme: in memory, or in a file where they are many."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_WAITING)  # noqa: SIM115 - lives as long as the build
        self._places: dict[tuple[str, str], int] = {}
        self._end = 0

    def put(self, slug: str, code: str, body: Body) -> None:
        self._file.seek(self._end)
        pickle.dump(body, self._file, pickle.HIGHEST_PROTOCOL)
        self._places[slug, code], self._end = self._end, self._file.tell()

    def __enter__(self) -> "_Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def get(self, slug: str, code: str) -> Body | None:
        place = self._places.get((slug, code))
        if place is None:
            return None
        self._file.seek(place)
        found: Body = pickle.load(self._file)  # noqa: S301 - our own file, which nobody else can open
        return found


def _described(value: Any) -> str:
    """Settings as text, the same for the same ones; of functions, their names."""
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_described(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_described, value))}]"
    name = getattr(value, "__qualname__", None)
    return f"{value.__module__}.{name}" if name else repr(value)
