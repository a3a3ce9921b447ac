"""What feed readers get: an Atom feed and a JSON Feed for each language, and for each topic in it.

A feed has the briefings that came last to the site, those of the latest news first. A briefing of which no
day is known is in none: readers could not tell whether it is new. The id of an item is the address of its
page, which nothing but the briefing's folder makes: it stays when a title or a text changes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from urllib.parse import quote

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from mkdocs.config.defaults import MkDocsConfig

from generator.briefing import Entry, Status, Version
from generator.site import locales
from generator.site.content import briefing_values
from generator.site.listings import Listings
from generator.site.pages import ATOM, HOME, JSON, absolute
from generator.site.parts import Shown
from generator.site.render import render
from generator.site.topics import Topic
from generator.site.views import BriefingView

# as many as a reader sees who looks in once in a few weeks
_NEWEST = 50
# of a feed without items; Atom wants a moment
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# what XML cannot hold, and a briefing may, as "\b" in quotes
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Text(NamedTuple):
    """Words and the language they are in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Item:
    """A briefing in a feed.

    Attributes:
        address: of its page, and its id.
        summary: the bottom line; empty where it has none.
        content: HTML.
        published: when it came to the site.
        updated: when it changed last.
    """

    address: str
    title: Text
    summary: Text
    content: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in no format yet.

    Attributes:
        folder: where its files are, below the site's folder.
        base: the address of that folder.
        home: the address of the page that it is a feed of.
        author: the name of the site, which answers for what names no author.
        items: the newest first.
    """

    folder: str
    base: str
    home: str
    title: str
    description: str
    language: str
    author: str
    items: tuple[Item, ...]

    @property
    def updated(self) -> datetime:
        """When one of its items changed last."""
        return max((item.updated for item in self.items), default=_NEVER)

    def address(self, name: str) -> str:
        """Where its file of that name is."""
        return f"{self.base}{name}"


def of(listings: Listings, config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """The feeds of a language: their paths in the site's folder, and what to write there.

    There are none without ``site_url``: a feed reader knows no page that links could start from.

    Raises:
        SiteError: templates/feed.html has a mistake.
    """
    if config.site_url:
        for feed in _feeds(listings, config):
            yield f"{feed.folder}{ATOM}", atom(feed)
            yield f"{feed.folder}{JSON}", json_feed(feed)


def _feeds(listings: Listings, config: MkDocsConfig) -> Iterator[Feed]:
    words, site = listings.words, listings.site
    code, name = words.language, words.get("site_name", config.site_name)
    items: dict[str, Item] = {}

    def feed(key: str, title: str, description: str, entries: Iterable[Entry]) -> Feed:
        new = newest(entries)
        for entry in new:
            if entry.slug not in items:
                items[entry.slug] = _item(entry, listings)
        folder = site.folder(key, code)
        return Feed(
            folder,
            absolute(config, quote(folder)),
            site.absolute(key, code),
            _valid(title),
            _valid(description),
            code,
            name,
            tuple(items[entry.slug] for entry in new),
        )

    yield feed(HOME, name, words("site_description"), listings.entries)
    for topic in listings.topics:
        about = words("topic_description", topic=listings.name(topic).text)
        yield feed(topic.key, title(listings, topic, config), about, topic.entries)


def title(listings: Listings, topic: Topic, config: MkDocsConfig) -> str:
    """What the feed of a topic is called."""
    words = listings.words
    site = words.get("site_name", config.site_name)
    return words("feed_title", site=site, topic=listings.name(topic).text)


def newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that came last to the site; of those that came together, in the order given."""
    dated = (entry for entry in entries if entry.published)
    return tuple(sorted(dated, key=published, reverse=True)[:_NEWEST])


def published(entry: Entry) -> datetime:
    """When the first version came; the beginning of the day, where no more is known."""
    if entry.versions:
        return _moment(entry.versions[0])
    assert entry.published  # noqa: S101  # newest() leaves out those without a day
    return datetime.combine(entry.published, time(), UTC)


