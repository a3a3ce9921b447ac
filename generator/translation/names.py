"""Names that need no engine: countries from CLDR, people as they are, the rest as the glossary says."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Generic, TypeVar

from babel import Locale
from babel.core import get_global

from generator.briefing import Briefing, Kind, Message, messages
from generator.translation.glossary import Terms
from generator.translation.tables import base, for_language, table

T = TypeVar("T")
# where a name's form comes from, as a catalog records it
GLOSSARY, CLDR, KEPT = "glossary", "cldr", "name"
# or a text's form: it was translated from the language that is wanted
ORIGINAL = "original"
SOURCES = frozenset({GLOSSARY, CLDR, KEPT, ORIGINAL})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the target language and where the form comes from."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Namer:
    """Names from one language into another.

    Attributes:
        source: the language of the names.
        target: the language wanted.
        terms: the glossary of the target language.
        kept: names, such as people's, that stay as they are where letters allow.
        originals: texts that were translated from the target language, each with what it was.
        given: names with the forms that people gave them in the target language.
        small: the words that the source writes without a capital.
    """

    source: str
    target: str
    terms: Terms
    kept: Collection[str] = ()
    originals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    small: Collection[str] = ()

    def __call__(self, message: Message) -> Name | None:
        """The string in the target language; None where an engine or a person must say."""
        if original := self.originals.get(message.text):
            return Name(original, ORIGINAL)
        if message.kind is Kind.TEXT:
            return None
        if form := self.terms.form(message.text):
            return Name(form, GLOSSARY)
        if message.kind is Kind.NAME:
            return self.name(message.text)
        return None

    def name(self, text: str) -> Name | None:
        """The form of a country's or a person's name."""
        if country := country_name(text, self.source, self.target):
            return Name(country, CLDR)
        if latin(self.target) and text in self.kept:
            return Name(self.terms.apply(text), KEPT)
        return None


@lru_cache(maxsize=4096)
def country_name(name: str, source: str, target: str) -> str | None:
    """A country, continent or body that CLDR knows, in another language.

    Args:
        name: as the source language writes it, with or without its article in English.
        source: language tag of the name.
        target: language tag of the result.
    """
    code = _codes(source).get(_key(name))
    form = _forms(target).get(code) if code else None
    # "Myanmar (Burma)": what is in brackets is for lists
    return re.sub(r"\s*[(（].*[)）]$", "", form) if form else None


@cache
def _forms(language: str) -> Mapping[str, str]:
    """The names of CLDR's territories by code."""
    return Locale.parse(language, sep="-").territories


@cache
def _codes(language: str) -> dict[str, str]:
    """CLDR codes by name."""
    unusual = set(table("names")["unusual"])
    codes = {_key(name): code for code, name in _forms(language).items() if code not in unusual}
    codes |= {_key(n): c for n, c in for_language(table("names")["alternates"], language, {}).items()}
    return codes


def _key(name: str) -> str:
    name = name.replace("&", "and").replace("’", "'").removeprefix("the ").removeprefix("The ")
    # short forms such as US are names only in capitals
    return name if name.isupper() else name.casefold()


@cache
def script(language: str) -> str:
    """The ISO 15924 code of the script that a language is written in."""
    locale = Locale.parse(language, sep="-")
    if locale.script:
        return locale.script
    likely: str = get_global("likely_subtags").get(base(language), "")
    return next((part for part in likely.split("_") if len(part) == 4), "Latn")


def latin(language: str) -> bool:
    """Whether a language is written in Latin letters."""
    return script(language) == "Latn"


def people(briefing: Briefing) -> frozenset[str]:
    """The names in a briefing that are surely people's.

    Those are the people of the sides, and names in a person's shape that the text introduces by a role, as
    in "spokeswoman Amina Okoye". Shape alone tells nothing: "Wall Street" has it too, and a name that is
    kept is shown as final.
    """
    given = {person for side in briefing.sides for person in side.people}
    key = Key(briefing)
    named = {message.text for message in strings(key) if message.kind is Kind.NAME} - given
    text = _texts(key)
    return frozenset(given | {n for n in named if _introduced(n, text, briefing.language)})


def firms(briefing: Briefing) -> frozenset[str]:
    """The names of sides and actors that stay as they are: "Apple", but not "Analysts" or "Security Council".

    Such a name is written with a capital in the middle of a sentence, never without, and has no word by
    which the names of bodies are translated.
    """
    names = {side.name for side in briefing.sides} | {reaction.actor for reaction in briefing.reactions}
    kinds = ("translatable", "ordinary")
    lists = (for_language(table("names")[kind], briefing.language, ()) for kind in kinds)
    known = {word for words in lists for word in words}
    text = _texts(Key(briefing))
    return frozenset(name for name in names if _stays(name, text, known))


def _stays(name: str, text: str, known: set[str]) -> bool:
    words = [word for word in name.split() if word not in {"of", "and", "the", "&", "for"}]
    if not words or not all(word[0].isupper() and word not in known for word in words):
        return False
    inside = any(_INSIDE.match(text, place - 2) for place in _places(name, text) if place > 1)
    return inside and not any(_BEFORE.match(text, place) for place in _places(name.lower(), text))


def small_words(briefing: Briefing) -> frozenset[str]:
    """The words that a briefing's texts write without a capital: in a headline they have one for looks."""
    return frozenset(word for word in _WORD.findall(_texts(Key(briefing))) if word.islower())


@dataclass(frozen=True, slots=True, eq=False)
class Key(Generic[T]):
    """A value as the key of a cache: the object itself, since its content has no hash."""

    value: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=8)  # one after the other is worked on, each in all languages
def strings(key: Key[Briefing]) -> tuple[Message, ...]:
    """Every translatable string of a briefing, as `messages` gives them."""
    return tuple(messages(key.value))


@lru_cache(maxsize=8)
def _texts(key: Key[Briefing]) -> str:
    return "\n".join(message.text for message in strings(key) if message.kind is Kind.TEXT)


_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"[a-z,;:]\s")
_BEFORE = re.compile(r"(?<!\w)")
_BEHIND = re.compile(r"(?!\w)")


def _places(name: str, text: str) -> Iterator[int]:
    """Where a name begins that no letter follows: a pattern of its own for each name takes far longer."""
    place = text.find(name)
    while place >= 0:
        if _BEHIND.match(text, place + len(name)):
            yield place
        place = text.find(name, place + 1)


def _introduced(name: str, text: str, language: str) -> bool:
    words = name.split()
    known = set(for_language(table("names")["translatable"], language, ()))
    capitalised = [word for word in words if word not in table("names")["particles"]]
    shaped = len(capitalised) > 1 and all(
        word[0].isupper() and word not in known and not word.endswith(("'s", "’s")) for word in capitalised
    )
    role, longest = _role(language)
    return shaped and any(role.search(text, max(0, i - longest), i) for i in _places(name, text))


@cache
def _role(language: str) -> tuple[re.Pattern[str], int]:
    """A role that ends a text, with a space behind it, and how long it may be; none where none are known."""
    roles = for_language(table("names")["roles"], language, ())
    # as listed, or capitalised as part of the name
    role = "|".join(rf"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in roles)
    longest = max(map(len, roles), default=0) + 1
    return re.compile(rf"\b(?:{role})\s\Z" if roles else r"(?!)"), longest
