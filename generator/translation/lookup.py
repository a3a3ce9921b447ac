"""A briefing's strings in one language, as the page shows them; opens no engine."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polib
from babel import Locale

from generator.briefing import Briefing, Kind, Message, State, Translated, Translation, messages
from generator.marks import straighten
from generator.translation import catalog, checks
from generator.translation.glossary import EMPTY, Glossary, Terms
from generator.translation.machine import names_within
from generator.translation.memory import Memory
from generator.translation.names import Namer, firms, people, small_words


def load(
    briefing: Briefing,
    path: Path,
    language: str,
    glossary: Glossary = EMPTY,
    memory: Memory | None = None,
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
    strings = unique(messages(briefing))
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
    doubtful = [text for text in found if (entry := by_text.get(text)) and _is_unsigned(entry)]
    if doubtful:
        namer = replace(namer, given=given_names(Translation(namer.target, found), namer))
    for text in doubtful:
        if next(problems(text, found[text].text, namer), None):
            found[text] = Translated(text, State.WITHHELD)
    return Translation(namer.target, found)


def _is_unsigned(entry: polib.POEntry) -> bool:
    """Whether nothing tells who wrote a text that needs work: a tool that drops comments makes such ones.

    Machines' texts are among them, even those that were withheld for a mistake.
    """
    return catalog.state(entry) is State.OUTDATED and not entry.previous_msgid


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
    if entry and catalog.is_human(entry):
        return Translated(entry.msgstr, catalog.state(entry))
    if name := namer(message):
        return Translated(name.text, State.STANDARD)
    state = catalog.state(entry) if entry else State.MISSING
    if state is State.STANDARD:  # by a rule that no longer gives it
        state = State.MISSING
    if entry is None or state in {State.MISSING, State.WITHHELD}:
        return Translated(message.text, state)
    origin = catalog.origin(entry)
    model = f"{origin.engine} {origin.model}" if origin and state is State.MACHINE else None
    return Translated(entry.msgstr, state, model)


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
    kept, small = _of_texts(_Key(briefing))
    found = briefing.originals().items()
    originals = {text: made.text for text, made in found if same_language(made.language, language)}
    terms = Terms.of(glossary, language)
    return Namer(briefing.language, language, terms, kept, originals, small=small)


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """A briefing as the key of a cache: the object itself, since its content has no hash."""

    briefing: Briefing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.briefing is other.briefing

    def __hash__(self) -> int:
        return id(self.briefing)


@lru_cache(maxsize=8)  # one after the other is worked on, each in all languages
def _of_texts(key: _Key) -> tuple[frozenset[str], frozenset[str]]:
    return people(key.briefing) | firms(key.briefing), small_words(key.briefing)


def same_language(first: str, second: str) -> bool:
    """Whether a reader of one reads the other as her own: en and en-GB, but not pt-BR and pt-PT."""
    a, b = (Locale.parse(tag, sep="-") for tag in (first, second))
    same = (a.language, a.script) == (b.language, b.script)
    return same and (a.territory == b.territory or None in {a.territory, b.territory})


def given_names(translation: Translation, namer: Namer) -> dict[str, str]:
    """The kept names that a person wrote otherwise in a catalog, with their forms there."""
    found = ((name, translation.strings.get(name)) for name in namer.kept)
    return {name: string.text for name, string in found if string and string.state is State.EDITED}