def updated(entry: Entry) -> datetime:
    """When the last version came; never before the first, of which more may be known than the day."""
    return max((published(entry), *map(_moment, entry.versions)))


def _moment(version: Version) -> datetime:
    moment = version.at or datetime.combine(version.day, time(), UTC)
    return moment.astimezone(UTC).replace(microsecond=0)


def _item(entry: Entry, listings: Listings) -> Item:
    words, site = listings.words, listings.site
    view = BriefingView(entry, words.language)
    pages = {code: site.absolute(entry.slug, code) for code in site.pages[entry.slug]}
    own = pages.pop(words.language)
    content = render(
        listings.templates,
        "feed.html",
        words,
        **briefing_values(view),
        address=own,
        others=[(code, locales.autonym(code), there) for code, there in pages.items()],
    )
    # many readers show the title alone
    draft = f" ({words('draft')})" if entry.briefing.status is Status.DRAFT else ""
    return Item(
        own,
        Text(_valid(view.title.text + draft), view.title.language),
        _joined([statement.text for statement in view.summary], words.language),
        _valid(content),
        published(entry),
        updated(entry),
        tuple(_valid(name.text) for name in view.authors),
        tuple(_valid(topic.text) for topic in view.topics),
    )


def _joined(shown: list[Shown], language: str) -> Text:
    found = {text.language for text in shown}
    own = language if language in found or not shown else shown[0].language
    # an attribute for the language holds for the whole text
    return Text(_valid(" ".join(text.text for text in shown if text.language == own)), own)


def _valid(text: str) -> str:
    return _NO_XML.sub("", text)


class _Attributes:
    """What feedgen cannot say of the elements of an Atom entry, such as their language."""

    def __init__(self, attributes: Mapping[str, Mapping[str, str]]) -> None:
        self.attributes = attributes

    def extend_atom(self, entry: Any) -> None:
        """Called by feedgen when it has made the entry."""
        for name, values in self.attributes.items():
            for element in entry.iter(name):
                element.attrib.update(values)


def atom(feed: Feed) -> bytes:
    """A feed as Atom, RFC 4287."""
    made = FeedGenerator()
    made.id(feed.address(ATOM))
    made.title(feed.title)
    made.subtitle(feed.description)
    made.language(feed.language)
    made.updated(feed.updated)
    made.author(name=feed.author)
    made.generator("Dragoman")
    made.link(href=feed.address(ATOM), rel="self", type="application/atom+xml")
    made.link(href=feed.home, rel="alternate", type="text/html", hreflang=feed.language)
    for item in feed.items:
        made.add_entry(_entry(item, feed), order="append")
    text: bytes = made.atom_str(pretty=True)
    return text


def _entry(item: Item, feed: Feed) -> FeedEntry:
    entry = FeedEntry()
    entry.id(item.address)
    entry.title(item.title.text)
    # this one alone: of several some readers open the last, whatever its language
    entry.link(href=item.address)
    entry.published(item.published)
    entry.updated(item.updated)
    entry.content(item.content, type="html")
    entry.author([{"name": name} for name in item.authors])
    entry.category([{"term": topic} for topic in item.topics])
    if item.summary.text:
        entry.summary(item.summary.text)
    attributes = {
        "title": {_LANG: item.title.language},
        "summary": {_LANG: item.summary.language},
        "link": {"rel": "alternate", "type": "text/html", "hreflang": feed.language},
    }
    entry.register_extension("attributes", lambda: _Attributes(attributes), rss=False)
    return entry


def json_feed(feed: Feed) -> bytes:
    """A feed as JSON Feed 1.1."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address(JSON),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_json_item(item, feed) for item in feed.items],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: Item, feed: Feed) -> dict[str, Any]:
    known = {
        "id": item.address,
        "url": item.address,
        "title": item.title.text,
        "summary": item.summary.text,
        "content_html": item.content,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": name} for name in item.authors],
        "tags": list(item.topics),
        "language": item.title.language if item.title.language != feed.language else None,
    }
    return {key: value for key, value in known.items() if value}
