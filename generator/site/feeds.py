"""What feed readers get: an Atom feed and a JSON Feed for each language, and for each topic in it.

A feed has the briefings that came last to the site, those of the latest news first. A briefing of which no
day is known is in none: readers could not tell whether it is new. The id of an item is the address of its
page, which nothing but the briefing's folder makes: it stays when a title or a text changes.

An item is made once for a page and is the same in every feed; a feed is a head and its items.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig

from generator.briefing import State, StatementKind, Status
from generator.site import locales, tongue
from generator.site.cards import Card
from generator.site.listings import Listings
from generator.site.pages import ATOM, HOME, JSON, absolute
from generator.site.parts import TRANSLATED, Shown, SourceView, StatementView
from generator.site.render import render
from generator.site.topics import Topic
from generator.site.ui import Words
from generator.site.views import BriefingView

# as many as a reader sees who looks in once in a few weeks, and as there are on a topic in that time
_NEWEST, _NEWEST_ON_TOPIC = 50, 20
# of a feed without items; Atom wants a moment
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ENDS = {ord(end): f"&#{ord(end)};" for end in "\t\n\r"}
# what XML cannot hold, and a briefing may, as "\b" in quotes
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# those of strings in the reader's language; those by rule are originals in it
_TRANSLATED = (*TRANSLATED, State.STANDARD)
_IN_THE_ORIGINAL = (State.MISSING, State.WITHHELD)
# what a reader is told that a statement is
_TOLD: tuple[StatementKind, ...] = (StatementKind.CLAIM, StatementKind.VIEW)


class Text(NamedTuple):
    """Words and the language they are in."""

    text: str
    language: str


class Item(NamedTuple):
    """A briefing in a feed.

    Attributes:
        atom: as an ``entry`` of Atom.
        json: as an item of JSON Feed.
    """

    atom: str
    json: str


# gives the item of a card
Items = Callable[[Card], Item]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in no format yet.

    Attributes:
        folder: where its files are, below the site's folder.
        base: the address of that folder.
        home: the address of the page that it is a feed of.
        author: the name of the site, which answers for what names no author.
        cards: of its briefings, the newest first.
    """

    folder: str
    base: str
    home: str
    title: str
    description: str
    language: str
    author: str
    cards: tuple[Card, ...]

    @property
    def updated(self) -> datetime:
        """When one of its items changed last."""
        return max((card.updated for card in self.cards if card.updated), default=_NEVER)

    def address(self, name: str) -> str:
        """Where its file of that name is."""
        return f"{self.base}{name}"


def of(listings: Listings, config: MkDocsConfig) -> Iterator[Feed]:
    """The feeds of a language; none without ``site_url``, for a feed reader knows no page to start from."""
    if not config.site_url:
        return
    words, site = listings.words, listings.site
    code, name = words.language, words.get("site_name", config.site_name)

    def feed(key: str, title: str, description: str, new: Sequence[Card]) -> Feed:
        folder = site.folder(key, code)
        return Feed(
            folder,
            absolute(config, quote(folder)),
            site.absolute(key, code),
            _valid(title),
            _valid(description),
            code,
            _valid(name),
            tuple(new),
        )

    yield feed(HOME, name, words("site_description"), newest(listings.cards))
    for topic in listings.topics:
        about = words("topic_description", topic=topic.name.text)
        yield feed(topic.key, title(listings, topic, config), about, newest(topic.cards, _NEWEST_ON_TOPIC))


def title(listings: Listings, topic: Topic, config: MkDocsConfig) -> str:
    """What the feed of a topic is called."""
    words = listings.words
    return words("feed_title", site=words.get("site_name", config.site_name), topic=topic.name.text)


def newest(cards: Iterable[Card], most: int = _NEWEST) -> tuple[Card, ...]:
    """Those that came last to the site; of those that came together, in the order given."""
    dated = [(card.published, card) for card in cards if card.published]
    return tuple(card for _, card in sorted(dated, key=lambda pair: pair[0], reverse=True)[:most])


# --- items


def item(view: BriefingView, card: Card, templates: Path, words: Words, addresses: Mapping[str, str]) -> Item:
    """A briefing as feeds have it.

    Args:
        view: the briefing in the language of `words`.
        card: of it, in that language.
        templates: the folder of feed.html.
        words: of the site.
        addresses: of the page, by language.

    Raises:
        SiteError: templates/feed.html has a mistake.
    """
    code = words.language
    # many readers show the title alone
    draft = f" ({words('draft')})" if card.status is Status.DRAFT else ""
    title = Text(_valid(view.title.text + draft), view.title.language)
    summary = _joined([statement.text for statement in view.summary], code)
    values = {
        "id": addresses[code],
        "url": addresses[code],
        "title": title.text,
        "summary": summary.text,
        "content_html": _valid(_content(view, templates, words, addresses)),
        "date_published": card.published.isoformat() if card.published else "",
        "date_modified": card.updated.isoformat() if card.updated else "",
        "authors": [{"name": _valid(name.text)} for name in view.authors],
        "tags": [_valid(topic.text) for topic in view.topics],
        "language": title.language if title.language != code else "",
    }
    made = json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False)
    return Item(_entry(values, title, summary, code), made)


