"""A briefing's strings in one language, as the page shows them; opens no engine."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polib
from babel import Locale

from generator.briefing import Briefing, Kind, Message, State, Translated, Translation, messages
from generator.translation import catalog
from generator.translation.glossary import EMPTY, Glossary, Terms
from generator.translation.names import Namer, firms, people


def load(briefing: Briefing, path: Path, language: str, glossary: Glossary = EMPTY) -> Translation:
    """A briefing's strings in one language.

    Args:
        briefing: the source.
        path: the catalog, ``<lang>.po``; it may be missing.
        language: the target language's tag; for the briefing's own, all strings are the source's.
        glossary: of the project.

    Raises:
        InvalidFileError: the catalog has mistakes.
    """
    strings = unique(messages(briefing))
    if same_language(language, briefing.language):
        return Translation(language, {m.text: Translated(m.text, State.SOURCE) for m in strings})
    entries = catalog.read(path, language) if path.exists() else ()
    by_text = {entry.msgid: entry for entry in entries if not entry.obsolete}
    namer = namer_for(briefing, language, glossary)
    return Translation(language, {m.text: _translated(m, by_text.get(m.text), namer) for m in strings})


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
    """What names a briefing's countries and people in a language."""
    return Namer(
        briefing.language, language, Terms.of(glossary, language), people(briefing) | firms(briefing)
    )


def same_language(first: str, second: str) -> bool:
    """Whether a reader of one reads the other as her own: en and en-GB, but not pt-BR and pt-PT."""
    a, b = (Locale.parse(tag, sep="-") for tag in (first, second))
    same = (a.language, a.script) == (b.language, b.script)
    return same and (a.territory == b.territory or None in {a.territory, b.territory})
