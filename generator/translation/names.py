"""Names that need no engine: countries from CLDR, people as they are, the rest as the glossary says."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from generator.briefing import Briefing, Kind, Message, messages
from generator.translation.glossary import Terms
from generator.translation.tables import base, for_language, table

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


def country_name(name: str, source: str, target: str) -> str | None:
    """A country, continent or body that CLDR knows, in another language.

    Args:
        name: as the source language writes it, with or without its article in English.
        source: language tag of the name.
        target: language tag of the result.
    """
    code = _codes(source).get(_key(name))
    form: str | None = Locale.parse(target, sep="-").territories.get(code) if code else None
    # "Myanmar (Burma)": what is in brackets is for lists
    return re.sub(r"\s*[(（].*[)）]$", "", form) if form else None


@cache
def _codes(language: str) -> dict[str, str]:
    """CLDR codes by name."""
    unusual = set(table("names")["unusual"])
    territories = Locale.parse(language, sep="-").territories.items()
    codes = {_key(name): code for code, name in territories if code not in unusual}
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
    named = {message.text for message in messages(briefing) if message.kind is Kind.NAME} - given
    text = _texts(briefing)
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
    text = _texts(briefing)
    return frozenset(name for name in names if _stays(name, text, known))


def _stays(name: str, text: str, known: set[str]) -> bool:
    words = [word for word in name.split() if word not in {"of", "and", "the", "&", "for"}]
    if not words or not all(word[0].isupper() and word not in known for word in words):
        return False
    inside = re.search(rf"[a-z,;:]\s{re.escape(name)}(?!\w)", text)
    return bool(inside) and not re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", text)


def small_words(briefing: Briefing) -> frozenset[str]:
    """The words that a briefing's texts write without a capital: in a headline they have one for looks."""
    return frozenset(word for word in re.findall(r"[^\W\d_]+", _texts(briefing)) if word.islower())


def _texts(briefing: Briefing) -> str:
    return "\n".join(message.text for message in messages(briefing) if message.kind is Kind.TEXT)


def _introduced(name: str, text: str, language: str) -> bool:
    words = name.split()
    known = set(for_language(table("names")["translatable"], language, ()))
    capitalised = [word for word in words if word not in table("names")["particles"]]
    shaped = len(capitalised) > 1 and all(
        word[0].isupper() and word not in known and not word.endswith(("'s", "’s")) for word in capitalised
    )
    roles = for_language(table("names")["roles"], language, ())
    # as listed, or capitalised as part of the name
    role = "|".join(rf"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in roles)
    return shaped and bool(roles) and bool(re.search(rf"\b(?:{role})\s{re.escape(name)}(?!\w)", text))