def _joined(shown: Sequence[Shown], language: str) -> Text:
    found = {text.language for text in shown}
    own = language if language in found or not shown else shown[0].language
    # an attribute for the language holds for the whole text
    return Text(_valid(" ".join(text.text for text in shown if text.language == own)), own)


def _valid(text: str) -> str:
    return _NO_XML.sub("", text)


def _content(view: BriefingView, templates: Path, words: Words, addresses: Mapping[str, str]) -> str:
    code, states = view.language, view.states
    untranslated = code != view.briefing.language and not any(states[state] for state in _TRANSLATED)
    return render(
        templates,
        "feed.html",
        words,
        b=view,
        briefing=view.briefing,
        untranslated=untranslated,
        text=partial(tongue.words, language=code),
        lines=_lines(view, words, untranslated),
        address=addresses[code],
        others=[(c, locales.autonym(c), there) for c, there in addresses.items() if c != code],
    )


def _lines(
    view: BriefingView, words: Words, untranslated: bool
) -> Callable[[Iterable[StatementView], str], Markup]:
    """Makes the HTML of statements, each an element of a name.

    It is not in the template, which would take many times as long: there are twenty of them in an item.
    """
    language, separator = view.language, locales.separator(view.language)
    own = f' lang="{language}" dir="{locales.direction(language)}"'
    kinds = {kind: escape(words(f"kind_{kind}")) for kind in _TOLD}
    states = {} if untranslated else {state: escape(words(f"state_{state}")) for state in _IN_THE_ORIGINAL}
    publishers = {source.id: _publisher(source, words) for source in view.sources}

    def line(statement: StatementView, element: str) -> str:
        shown, speaker = statement.text, statement.speaker
        # whose words they are, what they may be taken for, who published them, whether they are the original
        known = (
            tongue.words(speaker, language) if speaker else None,
            kinds.get(statement.kind),
            separator.join([publishers[source.id] for source in statement.publishers]),
            states.get(shown.state),
        )
        start = f"<{element}{tongue.attributes(shown, language)}>{escape(shown.text)}"
        if told := " · ".join([part for part in known if part]):
            start += f" <small{own if shown.language != language else ''}>({told})</small>"
        return f"{start}</{element}>"

    return lambda statements, element: Markup("\n".join([line(s, element) for s in statements]))  # noqa: S704


def _publisher(source: SourceView, words: Words) -> str:
    if name := source.source.publisher:
        return f'<bdi lang="{escape(source.language)}">{escape(name)}</bdi>'
    return escape(words("source", number=source.number))


# --- formats


def atom(feed: Feed, items: Items) -> bytes:
    """A feed as Atom, RFC 4287."""
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">',
        f"<id>{_text(feed.address(ATOM))}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<subtitle>{_text(feed.description)}</subtitle>",
        f"<updated>{feed.updated.isoformat()}</updated>",
        f"<author><name>{_text(feed.author)}</name></author>",
        f'<link href={_quoted(feed.address(ATOM))} rel="self" type="application/atom+xml"/>',
        _link(feed.home, feed.language),
        "<generator>Dragoman</generator>",
        *(items(card).atom for card in feed.cards),
        "</feed>\n",
    )
    return "\n".join(lines).encode()


def _entry(values: Mapping[str, Any], title: Text, summary: Text, language: str) -> str:
    lines = (
        "<entry>",
        f"<id>{_text(values['id'])}</id>",
        f'<title xml:lang="{title.language}">{_text(title.text)}</title>',
        # this one alone: of several some readers open the last, whatever its language
        _link(values["url"], language),
        f"<published>{values['date_published']}</published>",
        f"<updated>{values['date_modified']}</updated>",
        *(f"<author><name>{_text(author['name'])}</name></author>" for author in values["authors"]),
        *(f"<category term={_quoted(topic)}/>" for topic in values["tags"]),
        f'<summary xml:lang="{summary.language}">{_text(summary.text)}</summary>' if summary.text else "",
        f'<content type="html">{_text(values["content_html"])}</content>',
        "</entry>",
    )
    return "\n".join(filter(None, lines))


def _link(there: str, language: str) -> str:
    return f'<link href={_quoted(there)} rel="alternate" type="text/html" hreflang="{language}"/>'


def _text(text: str) -> str:
    # a line break of Windows would be read as one of Unix
    return html.escape(text, quote=False).replace("\r", "&#13;")


def _quoted(text: str) -> str:
    """A text as the value of an attribute, in which an end of a line would be read as a space."""
    return f'"{html.escape(text).translate(_ENDS)}"'


def json_feed(feed: Feed, items: Items) -> bytes:
    """A feed as JSON Feed 1.1."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address(JSON),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
    }
    start = json.dumps(head, ensure_ascii=False).removesuffix("}")
    made = ",\n".join(items(card).json for card in feed.cards)
    return f'{start}, "items": [\n{made}\n]}}\n'.encode()
