"""The pages that lead to briefings: the home page, the topics, the years."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from generator.site import locales, metadata, tongue
from generator.site.cards import Card
from generator.site.head import Head, Place
from generator.site.pages import ATOM, HOME, JSON, TOPICS, Body, Site
from generator.site.parts import Shown
from generator.site.render import render
from generator.site.topics import Topic, by_topic, by_year
from generator.site.ui import Words

# how many briefings a page shows with their first sentence; the home page leaves the others to the years,
# a topic and a year list them by title
_SHOWN = 24
# how many topics the home page names
_TOPICS = 16


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a listing.

    Attributes:
        name: of the topic or year.
        address: as seen from the page that the link is on.
        count: how many briefings are there.
    """

    name: Shown | str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page lists.

    Attributes:
        key: of the page.
        heading: its headline.
        description: a sentence on it.
        lede: a sentence below the headline.
        cards: the briefings with their first sentence.
        others: the briefings by title alone.
        topics: those that it links to.
        years: those that it links to, with their briefings.
    """

    key: str
    heading: Shown | str
    description: str
    lede: str = ""
    cards: tuple[Card, ...] = ()
    others: tuple[Card, ...] = ()
    topics: tuple[Topic, ...] = ()
    years: Mapping[str, tuple[Card, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def title(self) -> str:
        """The headline as the title of the page."""
        heading = self.heading if isinstance(self.heading, str) else self.heading.text
        return heading[:1].upper() + heading[1:]

    @property
    def digest(self) -> str:
        """Changes with all that the page is made of but the site's words, templates and addresses."""
        cards = [[card.digest for card in cards] for cards in (self.cards, self.others)]
        topics = [(topic.key, topic.name, len(topic.cards)) for topic in self.topics]
        years = [(year, len(found)) for year, found in self.years.items()]
        parts = (self.key, self.heading, self.description, self.lede, cards, topics, years)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def _head(key: str, title: str, text: str, place: Place) -> Head:
    told = metadata.website(place, text) if key == HOME else metadata.collection(place, title, text)
    return Head(metadata.open_graph(place, place.name if key == HOME else title, text), told)


@dataclass
class Listings:
    """Makes the pages of one language.

    Attributes:
        site: the pages that they link to.
        cards: the briefings in that language, in the order of the site.
        topics: by how much there is on them.
        years: with the briefings of each.
    """

    site: Site
    templates: Path
    words: Words
    cards: tuple[Card, ...]

    def __post_init__(self) -> None:
        self.topics, self.years = by_topic(self.cards), by_year(self.cards)

    def body(self, listing: Listing) -> Body:
        """The page of a listing; all pages of the site have to be known."""
        title = listing.title
        place = self.site.place(self.site.pages[listing.key], self.words.language)
        head = _head(listing.key, title, listing.description, place)
        return Body(title, listing.description, self._html(listing), head)

    def listings(self) -> Iterator[Listing]:
        """What there is to list, page by page."""
        words, about = self.words, self.words("site_description")
        newest, topics, years = self.cards[:_SHOWN], self.topics[:_TOPICS], self.years
        undated = tuple(card for card in self.cards[_SHOWN:] if not card.day)
        yield Listing(HOME, words("home"), about, about, newest, undated, topics, years)
        if topics or years:
            yield Listing(TOPICS, words("all_topics"), about, topics=self.topics, years=years)
        for topic in self.topics:
            about = words("topic_description", topic=topic.name.text)
            yield Listing(
                topic.key, topic.name, about, cards=topic.cards[:_SHOWN], others=topic.cards[_SHOWN:]
            )
        for year, found in years.items():
            heading, about = words("year_heading", year=year), words("year_description", year=year)
            yield Listing(year, heading, about, cards=found[:_SHOWN], others=found[_SHOWN:])

    def _feeds(self, key: str) -> dict[str, str]:
        """The addresses of a page's feeds, as seen from it; none where it has none."""
        names = {"atom": ATOM, "json": JSON} if key in self.site.feeds else {}
        return {format_: self.site.feed(key, self.words.language, name) for format_, name in names.items()}

    def _html(self, listing: Listing) -> str:
        language = self.words.language

        def link(to: str) -> str:
            return self.site.link(to, language, listing.key)

        return render(
            self.templates,
            "listing.html",
            self.words,
            listing=listing,
            link=link,
            text=partial(tongue.words, language=language),
            tongue=partial(tongue.attributes, language=language),
            topics=[Link(topic.name, link(topic.key), len(topic.cards)) for topic in listing.topics],
            years=[
                Link(locales.partial_date(year, language), link(year), len(found))
                for year, found in listing.years.items()
            ],
            feeds=self._feeds(listing.key),
        )
