"""What the briefings of the site are about, and in which years."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.briefing import Entry
from generator.site.parts import Shown

if TYPE_CHECKING:
    from generator.site.cards import Card  # which has the keys of topics from here

FOLDER = "topics"
_LONG = 60
# what mkdocs takes for the page of the folder
_INDEXES = {"index", "readme"}


@dataclass(frozen=True, slots=True)
class Topic:
    """Briefings on one topic, in one language.

    Attributes:
        key: the path of its page below a language's root.
        name: as its newest briefing has it.
        cards: in the order of the site.
    """

    key: str
    name: Shown
    cards: tuple["Card", ...]


def by_topic(cards: Iterable["Card"]) -> tuple[Topic, ...]:
    """All topics, those with the most briefings first, then by address.

    Briefings in several languages share a topic where it has the same name in the site's default language.
    """
    found: dict[str, tuple[Shown, dict[str, Card]]] = {}
    for card in cards:
        for key, name in card.topics:
            if key:
                found.setdefault(key, (name, {}))[1].setdefault(card.slug, card)
    topics = (Topic(key, name, tuple(own.values())) for key, (name, own) in found.items())
    return tuple(sorted(topics, key=lambda topic: (-len(topic.cards), topic.key)))


def topic_key(entry: Entry, name: str, language: str) -> str | None:
    """Where the page of a briefing's topic is; None for a name without letters or digits."""
    translation = entry.translation(language)
    words = _address(translation(name).text if translation else name)
    if words in _INDEXES:
        words += "-"
    return f"{FOLDER}/{words}" if words else None


@lru_cache(maxsize=4096)
def _address(name: str) -> str:
    """``War in Ukraine`` ▶ ``war-in-ukraine``; letters of every script stay."""
    composed = unicodedata.normalize("NFKC", name).casefold()
    # vowel signs of many scripts are marks, and part of the word
    kept = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in composed)
    words = "-".join("".join(kept).split())
    if len(words) <= _LONG:
        return words
    # file systems have no room for more
    return f"{words[:_LONG]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def by_year(cards: Iterable["Card"]) -> Mapping[str, tuple["Card", ...]]:
    """The briefings of each year of the news, the latest year first; those without a day are left out."""
    years: dict[str, list[Card]] = {}
    for card in cards:
        if card.day:
            years.setdefault(f"{card.day.year:04}", []).append(card)
    return {year: tuple(years[year]) for year in sorted(years, reverse=True)}
