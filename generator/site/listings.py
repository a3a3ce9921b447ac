"""The pages that lead to briefings: the home page, the topics, the years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from generator.briefing import Entry
from generator.site import locales, metadata
from generator.site.head import Head, Place
from generator.site.pages import ATOM, HOME, JSON, TOPICS, Body, Site
from generator.site.parts import Shown
from generator.site.render import render
from generator.site.topics import Topic
from generator.site.ui import Words
from generator.site.views import BriefingView, shown

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
        entries: the briefings with their first sentence.
        others: the briefings by title alone.
        topics: those that it links to.
        years: those that it links to, with their briefings.
    """

    key: str
    heading: Shown | str
    description: str
    lede: str = ""
    entries: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()
    topics: tuple[Topic, ...] = ()
    years: Mapping[str, tuple[Entry, ...]] = field(default_factory=lambda: MappingProxyType({}))


def _head(key: str, title: str, text: str, place: Place) -> Head:
    told = metadata.website(place, text) if key == HOME else metadata.collection(place, title, text)
    return Head(metadata.open_graph(place, place.name if key == HOME else title, text), told)


@dataclass(frozen=True, slots=True)
class Listings:
    """Makes the pages of one language.

    Attributes:
        site: the pages that they link to.
        entries: in the order of the site.
        topics: by how much there is on them.
        years: with the briefings of each.
    """

    site: Site
    templates: Path
    words: Words
    entries: tuple[Entry, ...]
    topics: tuple[Topic, ...]
    years: Mapping[str, tuple[Entry, ...]]

    def pages(self) -> Iterator[tuple[str, Body]]:
        """All of them, with their keys."""
        for listing in self._listings():
            heading = listing.heading if isinstance(listing.heading, str) else listing.heading.text
            title = heading[:1].upper() + heading[1:]
            head = partial(_head, listing.key, title, listing.description)
            yield listing.key, Body(title, listing.description, partial(self._html, listing), head=head)

    def _listings(self) -> Iterator[Listing]:
        words, about = self.words, self.words("site_description")
        newest, topics, years = self.entries[:_SHOWN], self.topics[:_TOPICS], self.years
        undated = tuple(entry for entry in self.entries[_SHOWN:] if not entry.briefing.date)
        yield Listing(HOME, words("home"), about, about, newest, undated, topics, years)
        if topics or years:
            yield Listing(TOPICS, words("all_topics"), about, topics=self.topics, years=years)
        for topic in self.topics:
            name, found = self.name(topic), topic.entries
            about = words("topic_description", topic=name.text)
            yield Listing(topic.key, name, about, entries=found[:_SHOWN], others=found[_SHOWN:])
        for year, found in years.items():
            heading, about = words("year_heading", year=year), words("year_description", year=year)
            yield Listing(year, heading, about, entries=found[:_SHOWN], others=found[_SHOWN:])

    def _feeds(self, key: str) -> dict[str, str]:
        """The addresses of a page's feeds, as seen from it; none where it has none."""
        names = {"atom": ATOM, "json": JSON} if key in self.site.feeds else {}
        return {format_: self.site.feed(key, self.words.language, name) for format_, name in names.items()}

    def name(self, topic: Topic) -> Shown:
        """A topic in the language of the pages."""
        return shown(topic.entries[0], self.words.language, topic.name)

    def _html(self, listing: Listing) -> str:
        language = self.words.language

        def link(to: str) -> str:
            return self.site.link(to, language, listing.key)

        return render(
            self.templates,
            "listing.html",
            self.words,
            listing=listing,
            views=[BriefingView(entry, language) for entry in listing.entries],
            others=[BriefingView(entry, language) for entry in listing.others],
            link=link,
            topics=[Link(self.name(topic), link(topic.key), len(topic.entries)) for topic in listing.topics],
            years=[
                Link(locales.partial_date(year, language), link(year), len(found))
                for year, found in listing.years.items()
            ],
            feeds=self._feeds(listing.key),
        )
