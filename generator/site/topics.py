"""What the briefings of the site are about, and in which years."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.briefing import Entry

FOLDER = "topics"
_LONG = 60
# what mkdocs takes for the page of the folder
_INDEXES = {"index", "readme"}


@dataclass(frozen=True, slots=True)
class Topic:
    """Briefings on one topic.

    Attributes:
        key: the path of its page below a language's root.
        entries: in the order of the site.
        name: the topic as its newest briefing has it, in that briefing's language.
    """

    key: str
    entries: tuple[Entry, ...]
    name: str


def by_topic(entries: Iterable[Entry], language: str) -> tuple[Topic, ...]:
    """All topics, those with the most briefings first, then by address.

    Briefings in several languages share a topic where it has the same name in `language`.
    """
    found: dict[str, dict[str, tuple[Entry, str]]] = {}
    for entry in entries:
        for name in entry.briefing.topics:
            if key := topic_key(entry, name, language):
                found.setdefault(key, {}).setdefault(entry.slug, (entry, name))
    topics = (
        Topic(key, tuple(entry for entry, _ in pairs.values()), next(iter(pairs.values()))[1])
        for key, pairs in found.items()
    )
    return tuple(sorted(topics, key=lambda topic: (-len(topic.entries), topic.key)))


def topic_key(entry: Entry, name: str, language: str) -> str | None:
    """Where the page of a briefing's topic is; None for a name without letters or digits."""
    translation = entry.translation(language)
    words = _address(translation(name).text if translation else name)
    if words in _INDEXES:
        words += "-"
    return f"{FOLDER}/{words}" if words else None


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


def by_year(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    """The briefings of each year of the news, the latest year first; those without a day are left out."""
    years: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.briefing.date:
            years.setdefault(f"{entry.briefing.date.year:04}", []).append(entry)
    return {year: tuple(years[year]) for year in sorted(years, reverse=True)}
