"""A briefing's strings in one language, as the page shows them; opens no engine."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import polib
from babel import Locale

from generator.briefing import Briefing, Kind, Message, Original, State, Translated, Translation
from generator.contained import contained, is_blank
from generator.marks import straighten
from generator.translation import catalog, checks
from generator.translation.glossary import EMPTY, Glossary, Terms
from generator.translation.machine import names_within
from generator.translation.memory import Learner
from generator.translation.names import Key, Namer, firms, people, small_words, strings


def load(
    briefing: Briefing,
    path: Path,
    language: str,
    glossary: Glossary = EMPTY,
    memory: Learner | None = None,
) -> Translation:
    """A briefing's strings in one language.

    Args:
        briefing: the source.
        path: the catalog, ``<lang>.po``; it may be missing.
        language: the target language's tag; for the briefing's own, all strings are the source's.
        glossary: of the project.
        memory: is told what the catalog holds.

    Raises:
        InvalidFileError: the catalog has mistakes.
    """
    strings = _strings(Key(briefing))
    if same_language(language, briefing.language):
        return Translation(language, {m.text: Translated(m.text, State.SOURCE) for m in strings})
    entries = catalog.read(path, language) if path.exists() else ()
    if memory:
        memory.learn(path.parent.name, entries)
    return shown(strings, entries, namer_for(briefing, language, glossary))


def shown(strings: Iterable[Message], entries: Iterable[polib.POEntry], namer: Namer) -> Translation:
    """What a catalog's entries make of strings (`unique` ones) in the language of the namer."""
    by_text = by_source(entries)
    found = {m.text: _translated(m, by_text.get(m.text), namer) for m in strings}
    # nothing tells who wrote a text that needs work: a tool that drops comments makes such ones, even of
    # machines' texts that were withheld for a mistake
    doubtful = [
        text
        for text, string in found.items()
        if string.state is State.OUTDATED and not by_text[text].previous_msgid
    ]
    if doubtful:
        namer = replace(namer, given=given_names(Translation(namer.target, found), namer))
    for text in doubtful:
        if next(problems(text, found[text].text, namer), None):
            found[text] = Translated(text, State.WITHHELD)
    return Translation(namer.target, found)


def problems(source: str, target: str, namer: Namer) -> Iterator[str]:
    """What the checks of machines' texts find wrong with any text, worst first.

    Args:
        source: the string.
        target: its translation, with the typography of its language.
        namer: the languages, the glossary and the names that are kept.
    """
    source, target = straighten(source), straight(target)
    names = names_within(source, namer)
    return checks.problems(checks.Pair(source, target, namer.source, namer.target, names, namer.terms))


def straight(target: str) -> str:
    """A translation with straight typographic marks, as an engine writes them."""
    return straighten(re.sub(r"«\s*|\s*»", '"', target))


def by_source(entries: Iterable[polib.POEntry]) -> dict[str, polib.POEntry]:
    """The entries that are in use, by their source text."""
    return {entry.msgid: entry for entry in entries if not entry.obsolete}


def status(translation: Translation) -> Counter[State]:
    """How many strings are in each state."""
    return Counter(string.state for string in translation.strings.values())


def _translated(message: Message, entry: polib.POEntry | None, namer: Namer) -> Translated:
    state = catalog.state(entry) if entry and not is_blank(entry.msgstr) else State.MISSING
    if entry and (state is State.EDITED or state is State.OUTDATED):
        return Translated(contained(entry.msgstr), state)
    if name := namer(message):
        return Translated(name.text, State.STANDARD)
    if state is State.STANDARD:  # by a rule that no longer gives it
        state = State.MISSING
    if entry is None or state is State.MISSING or state is State.WITHHELD:
        return Translated(message.text, state)
    origin = catalog.origin(entry)
    model = contained(f"{origin.engine} {origin.model}") if origin and state is State.MACHINE else None
    return Translated(contained(entry.msgstr), state, model)


def unique(strings: Iterable[Message]) -> list[Message]:
    """One message for each text, at its first place; a name where it is a name anywhere."""
    found: dict[str, Message] = {}
    for message in strings:
        known = found.setdefault(message.text, message)
        if message.kind is Kind.NAME and known.kind is not Kind.NAME:
            found[message.text] = Message(known.path, known.text, Kind.NAME)
    return list(found.values())


def namer_for(briefing: Briefing, language: str, glossary: Glossary) -> Namer:
    """What names a briefing's countries and people in a language, and knows what was written in it."""
    key = Key(briefing)
    kept, small = _of_texts(key)
    found = _originals(key).items()
    originals = {text: made.text for text, made in found if same_language(made.language, language)}
    terms = _terms(Key(glossary), language)
    return Namer(briefing.language, language, terms, kept, originals, small=small)


@lru_cache(maxsize=32)  # of one glossary, for the languages of a site
def _terms(key: Key[Glossary], language: str) -> Terms:
    return Terms.of(key.value, language)


@lru_cache(maxsize=8)  # one after the other is worked on, each in all languages
def _strings(key: Key[Briefing]) -> tuple[Message, ...]:
    return tuple(unique(strings(key)))


@lru_cache(maxsize=8)
def _originals(key: Key[Briefing]) -> Mapping[str, Original]:
    return key.value.originals()


@lru_cache(maxsize=8)
def _of_texts(key: Key[Briefing]) -> tuple[frozenset[str], frozenset[str]]:
    return people(key.value) | firms(key.value), small_words(key.value)


@lru_cache(maxsize=1024)
def same_language(first: str, second: str) -> bool:
    """Whether a reader of one reads the other as her own: en and en-GB, but not pt-BR and pt-PT."""
    a, b = (Locale.parse(tag, sep="-") for tag in (first, second))
    same = (a.language, a.script) == (b.language, b.script)
    return same and (a.territory == b.territory or None in {a.territory, b.territory})


def given_names(translation: Translation, namer: Namer) -> dict[str, str]:
    """The kept names that a person wrote otherwise in a catalog, with their forms there."""
    found = ((name, translation.strings.get(name)) for name in namer.kept)
    return {name: string.text for name, string in found if string and string.state is State.EDITED}
